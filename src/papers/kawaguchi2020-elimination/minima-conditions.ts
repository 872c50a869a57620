/** Conditions that the claims on local minima share: hypotheses, the self-test, something to judge. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { goldenConditions, type Golden } from "./golden.ts";
import { largest, least, tally } from "./readings.ts";

export const CONVEX = "the loss is convex in the outputs";
export const DIFFERENTIABLE = "the loss is differentiable in the outputs";
export const POSITIVE_LAMBDA = "lambda is positive";
export const EXPONENTIAL = "every output has an exponential neuron with a bias";
export const UNPENALISED = "only a is penalised";
export const ATTAINED = "nothing proves that L_pw is never attained";
export const NOT_BELOW = "no candidate lies below L_pw";
export const SOME_MINIMUM = "a local minimum was certified in every problem";

const HYPOTHESES = [
  { name: CONVEX, quantity: "convexLoss" },
  { name: DIFFERENTIABLE, quantity: "differentiableLoss" },
  { name: POSITIVE_LAMBDA, quantity: "positiveLambda" },
  { name: EXPONENTIAL, quantity: "exponentialNeuron" },
  { name: UNPENALISED, quantity: "unpenalised" },
] as const;

/** The theorem's hypotheses in every problem. */
export function hypothesisConditions(
  results: Results<Arms>,
  arms: readonly string[],
): readonly Condition[] {
  return HYPOTHESES.map(({ name, quantity }) =>
    condition({
      ...{ name, role: "precondition", relation: "equal", threshold: 1 },
      quantity: "1 for yes, 0 for no",
      measured: least(results, arms, quantity),
      ifFails: CONCLUSIONS.hypothesisNotMet,
    }),
  );
}

export const SLOPES = "slopes of the loss in closed form are its derivatives";

/** Of doubles of size 1 after less than fifty roundings: powers up to 3, three exponentials and their sum. */
const ROUNDED_SLOPES = 50 * 2 ** -53;

/** The objective and its slopes where they are not 0: minima show neither W nor the size of a slope. */
export function instrumentConditions(
  results: Results<Arms>,
  arms: readonly string[],
  golden: readonly Golden[],
): readonly Condition[] {
  return [
    ...goldenConditions(results, golden),
    condition({
      ...{ name: SLOPES, role: "implementation", relation: "atMost", threshold: ROUNDED_SLOPES },
      quantity: "largest difference at random outputs, relative to 1 + their size",
      measured: largest(results, arms, "slopeError"),
      ifFails: CONCLUSIONS.invalid,
    }),
  ];
}

/** Without these a claim on all local minima says nothing. */
export function existenceConditions(
  results: Results<Arms>,
  arms: readonly string[],
): readonly Condition[] {
  return [
    // An infimum that is told too high would make every bad minimum a good one.
    condition({
      ...{ name: NOT_BELOW, role: "implementation", relation: "equal", threshold: 0n },
      quantity: "points with L - L_pw < -1e-9, L_pw the least that L could be",
      measured: tally(results, arms, { plus: ["belowInfimum"] }),
      ifFails: CONCLUSIONS.invalid,
    }),
    condition({
      ...{ name: ATTAINED, role: "precondition", relation: "equal", threshold: 0n },
      quantity: "problems in which it is proved that no theta has L = L_pw",
      measured: tally(results, arms, { plus: ["neverAttained"] }),
      ifFails: CONCLUSIONS.vacuous,
    }),
    condition({
      ...{ name: SOME_MINIMUM, role: "precondition", relation: "atLeast", threshold: 1 },
      quantity: "certified local minima in the problem with the fewest",
      measured: least(results, arms, "certified"),
      ifFails: CONCLUSIONS.underpowered,
    }),
  ];
}

export interface SelfTest {
  /** Bad minima of objectives that lack a hypothesis: all must pass as local minima. */
  readonly accepted: readonly string[];
  /** (theta_bad, 0, b, W) of the objective itself, and points that one test alone sees: none may pass. */
  readonly rejected: readonly string[];
}

export const ACCEPTS = "T1 to T3 accept the bad minima of other objectives";
export const REJECTS = "T1 to T3 reject what is no local minimum";

export function rejectionCondition(results: Results<Arms>, rejected: readonly string[]): Condition {
  return condition({
    ...{ name: REJECTS, role: "implementation", relation: "equal", threshold: 0n },
    quantity: "points that are accepted",
    measured: tally(results, rejected, { plus: ["certified", "withdrawn"] }),
    ifFails: CONCLUSIONS.invalid,
  });
}

export function selfTestConditions(
  results: Results<Arms>,
  { accepted, rejected }: SelfTest,
): readonly Condition[] {
  return [
    condition({
      ...{ name: ACCEPTS, role: "implementation", relation: "equal", threshold: 0n },
      quantity: "bad minima that are not accepted",
      measured: tally(results, accepted, { plus: ["candidates"], minus: ["bad"] }),
      ifFails: CONCLUSIONS.invalid,
    }),
    rejectionCondition(results, rejected),
  ];
}

/** Rounding of the last Newton step and of sums over the samples, far below what decides. */
const DRIFTING = [
  { quantity: "worstGap", margin: 1e-12 },
  { quantity: "worstGroupGradient", margin: 1e-10 },
  { quantity: "worstReach", margin: 1e-7 },
  { quantity: "worstDifference", margin: 1e-10 },
  { quantity: "worstOverBound", margin: 1 },
  { quantity: "slopeError", margin: 50 * 2 ** -53 },
] as const;

export function minimaDrift(arms: readonly string[]): DriftRule[] {
  return arms.flatMap((arm) =>
    DRIFTING.map(({ quantity, margin }) => ({
      ...({ arm, quantity, margin, scale: "absolute", worse: "higher" } as const),
      because: "the last bits of exp and tanh decide where the last step of a search ends",
    })),
  );
}
