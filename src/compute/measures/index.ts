/** What a claim file may import of the measures. */
export { boxSharpness } from "./box-sharpness.measure.ts";
export { invariantSharpness } from "./invariant-sharpness.measure.ts";
export { minimumGeometry } from "./minimum-geometry.measure.ts";
export { networkFit } from "./network-fit.measure.ts";
export { plantedSharpness } from "./planted-sharpness.measure.ts";
export type { Maximiser } from "./landscape/maximise.ts";
export type { AdamRecipe, TrainingRecipe } from "./fitted/recipe.ts";
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
export type { DenseNetwork, RegressionData } from "./minima/dense-network.ts";
export { neuronDescent } from "./neuron-descent.measure.ts";
export type { NeuronDescentSetting } from "./neuron-descent.measure.ts";
export type { Problem as EliminationProblem } from "./elimination/objective.ts";
export { parametersOf as networkParameters } from "./minima/dense-network.ts";
export { trendTraining } from "./trend-training.measure.ts";
export type { TrendSetting } from "./trend-training.measure.ts";
export type { Student, StudentActivation } from "./trend/student.ts";
export { reluMinima, type ReluMinimaSetting } from "./relu-minima.measure.ts";
export { reluPoint } from "./relu-point.measure.ts";
export type { ReluPointSetting } from "./relu-point.measure.ts";
export type { FractionData } from "./minima/exact-data.ts";
export { neuronEscape } from "./neuron-escape.measure.ts";
export { neuronFlow } from "./neuron-flow.measure.ts";
export { fixedStepDescent } from "./fixed-step-descent.measure.ts";
export { flowBasins } from "./flow-basins.measure.ts";
export { eliminationBound } from "./elimination-bound.measure.ts";
export { eliminationIdentity } from "./elimination-identity.measure.ts";
export type { EliminationIdentitySetting } from "./elimination-identity.measure.ts";
export { eliminationLoss } from "./elimination-loss.measure.ts";
export type { EliminationLossSetting } from "./elimination-loss.measure.ts";
export { eliminationMinima } from "./elimination-minima.measure.ts";
export type { EliminationMinimaSetting } from "./elimination-minima.measure.ts";
export { eliminationValues } from "./elimination-values.measure.ts";
export { certifiedMinimum } from "./certified-minimum.measure.ts";
export { pgbCondition } from "./pgb-condition.measure.ts";
export { defectPath } from "./defect-path.measure.ts";
export { minimumBlocks } from "./minimum-blocks.measure.ts";
export { minimumQuality } from "./minimum-quality.measure.ts";
export { rankLaw } from "./rank-law.measure.ts";
export type { RankLawSetting } from "./rank-law.measure.ts";
export { searchedMinima } from "./searched-minima.measure.ts";
export type { SearchedMinimaSetting } from "./searched-minima.measure.ts";
export { tailMinima } from "./tail-minima.measure.ts";
export type { TailMinimaSetting } from "./tail-minima.measure.ts";
export { classicalBoundMeasure } from "./classical-bound.measure.ts";
export type { ClassicalBoundSetting } from "./classical-bound.measure.ts";
