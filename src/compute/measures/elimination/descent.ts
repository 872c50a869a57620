/**
 * The decrease that one neuron with a_k = 0 can reach by moving a_k alone, with its own certificate:
 * a formula in the slope S, not the difference of two values, which loses decreases below 1e-16.
 *
 *   S = (1/m) sum_i c_i,k phi_i,  phi_i = exp(w_k . x_i + b_k),  E2 = (1/m) sum_i phi_i^2
 *   K = lambda + (beta / 2) E2,   beta >= d^2 l / dq_k^2
 *   Lt(a) <= Lt(0) + S a + K a^2: at a = -S / (2 K) a decrease of S^2 / (4 K) at least
 *
 * and, where S is nothing but rounding, the moments M_p = sum_i c_i (u . x_i)^p phi_i: moving w_k by
 * eps u makes S = M_p eps^p / (m p!) to leading order.
 *
 * @source    spec kawaguchi2020-elimination, section 2.4
 * @shape     frozen outputs [m, d_y], one neuron's b_k and w_k [d_x] -> numbers
 * @units     decreases in those of Lt
 * @precision S by compensated summation; error m 2^-53 sum_i rho_i |phi_i|, rho_i the magnitudes that
 *            cancelled in c_i, the rounding of the network itself among them; |S| counts above 10 errors
 * @fails     a loss without beta: values are compared, with a margin of 1e-13 (1 + L)
 */
import { numbers } from "../../numerics/algebra.ts";
import { jets, jetVariables } from "../../numerics/jet.ts";
import { accurateSum } from "../../numerics/summation.ts";
import type { Rows } from "../minima/dense-network.ts";
import { lossOf, type LossSpec } from "./loss.ts";
import { outputsOf } from "./model.ts";
import { layoutOf, lossGradients, neuronInputs, neuronOutputs } from "./objective.ts";
import { plainOutputs, targetsOf, type Problem } from "./objective.ts";

const ROUNDING = 2 ** -53;
/** |S| counts above this many of its errors. */
const RESOLVED = 10;
/** Below this part of 1 + L a difference of two values is rounding. */
const VALUE_MARGIN = 1e-13;
const HALVINGS = 10;

/** A point with everything that does not change while one neuron moves. */
export interface Frozen {
  /** f + g [m, d_y] in the units of the problem. */
  readonly outputs: Rows;
  /** c_i [m, d_y] there. */
  readonly slopes: Rows;
  /** rho_i [m, d_y]. */
  readonly magnitudes: Rows;
  /** l_i there [m], and what is needed to compute it elsewhere. */
  readonly losses: readonly number[];
  readonly targets: Rows;
  /** x_i as the neuron sees it. */
  readonly inputs: Rows;
}

/** One neuron, where it is moved to. */
export interface MovedNeuron {
  readonly k: number;
  readonly b: number;
  readonly w: readonly number[];
}

export interface Descent {
  /** S, with the bound of its error. */
  readonly slope: number;
  readonly error: number;
  /** Whether |S| is beyond its error, or the value has fallen beyond its rounding. */
  readonly certified: boolean;
  /** a_k of the step; 0 where none is certified. */
  readonly step: number;
  /** What the step certainly gains; 0 where none is certified. */
  readonly decrease: number;
}

