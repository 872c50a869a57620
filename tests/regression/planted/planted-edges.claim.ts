import { claimOfNumbers } from "./claim-of-numbers.ts";

export const plantedEdges = claimOfNumbers("planted-edges", { most: 0 });
