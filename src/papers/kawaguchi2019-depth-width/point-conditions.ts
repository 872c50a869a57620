/**
 * What must hold of a point before the identity may be judged there, with the thresholds of the spec:
 * first the hypotheses, then what float64 must resolve.
 */
import {
  condition,
  CONCLUSIONS,
  type Arms,
  type Condition,
  type Measured,
  type Results,
} from "../../verification/index.ts";
import { extremeOf, measuredNumber, numberOf } from "./float-results.ts";
import { inWords, type WordedQuantity } from "./quantity-words.ts";

type ConditionSpec = Parameters<typeof condition>[0];

/** Spec 2.1, 4.1 and 8; all but the bound on theta relative. */
export const POINT_LIMITS = {
  stationarity: 1e-10,
  bound: 1e-9,
  excess: 1e-10,
  gap: 1e-3,
  cutSensitivity: 1e-10,
  kinkMargin: 1e-9,
  saturation: 1e-6,
  parameterNorm: 200,
  /** Of ||y||; rounding is 1e-15, a nonlinear output 1e-2. */
  outputsOutside: 1e-9,
  /** (b) and (c) together: the defect that both allow. */
  defect: 1.1e-9,
} as const;

/** Conditions that controls must break, by arm. */
export const POINT_NAMES = {
  targets: (arm: string) => `the targets are not all 0: ${arm}`,
  differentiable: (arm: string) => `no sample on a kink: ${arm}`,
  saturated: (arm: string) => `no unit saturated: ${arm}`,
  bounded: (arm: string) => `bounded parameters: ${arm}`,
  stationary: (arm: string) => `stationary: ${arm}`,
  rank: (arm: string) => `the rank is resolved: ${arm}`,
  cut: (arm: string) => `the defect does not depend on the rank's cut: ${arm}`,
  resolved: (arm: string) => `the defect is known: ${arm}`,
} as const;

interface Part {
  readonly name: string;
  readonly quantity: WordedQuantity;
  readonly relation: ConditionSpec["relation"];
  readonly threshold: number;
}

type Judge = (part: Part, ifFails: ConditionSpec["ifFails"]) => Condition;

function judgeOf(results: Results<Arms>, arm: string): Judge {
  return ({ name, quantity, relation, threshold }, ifFails) =>
    condition({
      ...{ name, role: "precondition", relation, threshold, ifFails },
      quantity: inWords(quantity),
      measured: extremeOf(results, [arm, quantity], relation === "atMost" ? "largest" : "least"),
    });
}

function hypotheses(judge: Judge, arm: string): Condition[] {
  const limits = POINT_LIMITS;
  const met = (
    name: string,
    quantity: WordedQuantity,
    bounds: Pick<Part, "relation" | "threshold">,
  ) => judge({ name, quantity, ...bounds }, CONCLUSIONS.hypothesisNotMet);
  return [
    judge(
      {
        ...{ name: POINT_NAMES.targets(arm), quantity: "halfTargets" },
        ...{ relation: "atLeast", threshold: Number.MIN_VALUE },
      },
      CONCLUSIONS.vacuous,
    ),
    met(POINT_NAMES.differentiable(arm), "kinkMargin", {
      ...{ relation: "atLeast", threshold: limits.kinkMargin },
    }),
    met(POINT_NAMES.saturated(arm), "saturation", {
      ...{ relation: "atLeast", threshold: limits.saturation },
    }),
    met(POINT_NAMES.bounded(arm), "parameterNorm", {
      ...{ relation: "atMost", threshold: limits.parameterNorm },
    }),
    met(POINT_NAMES.stationary(arm), "stationarity", {
      ...{ relation: "atMost", threshold: limits.stationarity },
    }),
  ];
}

function resolution(judge: Judge, arm: string): Condition[] {
  const atMost = (name: string, quantity: WordedQuantity, threshold: number) =>
    judge({ name, quantity, relation: "atMost", threshold }, CONCLUSIONS.unresolved);
  return [
    atMost(POINT_NAMES.rank(arm), "gap", POINT_LIMITS.gap),
    atMost(POINT_NAMES.cut(arm), "cutSensitivity", POINT_LIMITS.cutSensitivity),
    atMost(POINT_NAMES.resolved(arm), "relativeBound", POINT_LIMITS.bound),
  ];
}

/** (a) and (b) of the spec's rule with all that they rest on. */
export function pointConditions(results: Results<Arms>, arm: string): Condition[] {
  const judge = judgeOf(results, arm);
  return [...hypotheses(judge, arm), ...resolution(judge, arm)];
}

/** Below its threshold the claim's conclusion holds; where it does not, these numbers tell nothing. */
export function atMostOf(
  results: Results<Arms>,
  {
    quantity,
    ...words
  }: Pick<ConditionSpec, "name" | "role" | "ifFails"> & {
    readonly quantity: WordedQuantity;
  },
  [arm, threshold]: readonly [string, number],
): Condition {
  const measured = extremeOf(results, [arm, quantity], "largest");
  return condition({
    ...{ ...words, quantity: inWords(quantity), measured },
    ...{ relation: "atMost", threshold },
  });
}

export const CERTIFIED = "points with L > 0 that are shown to be local minima";

/** Without one the claim is about nothing. */
export function certifiedCondition(
  results: Results<Arms>,
  points: readonly string[],
  searches: readonly string[],
): Condition {
  const isCertified = (arm: string) =>
    numberOf(results, arm, "certified") === 1 && numberOf(results, arm, "loss") > 0;
  const ofPoints = points.filter(isCertified).length;
  const ofSearches = searches.reduce(
    (sum, arm) => sum + numberOf(results, arm, "certifiedWithLoss"),
    0,
  );
  const total = ofPoints + ofSearches;
  const measured: Measured = Number.isFinite(total) ? BigInt(total) : measuredNumber(total);
  return condition({
    ...{ name: CERTIFIED, role: "precondition", quantity: "such points" },
    ...{ measured, relation: "atLeast", threshold: 1n, ifFails: CONCLUSIONS.underpowered },
  });
}
