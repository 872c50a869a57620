import { claimOfNumbers } from "./claim-of-numbers.ts";

export const plantedLeaving = claimOfNumbers("planted-leaving", { most: 0 });
