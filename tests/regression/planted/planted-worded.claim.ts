import { claimOfNumbers } from "./claim-of-numbers.ts";

export const plantedWorded = claimOfNumbers("planted-worded", { most: 0 });
