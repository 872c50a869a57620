/**
 * Where gradient flow from random starts ends, with the neuron and without, on a model of one
 * parameter: in the global minimum, in the bad one, or with b going to infinity.
 *
 * @source    spec kawaguchi2020-elimination, section 2.8 (basins); outcomes as in 3.2
 * @shape     problem with one parameter and one output -> counts
 * @precision tolerance 1e-5 of one step: which basin a start is in does not hang on it
 * @random    purpose "initialization", stream 0: theta uniform in (-range, range), a normal, b = w = 0
 * @cost      about a thousand steps for each start that diverges
 * @fails     a flow that is not complete counts as undecided
 */
import { expandAt } from "../numerics/expansion.ts";
import { gradientFlow } from "../numerics/implicit-euler.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { stateReader, type FlowState } from "./elimination/flow.ts";
import { layoutOf, objectiveFormula, range, type Problem } from "./elimination/objective.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";

export interface FlowBasinsSetting {
  readonly problem: Problem;
  readonly starts: number;
  /** theta is drawn from (-range, range). */
  readonly range: number;
  /** Of a at the start. */
  readonly spread: number;
  readonly until: number;
  /** Starts above it end in the global minimum, others do not. */
  readonly boundary: number;
}

type Name =
  | "starts"
  | "globalWith"
  | "diverging"
  | "undecided"
  | "globalWithout"
  | "badWithout"
  | "discordant"
  | "exceptions";

type Outcome = "global" | "diverging" | "bad" | "undecided";

const TOLERANCE = 1e-5;
const MOST_STEPS = 20_000;
/** Below these the loss is 0 and the neuron gone (3.2). */
const [FITTED, VANISHED] = [1e-4, 1e-3];
/** The neuron carries more than this share of the loss. */
const CARRIED = 0.1;
/** Whether a flow has arrived is looked at again after this factor of time. */
const LOOK_AGAIN = 1.2;

function isGlobal({ loss, reach }: FlowState): boolean {
  return loss < FITTED && reach < VANISHED;
}

function outcomeOf(problem: Problem, start: readonly number[], until: number): Outcome {
  const read = stateReader(problem);
  const formula = objectiveFormula(problem);
  let next = 1;
  const end = gradientFlow((z) => expandAt(formula, z), start, {
    ...{ until, tolerance: TOLERANCE, mostSteps: MOST_STEPS },
    watch: ({ to, after }) => {
      if (to < next) return false;
      next = LOOK_AGAIN * to;
      return isGlobal(read(to, after));
    },
  });
  const state = read(end.time, end.point);
  if (isGlobal(state)) return "global";
  if (!end.complete) return "undecided";
  if (problem.neuron === "none") return "bad";
  const carried = Math.abs(state.objective - state.loss);
  return carried > CARRIED * state.loss ? "diverging" : "undecided";
}

interface Pair {
  readonly theta: number;
  readonly withNeuron: Outcome;
  readonly without: Outcome;
}

function pairsOf(
  { problem, starts, range: reach, spread, until }: FlowBasinsSetting,
  seed: number,
) {
  const random = new RandomStream(seed, PURPOSES.initialization, 0);
  const plain: Problem = { ...problem, neuron: "none" };
  return range(starts).map((): Pair => {
    const theta = reach * (2 * random.uniformFloat64() - 1);
    const a = spread * random.normal();
    const start = [theta, a, ...range(layoutOf(problem).size - 2).map(() => 0)];
    return {
      theta,
      withNeuron: outcomeOf(problem, start, until),
      without: outcomeOf(plain, [theta], until),
    };
  });
}

export const flowBasins: Measure<FlowBasinsSetting, Name> = {
  name: "flow-basins",
  quantities: {
    starts: { unit: null, meaning: "starts that were followed, with the neuron and without" },
    globalWith: { unit: null, meaning: "with the neuron: to the global minimum, the neuron gone" },
    diverging: { unit: null, meaning: "with the neuron: it carries over a tenth of the loss" },
    undecided: { unit: null, meaning: "neither, or not followed to the end" },
    globalWithout: { unit: null, meaning: "without: to the global minimum" },
    badWithout: { unit: null, meaning: "without: elsewhere" },
    discordant: { unit: null, meaning: "starts that only one of the two brings to the minimum" },
    exceptions: { unit: null, meaning: "flows that end on the other side than their start" },
  },
  problems({ problem, starts, until }) {
    const { theta, outputs } = layoutOf(problem);
    return [
      ...problemProblems(problem),
      ...(theta === 1 && outputs === 1 ? [] : ["basins are counted along one parameter"]),
      ...(problem.neuron === "exponential" ? [] : ["the neuron is not exponential with a bias"]),
      ...(Number.isSafeInteger(starts) && starts > 0 ? [] : [`${starts} starts`]),
      ...(until > 0 ? [] : [`a flow until ${until}`]),
    ];
  },
  run(setting, { seed }) {
    const pairs = pairsOf(setting, seed);
    const count = (test: (pair: Pair) => boolean) => BigInt(pairs.filter(test).length);
    const isOtherwise = ({ theta }: Pair, outcome: Outcome) =>
      (outcome === "global") !== theta > setting.boundary;
    const others = pairs.flatMap((pair) =>
      [pair.withNeuron, pair.without].filter((outcome) => isOtherwise(pair, outcome)),
    );
    return {
      quantities: {
        starts: BigInt(pairs.length),
        globalWith: count(({ withNeuron }) => withNeuron === "global"),
        diverging: count(({ withNeuron }) => withNeuron === "diverging"),
        undecided: count((pair) => [pair.withNeuron, pair.without].includes("undecided")),
        globalWithout: count(({ without }) => without === "global"),
        badWithout: count(({ without }) => without === "bad"),
        discordant: count((pair) => (pair.withNeuron === "global") !== (pair.without === "global")),
        exceptions: BigInt(others.length),
      },
    };
  },
};
