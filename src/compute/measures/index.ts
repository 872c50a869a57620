/** What a claim file may import of the measures. */
export { circuitConvention } from "./circuit-convention.measure.ts";
export { halfFactorization } from "./half-factorization.measure.ts";
export type { HalfFactorizationSetting } from "./half-factorization.measure.ts";
export { matricizationRank } from "./matricization-rank.measure.ts";
export type { MatricizationRankSetting } from "./matricization-rank.measure.ts";
export { overlapWitness } from "./overlap-witness.measure.ts";
export { randomNonOverlapping, randomOverlapping } from "./conv-ac/architectures.ts";
export {
  chanceOfLowRank,
  describeOverlapBound,
  nonOverlapBound,
  overlapBound,
  weightDegree,
} from "./conv-ac/bounds.ts";
export { convAc, describeNetwork } from "./conv-ac/network.ts";
export type { ConvAcNetwork, LayerTriple } from "./conv-ac/network.ts";
