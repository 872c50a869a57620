/**
 * The locally induced structure of a dense network at its parameters, and what it bounds the loss by.
 * S^(l), l = t+1..H, are the largest sets with: units of S^(l) linear on all samples; no weight from
 * S^(l) to a unit of layer l+1 outside of S^(l+1).
 *
 * @source    spec kawaguchi2019-depth-width, 2.5, (i) to (iii) and (A), (B), (C)
 * @shape     as forward.ts; the ones of hidden biases count as a unit outside of S
 * @units     losses: 1/2 ||.||_F^2
 * @precision float64; zeros of (iii) are exact; margins relative to the sizes of what is multiplied
 * @fails     a skip: the theorem has none, no structure
 */
import { columnsOf } from "../../numerics/column-space.ts";
import { dot } from "../../numerics/vectors.ts";
import type { DenseNetwork, RegressionData } from "./dense-network.ts";
import {
  forwardPass,
  jacobianBlocks,
  jacobianColumns,
  lossOf,
  residualsOf,
  type ForwardPass,
} from "./forward.ts";
import { QUALITY_LIMITS } from "./quality.ts";
import { forEachOutput, projectedLoss } from "./tail-ends.ts";

export interface InducedStructure {
  /** S^(t+1) .. S^(H), units from 0. */
  readonly units: readonly (readonly number[])[];
  /** Least |S^(l)|; that of the outputs where t = H. */
  readonly leastUnits: number;
  /** Least |Z_ik| / (||Phi_i|| ||W_k||) of the units in S; infinite where they are linear everywhere. */
  readonly margin: number;
  /** Places of A and C in theta: the weights that may move under the structure. */
  readonly free: readonly number[];
}

/** Least relative margin of one sign over all samples; negative or 0 where the unit is not linear. */
function marginOf(network: DenseNetwork, pass: ForwardPass, layer: number, unit: number): number {
  const { activation, weights } = network;
  if (activation === "identity") return Infinity;
  if (activation !== "relu" && activation !== "leaky-relu") return 0;
  const features = pass.features[layer] ?? [];
  const incoming = (weights[layer] ?? []).map((row) => row[unit] ?? Number.NaN);
  const relative = Array.from(pass.preactivations[layer]?.[unit] ?? [], (z, i) => {
    const entering = features.map((feature) => feature[i] ?? Number.NaN);
    return z / (Math.hypot(...entering) * Math.hypot(...incoming));
  });
  const least = Math.min(...relative);
  // The slope of leaky ReLU below 0 is not 0: off on all samples is linear, too.
  return activation === "relu" ? least : Math.max(least, -Math.max(...relative));
}

/** The sets from the last hidden layer down: a larger S above never makes one below smaller. */
function largestSets(network: DenseNetwork, pass: ForwardPass, from: number) {
  const sets: { unit: number; margin: number }[][] = [];
  for (let layer = pass.slopes.length - 1; layer >= from; layer -= 1) {
    const above = sets[0]?.map(({ unit }) => unit);
    const isHeld = (unit: number) =>
      above === undefined ||
      (network.weights[layer + 1]?.[unit] ?? []).every(
        (weight, column) => weight === 0 || above.includes(column),
      );
    const units = (pass.slopes[layer] ?? []).map((_, unit) => {
      return { unit, margin: marginOf(network, pass, layer, unit) };
    });
    sets.unshift(
      units.filter(({ unit, margin }) => margin >= QUALITY_LIMITS.kinkMargin && isHeld(unit)),
    );
  }
  return sets;
}

/** A and C: columns of S in W^(t+1) .. W^(H), and all of W^(H+1). */
function freePlaces(network: DenseNetwork, from: number, units: readonly (readonly number[])[]) {
  let start = 0;
  return network.weights.flatMap((matrix, layer) => {
    const width = matrix[0]?.length ?? 0;
    const first = start;
    start += matrix.length * width;
    const isLast = layer === network.weights.length - 1;
    const columns = isLast
      ? Array.from({ length: width }, (_, column) => column)
      : layer < from
        ? []
        : (units[layer - from] ?? []);
    return matrix.flatMap((_, row) => columns.map((column) => first + row * width + column));
  });
}

/** @param from t, from 0 (the inputs) to H */
export function inducedStructure(
  network: DenseNetwork,
  pass: ForwardPass,
  from: number,
): InducedStructure {
  const sets = largestSets(network, pass, from);
  const units = sets.map((set) => set.map(({ unit }) => unit));
  return {
    units,
    leastUnits: Math.min(
      ...units.map((set) => set.length),
      ...(sets.length === 0 ? [Infinity] : []),
    ),
    margin: Math.min(Infinity, ...sets.flat().map(({ margin }) => margin)),
    free: freePlaces(network, from, units),
  };
}

export interface ClassicalBound extends InducedStructure {
  /** L. */
  readonly value: number;
  /** 1/2 ||Y||^2. */
  readonly half: number;
  /** ||g|| / (||J||_F ||y||) in A and C. */
  readonly stationarity: number;
  /** (A): 1/2 ||PN[B_S] Y||^2. */
  readonly equality: number;
  /** (B): 1/2 ||PN[Phi^(t)] Y||^2. */
  readonly classical: number;
  /** (C): 1/2 ||PN[I (x) Phi^(t), J] y||^2, J in A and C. */
  readonly terms: number;
}

export function classicalBound(
  network: DenseNetwork,
  data: RegressionData,
  from: number,
): ClassicalBound {
  const pass = forwardPass(network, data);
  const structure = inducedStructure(network, pass, from);
  const residuals = residualsOf(pass, data);
  const columns = jacobianColumns(jacobianBlocks(network, pass));
  const jacobian = structure.free.flatMap((place) => columns[place] ?? []);
  const stacked = Float64Array.from(residuals.flatMap((column) => Array.from(column)));
  const norm = Math.hypot(...jacobian.map((column) => dot(column, stacked)));
  const size = Math.sqrt(jacobian.reduce((sum, column) => sum + dot(column, column), 0));
  const targets = columnsOf(data.targets);
  const half = lossOf(targets);
  const fixed = pass.features[from] ?? [];
  const outside = structure.units.flatMap((units, at) =>
    (pass.features[from + at + 1] ?? []).filter((_, unit) => !units.includes(unit)),
  );
  const rows = targets.flatMap((target) => Array.from(target, (one) => [one]));
  return {
    ...structure,
    ...{ half, value: lossOf(residuals) },
    stationarity: norm === 0 ? 0 : norm / (size * Math.sqrt(2 * half)),
    equality: projectedLoss([...fixed, ...outside], data.targets),
    classical: projectedLoss(fixed, data.targets),
    terms: projectedLoss([...forEachOutput(fixed, targets.length), ...jacobian], rows),
  };
}
