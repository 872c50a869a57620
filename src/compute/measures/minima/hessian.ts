/**
 * Value, gradient and Hessian of a dense network's loss in float64, one column of the Hessian after
 * the other: the derivative of backpropagation along one parameter.
 *
 * @source    Pearlmutter 1994, "Fast exact multiplication by the Hessian"; spec
 *            kawaguchi2019-depth-width, section 4.2 (analytic, not differences)
 * @shape     theta in the order of `parametersOf` [P] -> value, gradient [P], Hessian [P][P]
 * @precision float64; held to the jets of network-formula.ts in tests/reference
 * @cost      P times that of two gradients
 * @fails     at a kink the curvature is that of the cell where the unit is off
 */
import type { Expansion } from "../../numerics/jet.ts";
import { addScaled, dot } from "../../numerics/vectors.ts";
import {
  parametersOf,
  withParameters,
  type Activation,
  type DenseNetwork,
  type RegressionData,
  type Rows,
} from "./dense-network.ts";
import { forwardPass, gradientOf, lossOf, residualsOf, type ForwardPass } from "./forward.ts";

type Columns = readonly Float64Array[];

/** sigma'' from value and slope. */
const BENDS: Readonly<Record<Activation, (value: number, slope: number) => number>> = {
  identity: () => 0,
  relu: () => 0,
  "leaky-relu": () => 0,
  tanh: (value, slope) => -2 * value * slope,
  softplus: (_, slope) => slope * (1 - slope),
};

/** target += columns A, by columns of the result. */
function addProduct(target: Columns, columns: Columns, matrix: Rows): void {
  columns.forEach((column, row) => {
    target.forEach((sum, at) => {
      const entry = matrix[row]?.[at] ?? 0;
      if (entry !== 0) addScaled(sum, entry, column);
    });
  });
}

/** target += signals A^T, for the units of the layer below (no ones column). */
function addPulledBack(target: Columns, signals: Columns, matrix: Rows): void {
  target.forEach((sum, unit) => {
    signals.forEach((signal, above) => {
      const entry = matrix[unit]?.[above] ?? 0;
      if (entry !== 0) addScaled(sum, entry, signal);
    });
  });
}

const zerosLike = (columns: Columns): Float64Array[] =>
  columns.map((column) => new Float64Array(column.length));

const times = (left: Float64Array, right: Float64Array | undefined): Float64Array =>
  left.map((one, at) => one * (right?.[at] ?? Number.NaN));

/** Everything at the point that no direction changes. */
interface Base {
  readonly network: DenseNetwork;
  readonly pass: ForwardPass;
  /** sigma'' of each hidden layer. */
  readonly bends: readonly Columns[];
  /** What arrives behind each hidden activation, before its slope: B^(l+1) W^(l+1)^T. */
  readonly arriving: readonly Columns[];
  /** B^(1) .. B^(H+1), the last being the residuals. */
  readonly signals: readonly Columns[];
}

function baseOf(network: DenseNetwork, pass: ForwardPass, residuals: Columns): Base {
  const bend = BENDS[network.activation];
  const bends = pass.slopes.map((layer, at) =>
    layer.map((slopes, unit) => {
      const values = pass.features[at + 1]?.[unit];
      return slopes.map((slope, i) => bend(values?.[i] ?? Number.NaN, slope));
    }),
  );
  const signals: Columns[] = [residuals];
  const arriving: Columns[] = [];
  for (let layer = pass.slopes.length - 1; layer >= 0; layer -= 1) {
    const slopes = pass.slopes[layer] ?? [];
    const behind = zerosLike(slopes);
    addPulledBack(behind, signals[0] ?? [], network.weights[layer + 1] ?? []);
    arriving.unshift(behind);
    signals.unshift(behind.map((one, unit) => times(one, slopes[unit])));
  }
  return { network, pass, bends, arriving, signals };
}

interface ForwardTangent {
  /** d Z^(1) .. d Z^(H). */
  readonly preactivations: readonly Columns[];
  /** d of what enters each W^(l): zero for the first. */
  readonly features: readonly Columns[];
  readonly outputs: Columns;
}

