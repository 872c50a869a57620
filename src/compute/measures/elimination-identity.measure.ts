/**
 * How exactly the identity 2 lambda a_k^2 = a_k dLt/da_k - dLt/db_k holds at random points, in float64
 * or float32. The derivatives are those of Lt itself, by differentiation of its formula.
 *
 * @source    spec kawaguchi2020-elimination, 2.1
 * @shape     m = 6 samples, d_x = 3, d_y = 2; f takes a value of its own at each sample
 * @units     error relative to (1/m) sum |d_k l_i| |a_k| e^E + 2 lambda a_k^2, not to the cancelled sum
 * @precision that of the setting
 * @random    purpose "data", stream the point's number: x, y, f, a, b, W standard normal
 * @cost      jets in four variables for each point
 */
import { expand } from "../numerics/jet.ts";
import { numbers, type Algebra } from "../numerics/algebra.ts";
import { singles } from "../numerics/single-precision.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import {
  exponents,
  layoutOf,
  lossGradients,
  neuronOutputs,
  objectiveFormula,
  plainOutputs,
  range,
  type Problem,
} from "./elimination/objective.ts";
import type { Measure } from "./measure.ts";
import { restricted } from "./minima/network-formula.ts";

const [SAMPLES, INPUTS, OUTPUTS] = [6, 3, 2];

export interface EliminationIdentitySetting {
  readonly precision: "float64" | "float32";
  readonly points: number;
  readonly lambda: number;
  readonly decay?: Problem["decay"];
  /** Of b about 0; 1 where the spec says nothing. */
  readonly biasDeviation?: number;
}

/** A problem and a point, both drawn. */
function drawn(
  { lambda, decay, biasDeviation = 1 }: EliminationIdentitySetting,
  random: RandomStream,
) {
  const rows = (count: number, width: number) =>
    range(count).map(() => range(width).map(() => random.normal()));
  const inputs = rows(SAMPLES, INPUTS);
  const problem: Problem = {
    inputs,
    targets: rows(SAMPLES, OUTPUTS),
    model: { kind: "table", points: inputs, outputs: OUTPUTS },
    loss: { kind: "squared" },
    lambda,
    neuron: "exponential",
    ...(decay !== undefined && { decay }),
  };
  const layout = layoutOf(problem);
  const z = range(layout.size).map(() => random.normal());
  for (const k of range(OUTPUTS)) {
    const bias = layout.b(k) ?? Number.NaN;
    z[bias] = biasDeviation * (z[bias] ?? Number.NaN);
  }
  return { problem, z };
}

/** (1/m) sum_i |d_k l_i| |g_k,i| + 2 lambda a_k^2 for each k: what the identity's terms are made of. */
function magnitudes(problem: Problem, z: readonly number[]): number[] {
  const [plain, added] = [plainOutputs(problem, z), neuronOutputs(problem, z)];
  const outputs = plain.map((row, i) => row.map((one, k) => one + (added[i]?.[k] ?? 0)));
  const slopes = lossGradients(problem, outputs);
  const layout = layoutOf(problem);
  return range(layout.outputs).map((k) => {
    const a = z[layout.a(k)] ?? Number.NaN;
    const terms = (exponents(problem, z)[k] ?? []).map((exponent, i) => {
      return Math.abs((slopes[i]?.[k] ?? Number.NaN) * a) * Math.exp(exponent);
    });
    const sum = terms.reduce((total, term) => total + term, 0);
    return sum / SAMPLES + 2 * problem.lambda * a * a;
  });
}

/** The largest relative error at one point. */
function errorAt(problem: Problem, z: readonly number[], algebra: Algebra<number>): number {
  const layout = layoutOf(problem);
  const free = range(2 * OUTPUTS).map((index) => layout.theta + index);
  const formula = restricted(objectiveFormula(problem), z, free);
  const rounded = free.map((index) => algebra.constant(z[index] ?? Number.NaN));
  const { gradient } = expand(formula, algebra, rounded, (x) => (x > 0 ? 1 : 0));
  const sizes = magnitudes(problem, z);
  const errors = range(OUTPUTS).map((k) => {
    const a = rounded[k] ?? Number.NaN;
    const [byWeight, byBias] = [gradient[k] ?? Number.NaN, gradient[OUTPUTS + k] ?? Number.NaN];
    const right = a * byWeight - byBias;
    return Math.abs(2 * problem.lambda * a * a - right) / (sizes[k] ?? Number.NaN);
  });
  return Math.max(...errors);
}

export const eliminationIdentity: Measure<EliminationIdentitySetting, "error" | "points"> = {
  name: "elimination-identity",
  quantities: {
    error: { unit: null, meaning: "largest relative error of the identity over all points" },
    points: { unit: null, meaning: "random points" },
  },
  problems: ({ points, lambda }) => [
    ...(Number.isSafeInteger(points) && points > 0 ? [] : ["points is a positive integer"]),
    ...(Number.isFinite(lambda) && lambda >= 0 ? [] : ["lambda is a number from 0 on"]),
  ],
  run(setting, { seed }) {
    const algebra = setting.precision === "float64" ? numbers : singles;
    const errors = range(setting.points).map((number) => {
      const random = new RandomStream(seed, PURPOSES.data, number);
      const { problem, z } = drawn(setting, random);
      return errorAt(problem, z, algebra);
    });
    return { quantities: { error: Math.max(...errors), points: BigInt(setting.points) } };
  },
};
