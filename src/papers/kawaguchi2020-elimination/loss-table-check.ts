/** The protocol, the conditions and the controls of `el-loss-table`. */
import { eliminationLoss } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arm, Arms, Condition, ControlSpec } from "../../verification/index.ts";
import type { Protocol, Results } from "../../verification/index.ts";
import { HINGE, LOSS_TABLE, ONE_HOT, SOFT, SQUARED, TRUNCATED } from "./loss-table.ts";
import type { LossRow } from "./loss-table.ts";
import { largest } from "./readings.ts";

export interface LossTableThresholds {
  readonly rows: Readonly<Record<string, Omit<LossRow, "loss" | "labels">>>;
  /** One-sided slopes of a differentiable loss differ by at most this over 2^-19. */
  readonly smooth: number;
  /** At a kink they differ by at least this. */
  readonly kink: number;
}

/** Pairs of the midpoint test, and how far out they lie. */
const PAIRS: Readonly<Record<Budget, number>> = {
  ...{ smoke: 500, quick: 10_000, standard: 10_000, paper: 10_000 },
};
const REACH = 10;

function rowArm({ loss, labels }: Pick<LossRow, "loss" | "labels">, pairs: number, reach = REACH) {
  return arm(eliminationLoss, { loss, labels, pairs, reach });
}

export function lossTableProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, LossTableThresholds> {
  const rows = Object.entries(LOSS_TABLE);
  const names = rows.map(([name]) => name);
  return {
    arms: Object.fromEntries(rows.map(([name, row]) => [name, rowArm(row, PAIRS[budget])])),
    seeds: [1],
    thresholds: {
      rows: Object.fromEntries(rows.map(([name, { loss, labels, ...told }]) => [name, told])),
      smooth: 1e-3,
      kink: 0.5,
    },
    drift: names.map((name): DriftRule => ({
      ...{ arm: name, quantity: "kink", scale: "absolute", margin: 1e-4, worse: "either" },
      because: "a difference of differences over 2^-20: its last ten bits are rounding",
    })),
  };
}

/** A row that is off is the table's or the code's: samples in float64 prove neither wrong. */
const { unresolved } = CONCLUSIONS;

export const convexName = (row: string) => `midpoints of random pairs: ${row}`;
export const smoothName = (row: string) => `one-sided slopes: ${row}`;
export const attainedName = (row: string) => `whether the infimum is attained: ${row}`;
export const standingName = (row: string) => `standing: ${row}`;

type Told = LossTableThresholds["rows"][string];

const STANDING_WORDS: Readonly<Record<Told["standing"], string>> = {
  usable: "1 where the theorems apply, else 0",
  vacuous: "1 where the theorems are empty, else 0",
  hypothesisNotMet: "1 where a hypothesis is missing, else 0",
};

function convexCondition(results: Results<Arms>, row: string, { convex }: Told): Condition {
  return condition({
    ...{ name: convexName(row), role: "claim", quantity: "pairs that contradict convexity" },
    measured: largest(results, [row], "midpointViolations"),
    relation: convex ? "equal" : "atLeast",
    threshold: convex ? 0 : 1,
    ifFails: unresolved,
  });
}

function rowConditions(
  results: Results<Arms>,
  { smooth, kink }: LossTableThresholds,
  [row, told]: readonly [string, Told],
): Condition[] {
  const { differentiable, attained, standing } = told;
  const exactly = (name: string, quantity: Told["standing"]) =>
    condition({
      ...{ name, role: "claim", quantity: STANDING_WORDS[quantity], relation: "equal" },
      ...{ measured: largest(results, [row], quantity), threshold: 1 },
      ifFails: unresolved,
    });
  return [
    convexCondition(results, row, told),
    condition({
      ...{ name: smoothName(row), role: "claim", quantity: "largest jump of the slope" },
      measured: largest(results, [row], "kink"),
      relation: differentiable ? "atMost" : "atLeast",
      threshold: differentiable ? smooth : kink,
      ifFails: unresolved,
    }),
    ...(attained === null
      ? []
      : [
          condition({
            ...{ name: attainedName(row), role: "claim", relation: "equal" },
            quantity: "inputs whose infimum is not attained",
            measured: largest(results, [row], "unattained"),
            threshold: attained ? 0 : 1,
            ifFails: unresolved,
          }),
        ]),
    exactly(standingName(row), standing),
  ];
}

export function lossTableCheck(results: Results<Arms>, thresholds: LossTableThresholds) {
  return Object.entries(thresholds.rows).flatMap((row) => rowConditions(results, thresholds, row));
}

type LossControl = ControlSpec<Record<string, Arm>, LossTableThresholds>;

/** One row's loss or labels replaced by those of another. */
function swapped(
  words: Pick<LossControl, "name" | "because" | "mustFail">,
  { row, by, reach }: { row: string; by: string; reach?: number },
): LossControl {
  const other = LOSS_TABLE[by];
  if (other === undefined) throw new Error(`there is no row ${by}`);
  return { ...words, changes: () => ({ arms: { [row]: rowArm(other, 2000, reach) } }) };
}

export const LOSS_TABLE_CONTROLS: readonly LossControl[] = [
  swapped(
    {
      name: "truncated for squared",
      because: "min(1, q^2) is not convex: two points beyond the bend show it.",
      mustFail: convexName(SQUARED),
    },
    { row: SQUARED, by: TRUNCATED },
  ),
  swapped(
    {
      name: "truncated seen from near by",
      because: "On (-0.1, 0.1) it is q^2: the midpoint test can reject, never accept.",
      mustFail: convexName(TRUNCATED),
    },
    { row: TRUNCATED, by: TRUNCATED, reach: 0.1 },
  ),
  swapped(
    {
      name: "hinge without a power",
      because: "max(0, 1 - q) has a kink at 1.",
      mustFail: smoothName(HINGE),
    },
    { row: HINGE, by: "hinge, p = 1" },
  ),
  swapped(
    {
      name: "one-hot for soft labels",
      because: "softmax never reaches the boundary of the simplex.",
      mustFail: attainedName(SOFT),
    },
    { row: SOFT, by: ONE_HOT },
  ),
  swapped(
    {
      name: "one-hot is vacuous",
      because: "A classification task with one-hot labels has no local minimum at all.",
      mustFail: standingName(SOFT),
    },
    { row: SOFT, by: ONE_HOT },
  ),
  swapped(
    {
      name: "absolute value is refused",
      because: "Not differentiable: the theorem does not speak of it.",
      mustFail: standingName(SQUARED),
    },
    { row: SQUARED, by: "absolute value" },
  ),
];
