/**
 * Whether the neuron of the modified objective finds a decrease from a point (theta, a = 0, b, W),
 * in every ball around it or along one line.
 *
 * @source    spec kawaguchi2020-elimination, section 2.4
 * @shape     problem, theta, b [d_y], W [d_y][d_x] -> numbers; the curve "moments" is M_p against p
 * @units     those of the problem; the group gradient those of the normalised problem (2.3, step 0)
 * @precision a decrease is the formula's, with its error bound (descent.ts)
 * @random    directions, purpose "statistics", stream 0; the moments' direction, stream 1
 * @cost      m d_x for each place that is tried
 */
import { expandAt, valueAt } from "../numerics/expansion.ts";
import { krawczyk } from "../numerics/krawczyk.ts";
import { symmetricEigen } from "../numerics/symmetric-eigen.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import { descend, freeze, moments } from "./elimination/descent.ts";
import type { Descent, Frozen, Moment, MovedNeuron } from "./elimination/descent.ts";
import { missingHypotheses } from "./elimination/hypotheses.ts";
import { normalised } from "./elimination/normalise.ts";
import { groupsOf, largestGroupGradient, layoutOf, range } from "./elimination/objective.ts";
import { objectiveFormula, plainFormula, type Problem } from "./elimination/objective.ts";
import { pointwiseInfimum } from "./elimination/pointwise.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";
import type { Rows } from "./minima/dense-network.ts";

export interface NeuronDescentSetting {
  readonly problem: Problem;
  readonly theta: readonly number[];
  /** Where the neurons stand: b_k, w_k. */
  readonly at: { readonly b: readonly number[]; readonly w: Rows };
  /** Of the ball for the move of (b_k, w_k) and for |a_k|; null: a_k alone moves, as far as it likes. */
  readonly radius: number | null;
  /** Random moves of each neuron, beside those along the axes and none at all. */
  readonly draws: number;
}

type Name =
  | "missingHypotheses"
  | "groupGradient"
  | "loss"
  | "aboveInfimum"
  | "lossGradient"
  | "leastCurvature"
  | "strictMinimum"
  | "places"
  | "slope"
  | "step"
  | "decrease"
  | "shortfall"
  | "reach"
  | "order"
  | "moment";

/** Half-widths of the boxes in which a minimum of L is looked for. */
const BOXES = [1e-6, 1e-8];

interface Tried extends Descent {
  readonly neuron: MovedNeuron;
}

function normalVector(random: RandomStream, length: number): number[] {
  const drawn = range(length).map(() => random.normal());
  const size = Math.hypot(...drawn);
  return drawn.map((one) => one / size);
}

/** Moves of (b_k, w_k): none, to the sphere along each axis, random ones, half of full length. */
function movesOf({ radius, draws, problem }: NeuronDescentSetting, random: RandomStream): Rows {
  const length = 1 + layoutOf(problem).inputs;
  const still = range(length).map(() => 0);
  if (radius === null || draws === 0) return [still];
  const axes = range(length).flatMap((axis) =>
    [radius, -radius].map((far) => still.map((_, at) => (at === axis ? far : 0))),
  );
  const drawn = range(draws).map((draw) => {
    const direction = normalVector(random, length);
    const far = draw % 2 === 0 ? radius : radius * random.uniformFloat64();
    return direction.map((one) => far * one);
  });
  return [still, ...axes, ...drawn];
}

function search(setting: NeuronDescentSetting, frozen: Frozen, seed: number): Tried[] {
  const { problem, at, radius } = setting;
  const random = new RandomStream(seed, PURPOSES.statistics, 0);
  return range(layoutOf(problem).outputs).flatMap((k) =>
    movesOf(setting, random).map(([first = 0, ...others]) => {
      const w = others.map((one, j) => one + (at.w[k]?.[j] ?? Number.NaN));
      const neuron = { k, b: first + (at.b[k] ?? Number.NaN), w };
      return { neuron, ...descend(problem, frozen, neuron, radius ?? Number.POSITIVE_INFINITY) };
    }),
  );
}

/** Where the best move leads, and from where: z with a = 0, then with one neuron moved and on. */
function endsOf({ problem, theta, at }: NeuronDescentSetting, { neuron, step }: Tried) {
  const from = [...theta, ...at.b.map(() => 0), ...at.b, ...at.w.flat()];
  const layout = layoutOf(problem);
  const to = [...from];
  to[layout.a(neuron.k)] = step;
  to[layout.b(neuron.k) ?? Number.NaN] = neuron.b;
  for (const [j, one] of neuron.w.entries()) to[layout.w(neuron.k, j)] = one;
  return { from, to };
}

/**
 * How far the objective itself is from the formula, relative to 1 + L: for squared loss the formula is
 * the change, for other losses a bound that the change may only exceed.
 */
function shortfallOf(setting: NeuronDescentSetting, best: Tried): number {
  const objective = objectiveFormula(setting.problem);
  const { from, to } = endsOf(setting, best);
  const before = valueAt(objective, from);
  const missing = best.decrease - (before - valueAt(objective, to));
  const isExact = setting.problem.loss.kind === "squared";
  return (isExact ? Math.abs(missing) : Math.max(0, missing)) / (1 + Math.abs(before));
}