/** rho_i of one output: what cancels in c_i, and what the outputs' own rounding, `spread`, makes. */
function magnitudeOf(loss: LossSpec, q: number, y: number, spread: number): number {
  switch (loss.kind) {
    case "squared":
      return Math.abs(q) + Math.abs(y) + 2 * spread;
    case "cross-entropy":
    case "logistic":
      return 1 + Math.abs(q) + Math.abs(y) + spread / 4;
    case "hinge": {
      const { power } = loss;
      const bend = power * (power - 1) * (1 + Math.abs(q)) ** Math.max(0, power - 2);
      return power * (1 + Math.abs(q)) ** (power - 1) + bend * spread;
    }
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** sum_j |df_k(x_i) / dtheta_j| |theta_j| [m, d_y]. */
function spreads(problem: Problem, theta: readonly number[]): Rows {
  const algebra = jets(numbers, (x) => (x > 0 ? 1 : 0));
  const outputs = outputsOf(problem.model);
  const variables = jetVariables(numbers, theta);
  const sigma = problem.units?.output ?? 1;
  return problem.inputs.map((x) =>
    outputs(algebra, variables, x).map(({ first }) => {
      const terms = first?.map((one, j) => Math.abs(one * (theta[j] ?? 0))) ?? [];
      return terms.reduce((sum, term) => sum + term, 0) / sigma;
    }),
  );
}

/** Freezes a point z, its neurons included. */
export function freeze(problem: Problem, z: readonly number[]): Frozen {
  const { theta } = layoutOf(problem);
  const plain = plainOutputs(problem, z);
  const added = problem.neuron === "none" ? plain.map(() => []) : neuronOutputs(problem, z);
  const outputs = plain.map((row, i) => row.map((one, k) => one + (added[i]?.[k] ?? 0)));
  const targets = targetsOf(problem);
  const spread = spreads(problem, z.slice(0, theta));
  const magnitudes = outputs.map((row, i) =>
    row.map((q, k) => {
      return magnitudeOf(problem.loss, q, targets[i]?.[k] ?? 0, spread[i]?.[k] ?? 0);
    }),
  );
  return {
    ...{ outputs, slopes: lossGradients(problem, outputs), magnitudes, targets },
    losses: outputs.map((q, i) => lossOf(numbers, problem.loss, q, targets[i] ?? [])),
    inputs: neuronInputs(problem),
  };
}

/** phi_i [m]. */
function unitValues({ neuron }: Problem, { inputs }: Frozen, { b, w }: MovedNeuron): number[] {
  const bias = neuron === "exponential-without-bias" ? 0 : b;
  return inputs.map((x) => {
    const inner = x.reduce((sum, one, j) => sum + one * (w[j] ?? 0), bias);
    return neuron === "linear" ? inner : Math.exp(inner);
  });
}

/** beta over |a| <= radius, or null where the loss has none. */
function bendOf(
  problem: Problem,
  { outputs, targets }: Frozen,
  k: number,
  reach: readonly number[],
): number | null {
  const { loss } = problem;
  switch (loss.kind) {
    case "squared":
      return 2;
    case "cross-entropy":
    case "logistic":
      return 1 / 4;
    case "hinge": {
      const { power } = loss;
      if (power <= 2) return power === 2 ? 2 : null;
      const gaps = outputs.flatMap((row, i) =>
        [-1, 1].map((sign) => {
          const q = (row[k] ?? 0) + sign * (reach[i] ?? 0);
          return Math.max(0, 1 - (targets[i]?.[k] ?? 0) * q);
        }),
      );
      return power * (power - 1) * Math.max(...gaps) ** (power - 2);
    }
    default:
      return null;
  }
}

/** (1/m) sum_i slopes_i weights_i, and the bound of its error. */
function slopeOf({ slopes, magnitudes }: Frozen, k: number, weights: readonly number[]) {
  const samples = weights.length;
  const terms = weights.map((weight, i) => (slopes[i]?.[k] ?? Number.NaN) * weight);
  const sizes = weights.map((weight, i) => (magnitudes[i]?.[k] ?? 0) * Math.abs(weight));
  return {
    slope: accurateSum(terms) / samples,
    error: samples * ROUNDING * accurateSum(sizes),
  };
}

/** Lt after a_k = a minus before, sample by sample. */
function changeOfValue(
  problem: Problem,
  { outputs, targets, losses }: Frozen,
  { k, a }: { readonly k: number; readonly a: number },
  phi: readonly number[],
): { readonly change: number; readonly value: number } {
  const rises = outputs.map((q, i) => {
    const moved = q.map((one, at) => (at === k ? one + a * (phi[i] ?? Number.NaN) : one));
    const loss = lossOf(numbers, problem.loss, moved, targets[i] ?? []);
    return loss - (losses[i] ?? Number.NaN);
  });
  const mean = (values: readonly number[]) => accurateSum(values) / outputs.length;
  return { change: mean(rises) + problem.lambda * a * a, value: mean(losses) };
}

/** The best of a = +- radius 2^-j by comparing values. */
function descendByValues(
  problem: Problem,
  frozen: Frozen,
  { k, phi, radius }: { readonly k: number; readonly phi: readonly number[]; radius: number },
): { readonly step: number; readonly decrease: number } {
  const largest = Number.isFinite(radius) ? radius : 1;
  const tries = Array.from({ length: HALVINGS }, (_, j) => largest * 2 ** -j);
  const found = tries
    .flatMap((size) => [size, -size])
    .map((a) => ({ a, ...changeOfValue(problem, frozen, { k, a }, phi) }))
    .filter(({ change, value }) => -change > VALUE_MARGIN * (1 + Math.abs(value)))
    .toSorted((left, right) => left.change - right.change);
  const [best] = found;
  return best === undefined ? { step: 0, decrease: 0 } : { step: best.a, decrease: -best.change };
}

/** The step of the quadratic bound S a + K a^2 within |a| <= radius. */
function boundedStep(slope: number, curvature: number, radius: number) {
  const free = -slope / (2 * curvature);
  if (Math.abs(free) <= radius) return { step: free, decrease: slope ** 2 / (4 * curvature) };
  const decrease = Math.abs(slope) * radius - curvature * radius ** 2;
  return { step: Math.sign(free) * radius, decrease };
}

/**
 * The certified decrease of moving a_k from 0, the neuron standing at (b, w).
 *
 * @param radius largest |a_k|; infinite: none
 */
export function descend(
  problem: Problem,
  frozen: Frozen,
  neuron: MovedNeuron,
  radius: number,
): Descent {
  const { k } = neuron;
  const phi = unitValues(problem, frozen, neuron);
  const { slope, error } = slopeOf(frozen, k, phi);
  const reach = phi.map((one) => radius * Math.abs(one));
  const bend = bendOf(problem, frozen, k, reach);
  if (bend === null || !Number.isFinite(bend)) {
    const found = descendByValues(problem, frozen, { k, phi, radius });
    return { slope, error, certified: found.decrease > 0, ...found };
  }
  if (!(Math.abs(slope) > RESOLVED * error)) {
    return { slope, error, certified: false, step: 0, decrease: 0 };
  }
  const squares = accurateSum(phi.map((one) => one * one)) / phi.length;
  const curvature = problem.lambda + (bend / 2) * squares;
  return { slope, error, certified: true, ...boundedStep(slope, curvature, radius) };
}

/** Lt(a_k = step) - Lt(a_k = 0) by evaluation: what the formula's decrease is held to. */
export function directChange(
  problem: Problem,
  frozen: Frozen,
  neuron: MovedNeuron,
  step: number,
): number {
  const phi = unitValues(problem, frozen, neuron);
  return changeOfValue(problem, frozen, { k: neuron.k, a: step }, phi).change;
}

export interface Moment {
  readonly order: number;
  /** M_p. */
  readonly value: number;
  readonly error: number;
  readonly resolved: boolean;
}

/** M_0 .. M_highest along u. All up to n - 1 vanish, n distinct inputs, just where every Gamma does. */
export function moments(
  problem: Problem,
  frozen: Frozen,
  neuron: MovedNeuron,
  along: { readonly direction: readonly number[]; readonly highest: number },
): Moment[] {
  const phi = unitValues(problem, frozen, neuron);
  const heights = frozen.inputs.map((x) =>
    x.reduce((sum, one, j) => sum + one * (along.direction[j] ?? 0), 0),
  );
  return Array.from({ length: along.highest + 1 }, (_, order) => {
    const weights = phi.map((one, i) => one * (heights[i] ?? Number.NaN) ** order);
    const { slope, error } = slopeOf(frozen, neuron.k, weights);
    const [value, bound] = [slope * phi.length, error * phi.length];
    return { order, value, error: bound, resolved: Math.abs(value) > RESOLVED * bound };
  });
}