function forwardTangent({ network, pass }: Base, along: DenseNetwork): ForwardTangent {
  const preactivations: Columns[] = [];
  const features: Columns[] = [zerosLike(pass.features[0] ?? [])];
  pass.slopes.forEach((slopes, layer) => {
    const change = zerosLike(slopes);
    addProduct(change, pass.features[layer] ?? [], along.weights[layer] ?? []);
    addProduct(change, features[layer] ?? [], network.weights[layer] ?? []);
    preactivations.push(change);
    const moved = change.map((one, unit) => times(one, slopes[unit]));
    // The ones column, where there is one, does not move.
    const fixed = (pass.features[layer + 1] ?? []).slice(moved.length);
    features.push([...moved, ...zerosLike(fixed)]);
  });
  const outputs = zerosLike(pass.outputs);
  addProduct(outputs, pass.features.at(-1) ?? [], along.weights.at(-1) ?? []);
  addProduct(outputs, features.at(-1) ?? [], network.weights.at(-1) ?? []);
  if (along.skip !== undefined) addProduct(outputs, pass.inputs, along.skip);
  return { preactivations, features, outputs };
}

/** d B^(1) .. d B^(H+1). */
function backwardTangent(base: Base, along: DenseNetwork, tangent: ForwardTangent): Columns[] {
  const { network, pass, bends, arriving, signals } = base;
  const moved: Columns[] = [tangent.outputs];
  for (let layer = pass.slopes.length - 1; layer >= 0; layer -= 1) {
    const slopes = pass.slopes[layer] ?? [];
    const behind = zerosLike(slopes);
    addPulledBack(behind, moved[0] ?? [], network.weights[layer + 1] ?? []);
    addPulledBack(behind, signals[layer + 1] ?? [], along.weights[layer + 1] ?? []);
    const bent = slopes.map((slope, unit) => {
      const bending = times(bends[layer]?.[unit] ?? slope, tangent.preactivations[layer]?.[unit]);
      const change = times(behind[unit] ?? slope, slope);
      addScaled(change, 1, times(bending, arriving[layer]?.[unit]));
      return change;
    });
    moved.unshift(bent);
  }
  return moved;
}

/** H d, d in the form of the network. */
function hessianColumn(base: Base, along: DenseNetwork): number[] {
  const { pass, signals, network } = base;
  const tangent = forwardTangent(base, along);
  const moved = backwardTangent(base, along, tangent);
  const column = pass.features.flatMap((features, layer) =>
    features.flatMap((feature, row) =>
      (signals[layer] ?? []).map((signal, unit) => {
        const ofFeature = dot(tangent.features[layer]?.[row] ?? feature, signal);
        return ofFeature + dot(feature, moved[layer]?.[unit] ?? signal);
      }),
    ),
  );
  if (network.skip === undefined) return column;
  const skipped = pass.inputs.flatMap((x) => tangent.outputs.map((output) => dot(x, output)));
  return [...column, ...skipped];
}

/** The loss with its first two derivatives in all parameters. */
export function expandLoss(network: DenseNetwork, data: RegressionData): Expansion<number> {
  const pass = forwardPass(network, data);
  const residuals = residualsOf(pass, data);
  const base = baseOf(network, pass, residuals);
  const places = parametersOf(network);
  const hessian = places.map((_, at) => {
    const unit = places.map((__, index) => (index === at ? 1 : 0));
    return hessianColumn(base, withParameters(network, unit));
  });
  const gradient = Array.from(gradientOf(network, pass, residuals));
  return { value: lossOf(residuals), gradient, hessian };
}

/** The same in some of the parameters alone. */
export function expandFree(
  network: DenseNetwork,
  data: RegressionData,
  free: readonly number[],
): Expansion<number> {
  const { value, gradient, hessian } = expandLoss(network, data);
  const pick = (entries: readonly number[]) => free.map((place) => entries[place] ?? Number.NaN);
  return {
    value,
    gradient: pick(gradient),
    hessian: free.map((place) => pick(hessian[place] ?? [])),
  };
}
