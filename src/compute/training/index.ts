/** What claims and measures may import of training. */
export { evaluate } from "./evaluate.ts";
export type { Evaluation, Weights } from "./evaluate.ts";
export type { Examples } from "./examples.ts";
export { recomputeMoments } from "./moments.ts";
export { adam } from "./optimisers/adam.ts";
export { adamW } from "./optimisers/adamw.ts";
export { momentum } from "./optimisers/momentum.ts";
export type { Optimiser } from "./optimisers/optimiser.ts";
export { sgd } from "./optimisers/sgd.ts";
export type { StopRules, TrainingPlan } from "./plan.ts";
export { constantRate, cosineRate, stepRate, warmup } from "./schedules.ts";
export { openStateStore } from "./state-store.ts";
export type { StateStore, StoredState } from "./state-store.ts";
export { train } from "./train.ts";
export type { Trained } from "./train.ts";
export { withDecay } from "./weight-decay.ts";