/** Length of the best move, of (b_k, w_k) and of a_k alike, in that of the ball; 0 without one. */
function reachOf({ at, radius }: NeuronDescentSetting, { neuron, step }: Tried): number {
  if (radius === null) return 0;
  const { k, b, w } = neuron;
  const moved = [b - (at.b[k] ?? Number.NaN), ...w.map((one, j) => one - (at.w[k]?.[j] ?? NaN))];
  return Math.max(Math.hypot(...moved), Math.abs(step)) / radius;
}

/** The moments of the first neuron along a generic direction, up to the number of distinct inputs. */
function momentsOf({ problem, at }: NeuronDescentSetting, frozen: Frozen, seed: number): Moment[] {
  const { inputs } = layoutOf(problem);
  const random = new RandomStream(seed, PURPOSES.statistics, 1);
  // On a line every direction is this one.
  const direction = inputs === 1 ? [1] : normalVector(random, inputs);
  const highest = groupsOf(problem).length - 1;
  const neuron = { k: 0, b: at.b[0] ?? 0, w: at.w[0] ?? [] };
  return moments(problem, frozen, neuron, { direction, highest });
}

function lossAt(problem: Problem, theta: readonly number[]) {
  const formula = plainFormula(problem);
  const { value, gradient, hessian } = expandAt(formula, theta);
  const { infimum } = pointwiseInfimum(problem);
  const isProven = BOXES.some((radius) => {
    const { inside, smooth, curvature } = krawczyk(formula, theta, hessian, radius);
    return inside && smooth && curvature > 0;
  });
  return {
    loss: value,
    aboveInfimum: value - (infimum ?? Number.NaN),
    lossGradient: Math.hypot(...gradient),
    leastCurvature: symmetricEigen(hessian).values[0] ?? Number.NaN,
    strictMinimum: isProven ? 1n : 0n,
  };
}

export const neuronDescent: Measure<NeuronDescentSetting, Name> = {
  name: "neuron-descent",
  quantities: {
    missingHypotheses: { unit: null, meaning: "hypotheses of the theorem that do not hold" },
    groupGradient: { unit: null, meaning: "largest |Gamma_j|, normalised" },
    loss: { unit: null, meaning: "L(theta), without the neuron" },
    aboveInfimum: { unit: null, meaning: "L(theta) - L_pw" },
    lossGradient: { unit: null, meaning: "length of the gradient of L" },
    leastCurvature: { unit: null, meaning: "least eigenvalue of the Hessian of L" },
    strictMinimum: { unit: null, meaning: "1 where Krawczyk's test proves one of L here, else 0" },
    places: { unit: null, meaning: "places (b, W) from which a was moved" },
    slope: { unit: null, meaning: "S at the best of them" },
    step: { unit: null, meaning: "a there" },
    decrease: { unit: null, meaning: "certified decrease of the objective; 0 where there is none" },
    shortfall: { unit: null, meaning: "formula against evaluation, relative to 1 + L" },
    reach: { unit: null, meaning: "length of that move in radii of the ball" },
    order: { unit: null, meaning: "p: first moment beyond its error; -1: none" },
    moment: { unit: null, meaning: "M_p; 0 where there is none" },
  },
  problems({ problem, theta, at, radius, draws }) {
    const { theta: size, outputs, inputs } = layoutOf(problem);
    const isPlaced =
      at.b.length === outputs &&
      at.w.length === outputs &&
      at.w.every((row) => row.length === inputs);
    return [
      ...problemProblems(problem),
      ...(theta.length === size ? [] : [`the model has ${size} parameters, not ${theta.length}`]),
      ...(isPlaced ? [] : [`there are ${outputs} neurons on ${inputs} inputs`]),
      ...(["exponential", "linear"].includes(problem.neuron)
        ? []
        : [`a neuron with b and W, not ${problem.neuron}`]),
      ...(radius === null || radius > 0 ? [] : [`a ball of radius ${radius}`]),
      ...(Number.isSafeInteger(draws) && draws >= 0 ? [] : [`${draws} draws`]),
    ];
  },
  run(setting, { seed }) {
    const { problem, theta, at } = setting;
    const z = [...theta, ...at.b.map(() => 0), ...at.b, ...at.w.flat()];
    const frozen = freeze(problem, z);
    const tried = search(setting, frozen, seed);
    const best = tried.reduce((left, right) => (right.decrease > left.decrease ? right : left));
    const found = momentsOf(setting, frozen, seed);
    const first = found.find(({ resolved }) => resolved);
    return {
      quantities: {
        missingHypotheses: BigInt(missingHypotheses(problem).length),
        groupGradient: largestGroupGradient(normalised(problem), theta),
        ...lossAt(problem, theta),
        places: BigInt(tried.length),
        slope: best.slope,
        step: best.step,
        decrease: best.decrease,
        shortfall: shortfallOf(setting, best),
        reach: reachOf(setting, best),
        order: BigInt(first?.order ?? -1),
        moment: first?.value ?? 0,
      },
      series: [
        {
          ...{ name: "moments", unit: null },
          x: found.map(({ order }) => order),
          y: found.map(({ value }) => value),
        },
      ],
    };
  },
};
