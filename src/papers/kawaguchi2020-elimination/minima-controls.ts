/**
 * Negative controls of the claims on local minima: known bad minima of objectives that lack one
 * hypothesis. Each is refused by its hypothesis, and its conclusion is false on a number.
 */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { knownArm } from "./global-protocol.ts";
import {
  ATTAINED,
  CONVEX,
  EXPONENTIAL,
  POSITIVE_LAMBDA,
  SOME_MINIMUM,
  UNPENALISED,
} from "./minima-conditions.ts";
import {
  CLASSIC,
  DECAYED,
  DOUBLE_WELL,
  LINEAR_NEURON,
  ONE_HOT,
  RANDOM_POINT,
  UNREGULARISED,
  WITHOUT_BIAS,
  type Known,
} from "./minima-problems.ts";

interface Violation {
  readonly known: Known;
  readonly because: string;
  /** The hypothesis that it lacks. */
  readonly lacks: string;
}

const CLASSIC_BECAUSE = "Without the neuron L has certified bad local minima.";
const DECAY_BECAUSE =
  "Decay on b keeps b small, so a strict bad minimum with a != 0 appears: optimisers with weight decay do this.";

export const VIOLATIONS: Readonly<Record<string, Violation>> = {
  ...Object.fromEntries(
    Object.entries(DECAYED).map(([name, known]) => [
      `weight decay on b, ${name}`,
      { known, because: DECAY_BECAUSE, lacks: UNPENALISED },
    ]),
  ),
  "no bias": {
    known: WITHOUT_BIAS,
    because: "Without b the neuron cannot trade a against e^b: a = 1 / (1 + lambda) is a minimum.",
    lacks: EXPONENTIAL,
  },
  "linear neuron": {
    known: LINEAR_NEURON,
    because: "The line is in the model already: a (w x + b) adds nothing, and L keeps its minima.",
    lacks: EXPONENTIAL,
  },
  "non-convex loss": {
    known: DOUBLE_WELL,
    because: "Stationary in the outputs is not least: the upper well stays a local minimum.",
    lacks: CONVEX,
  },
  ...Object.fromEntries(
    Object.entries(CLASSIC).map(([name, known]) => [
      `no neuron, ${name}`,
      { known, because: CLASSIC_BECAUSE, lacks: EXPONENTIAL },
    ]),
  ),
};

/** A claim's condition that the known minima of a violation must break. */
export interface Broken {
  readonly violation: string;
  readonly mustFail: string;
  /** The count on which it fails, where it is a count. */
  readonly golden?: bigint;
}

type MinimaControl<Thresholds> = ControlSpec<Record<string, Arm>, Thresholds>;

function replaced(arm: string, known: Known) {
  return () => ({ arms: { [arm]: knownArm(known) } });
}

/** Two controls for each violation: no candidate for the hypothesis, one bad minimum for the claim. */
export function violationControls<Thresholds>(
  arm: string,
  broken: readonly Broken[],
): MinimaControl<Thresholds>[] {
  return broken.flatMap(({ violation, mustFail, golden }) => {
    const { known, because, lacks } = VIOLATIONS[violation] ?? unknownViolation(violation);
    return [
      {
        ...{ name: `${violation} is refused`, because, mustFail: lacks },
        changes: replaced(arm, { ...known, points: [] }),
      },
      {
        ...{ name: violation, because, mustFail },
        ...(golden !== undefined && { golden }),
        changes: replaced(arm, { ...known, points: known.points.slice(0, 1) }),
      },
    ];
  });
}

function unknownViolation(name: string): never {
  throw new Error(`there is no violation ${name}`);
}

/** Those that have the first outcome only: refused. */
export function refusedControls<Thresholds>(arm: string): MinimaControl<Thresholds>[] {
  return [
    {
      name: "random point is refused",
      because: "A gradient that does not vanish: no local minimum, so nothing is said.",
      mustFail: SOME_MINIMUM,
      changes: replaced(arm, RANDOM_POINT),
    },
    {
      name: "one-hot labels are refused",
      because: "No value attains the infimum: the objective has no local minimum at all.",
      mustFail: ATTAINED,
      changes: replaced(arm, { problem: ONE_HOT, points: [] }),
    },
    {
      name: "lambda = 0 is refused",
      because: "Without the penalty nothing pulls a to 0.",
      mustFail: POSITIVE_LAMBDA,
      changes: replaced(arm, { ...UNREGULARISED, points: [] }),
    },
  ];
}
