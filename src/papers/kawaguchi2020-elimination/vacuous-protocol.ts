/** What `el-vacuous` computes at each budget, and the numbers that decide. */
import { networkParameters, neuronFlow } from "../../compute/measures/index.ts";
import type { EliminationProblem } from "../../compute/measures/index.ts";
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { F2_BETTER } from "../kawaguchi2019-depth-width/fixtures.ts";
import { searchArm } from "./global-protocol.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { ONE_HOT, SQUARED, tanhUnits } from "./minima-problems.ts";
import { F2_POSED, type Posed } from "./problems.ts";

export const ONE_HOT_TABLE = "one-hot labels, any values";
export const ONE_UNIT = "F2, one tanh unit";

const CASES: Readonly<Record<string, EliminationProblem>> = {
  [ONE_HOT_TABLE]: ONE_HOT,
  [ONE_UNIT]: { ...SQUARED, model: tanhUnits(1) },
  "logistic loss, three tanh units": {
    ...{ ...SQUARED, loss: { kind: "logistic" } },
    targets: [[0], [1], [1], [0], [1]],
  },
};

const STARTS: Readonly<Record<Budget, number>> = { smoke: 1, quick: 4, standard: 30, paper: 30 };
const LAMBDAS: Readonly<Record<Budget, readonly number[]>> = {
  smoke: [1],
  quick: [1],
  standard: [1, 0.1, 0.01],
  paper: [1, 0.1, 0.01],
};

export const flowName = (lambda: number) => `flow from the best minimum of F2, lambda ${lambda}`;

export interface VacuousThresholds {
  readonly cases: readonly string[];
  readonly flows: readonly string[];
  /** L at the best known minimum of F2, where the flows start. */
  readonly startLoss: number;
  /** Gradient at the end of a flow. */
  readonly gradient: number;
  readonly golden: readonly Golden[];
}

/** At smoke a coarser one, which ends where the others do but for the last digits. */
const TOLERANCES = { smoke: 1e-4, quick: 1e-6, standard: 1e-6, paper: 1e-6 } as const;

export function flowArm({ problem, theta }: Posed, lambda: number, tolerance = 1e-4): Arm {
  const start = [...theta, 0, 0, 0];
  return arm(neuronFlow, { problem: { ...problem, lambda }, start, until: 1e6, tolerance });
}

const BEST_F2: Posed = {
  problem: F2_POSED.problem,
  theta: networkParameters(F2_BETTER.network),
};

function goldenOf(flows: readonly string[]): Golden[] {
  return flows.flatMap((flow) => [
    { arm: flow, quantity: "loss", value: 0.87965, within: 5e-7 },
    { arm: flow, quantity: "objective", value: 2.5e-7, within: 5e-9 },
  ]);
}

function driftOf(flows: readonly string[]): DriftRule[] {
  return flows.flatMap((flow) =>
    [
      { quantity: "loss", margin: 1e-3 },
      { quantity: "objective", margin: 1e-8 },
      { quantity: "gradientNorm", margin: 1e-7 },
    ].map((one): DriftRule => ({
      ...{ arm: flow, scale: "absolute", worse: "either", ...one },
      because: "what the integrator's tolerance leaves open",
    })),
  );
}

/** Enough for what has a minimum to come to rest; here nothing does. */
const STEPS = 60;

export function caseArm(problem: EliminationProblem, starts = 1): Arm {
  return searchArm(problem, starts, STEPS);
}

export function vacuousProtocol(budget: Budget): Protocol<Record<string, Arm>, VacuousThresholds> {
  const cases = Object.entries(CASES).map(
    ([name, problem]) => [name, caseArm(problem, STARTS[budget])] as const,
  );
  const flows = LAMBDAS[budget].map(
    (lambda) => [flowName(lambda), flowArm(BEST_F2, lambda, TOLERANCES[budget])] as const,
  );
  const names = flows.map(([name]) => name);
  return {
    arms: { ...Object.fromEntries(cases), ...Object.fromEntries(flows), ...INSTRUMENT },
    seeds: [1],
    thresholds: {
      cases: cases.map(([name]) => name),
      flows: names,
      startLoss: (2 * F2_BETTER.loss) / 5,
      gradient: 1e-6,
      golden: [...INSTRUMENT_GOLDEN, ...(budget === "smoke" ? [] : goldenOf(names))],
    },
    drift: [...driftOf(names), ...INSTRUMENT_DRIFT],
  };
}
