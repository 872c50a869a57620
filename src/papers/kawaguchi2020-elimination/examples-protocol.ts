/** What `el-examples` computes at each budget, and the numbers that decide. */
import { flowBasins, neuronEscape, neuronFlow } from "../../compute/measures/index.ts";
import type { EliminationProblem } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import { F1_DEAD_POSED, F3_PROBLEM, posed, type Posed } from "./problems.ts";
import { F1_DATA, reluUnits } from "../kawaguchi2019-depth-width/fixtures.ts";

export const SAMPLE = "one sample";
export const DEAD = "F1, one unit dead";
export const BASINS = "basins of F3";
export const flowName = (theta: number) => `F3 from theta = ${theta}`;

/** Starts of F3 and where the flow of L ends: theta = 1 divides them. */
export const BAD_STARTS = [-1.2, -0.5] as const;
export const GOOD_STARTS = [1.5, 2.5] as const;
/** The real root of theta^3 - 3 theta = 3. */
const GLOBAL_THETA = 2.1038034027;

/** s = 0 .. 20. */
const STEPS = 21;
const UNTIL = 1e4;
const TOLERANCE = 1e-5;

/** f = theta against y = 1 at x = 0: with theta = 0 the residual is -1. */
export function sampleArm(theta: number, changes: Partial<EliminationProblem> = {}): Arm {
  const problem: EliminationProblem = {
    ...{ inputs: [[0]], targets: [[1]], model: { kind: "identity" }, loss: { kind: "squared" } },
    ...{ lambda: 1, neuron: "exponential", ...changes },
  };
  return arm(neuronEscape, { problem, theta: [theta], w: [[0]], steps: STEPS, places: 0 });
}

export function cubicArm(theta: number, changes: Partial<EliminationProblem> = {}): Arm {
  const problem = { ...F3_PROBLEM, ...changes };
  const start = problem.neuron === "none" ? [theta] : [theta, 0, 0, 0];
  return arm(neuronFlow, { problem, start, until: UNTIL, tolerance: TOLERANCE });
}

/** w, b and v of the second unit in theta = (w_1, w_2, b_1, b_2, v_1, v_2). */
const SECOND_UNIT = [1, 3, 5];

function unitArm({ problem, theta }: Posed, until: number): Arm {
  const start = [...theta, 0, 0, 0];
  return arm(neuronFlow, { problem, start, until, tolerance: TOLERANCE, resting: SECOND_UNIT });
}

export const deadUnitArm = () => unitArm(F1_DEAD_POSED, UNTIL);
/** The second unit is active on two samples: its parameters do move. */
export const liveUnitArm = () => unitArm(posed(reluUnits([1, 2, -1], [1, -1, 0.5]), F1_DATA), 1);

export interface BasinsSize {
  readonly starts: number;
  readonly seeds: readonly number[];
}

/** The spec follows 200 starts twice; each that diverges takes 1/50 s. */
const SIZES: Readonly<Record<Budget, BasinsSize>> = {
  smoke: { starts: 4, seeds: [1] },
  quick: { starts: 40, seeds: [1] },
  standard: { starts: 200, seeds: [1, 2] },
  paper: { starts: 200, seeds: [1, 2] },
};

export function basinsArm(problem: EliminationProblem, { starts, seeds }: BasinsSize): Arm {
  const setting = { problem, starts, range: 2.5, spread: 0.1, until: UNTIL, boundary: 1 };
  return arm(flowBasins, setting, { seeds });
}

export interface ExamplesThresholds {
  /** Relative, of the one sample's law. */
  readonly law: number;
  /** Of theta from where it must end. */
  readonly theta: number;
  /** b of a diverging flow at t = 10^4 is at least this: the law gives 5.3. */
  readonly diverged: number;
  /** The neuron at the global minimum. */
  readonly vanished: number;
  readonly starts: number;
  readonly golden: readonly Golden[];
}

const GOLDEN: readonly Golden[] = [
  { arm: SAMPLE, quantity: "loss", value: 1, within: 0 },
  { arm: SAMPLE, quantity: "alpha", value: 1, within: 0 },
  { arm: DEAD, quantity: "loss", value: 325 / 256, within: 5e-5 },
];

const DRIFT: readonly DriftRule[] = [
  {
    ...{ arm: SAMPLE, quantity: "relativeLawError", scale: "absolute", margin: 1e-13 },
    ...{ worse: "higher", because: "a tenth of what the law is held to" },
  },
  ...[...BAD_STARTS, ...GOOD_STARTS].flatMap((theta): DriftRule[] => [
    {
      ...{ arm: flowName(theta), quantity: "firstParameter", scale: "absolute", margin: 1e-6 },
      ...{ worse: "either", because: "the tolerance of one step of the integrator" },
    },
    {
      ...{ arm: flowName(theta), quantity: "b", scale: "absolute", margin: 1e-3 },
      ...{ worse: "either", because: "what the integrator's tolerance leaves open over the flow" },
    },
  ]),
  {
    ...{ arm: DEAD, quantity: "loss", scale: "absolute", margin: 1e-5, worse: "either" },
    because: "what the integrator's tolerance leaves open over the flow",
  },
];

export function examplesProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, ExamplesThresholds> {
  const size = SIZES[budget];
  const flows = [...BAD_STARTS, ...GOOD_STARTS].map((theta) => [flowName(theta), cubicArm(theta)]);
  return {
    arms: {
      [SAMPLE]: sampleArm(0),
      ...(Object.fromEntries(flows) as Record<string, Arm>),
      [DEAD]: deadUnitArm(),
      [BASINS]: basinsArm(F3_PROBLEM, size),
    },
    seeds: [1],
    thresholds: {
      ...{ law: 1e-12, theta: 1e-4, diverged: 4, vanished: 1e-6 },
      ...{ starts: size.starts, golden: GOLDEN },
    },
    drift: DRIFT,
  };
}

export const goldenTheta = (theta: number) => (theta > 1 ? GLOBAL_THETA : -1);
