/**
 * Directions along which no loss changes, because the network's function does not: the scaling of each
 * hidden unit of (leaky) ReLU, and all invertible maps between the layers of a linear network.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.3
 * @shape     tangents [g][P] in the order of `parametersOf`, not independent in general
 * @precision exact up to a sign: entries of the parameters
 */
import { ball, intervals, magnitude, nextUp } from "../../numerics/interval.ts";
import { inverseOf } from "../../numerics/linear-solve.ts";
import { parametersOf, type DenseNetwork, type Rows } from "./dense-network.ts";

/** W^(l) G and G^-1 W^(l+1) for G near the identity: where column `from` flows into column `into`. */
function tangent(network: DenseNetwork, layer: number, from: number, into: number): number[] {
  const { skip } = network;
  const isBelow = (at: number) => at === layer;
  const weights = network.weights.map((matrix, at): Rows =>
    matrix.map((row, unit) =>
      row.map((_, column) => {
        if (isBelow(at) && column === into) return row[from] ?? Number.NaN;
        if (isBelow(at - 1) && unit === from) return -(matrix[into]?.[column] ?? Number.NaN);
        return 0;
      }),
    ),
  );
  const still = skip === undefined ? {} : { skip: skip.map((row) => row.map(() => 0)) };
  return parametersOf({ ...network, ...still, weights });
}

/** The tangents of the orbits through the network's parameters. */
export function gaugeTangents(network: DenseNetwork): number[][] {
  const { activation, weights } = network;
  if (activation === "tanh" || activation === "softplus") return [];
  return weights.slice(0, -1).flatMap((matrix, layer) => {
    const units = (matrix[0] ?? []).map((_, unit) => unit);
    if (activation !== "identity") return units.map((unit) => tangent(network, layer, unit, unit));
    return units.flatMap((from) => units.map((into) => tangent(network, layer, from, into)));
  });
}

export interface GaugeFixing {
  /** Parameters to hold so that no motion of the symmetry is left, ascending. */
  readonly held: readonly number[];
  /** Tangents whose entries at those parameters make an invertible matrix. */
  readonly tangents: readonly (readonly number[])[];
}

function largestEntry(rows: readonly (readonly number[])[]): { row: number; column: number } {
  let found = { row: 0, column: 0, size: -1 };
  rows.forEach((entries, row) =>
    entries.forEach((entry, column) => {
      if (Math.abs(entry) > found.size) found = { row, column, size: Math.abs(entry) };
    }),
  );
  return found;
}

/**
 * As many parameters as the symmetry has dimensions, each the one on which the tangents not yet held
 * are largest (elimination with complete pivoting).
 */
export function fixGauge(tangents: readonly (readonly number[])[]): GaugeFixing {
  const rest = tangents.map((row) => ({ tangent: row, left: [...row] }));
  const largest = Math.max(0, ...tangents.flat().map(Math.abs));
  const held: number[] = [];
  const chosen: (readonly number[])[] = [];
  while (rest.length > 0) {
    const { row, column } = largestEntry(rest.map(({ left }) => left));
    const [pivot] = rest.splice(row, 1);
    const size = pivot?.left[column] ?? 0;
    if (pivot === undefined || !(Math.abs(size) > 1e-10 * largest)) break;
    held.push(column);
    chosen.push(pivot.tangent);
    for (const { left } of rest) {
      const factor = (left[column] ?? 0) / size;
      pivot.left.forEach((entry, at) => {
        left[at] = (left[at] ?? 0) - factor * entry;
      });
    }
  }
  return { held: held.sort((one, other) => one - other), tangents: chosen };
}

/**
 * Proof that holding the parameters crosses the orbits all over the box: every matrix of tangents at
 * the held parameters, their entries within the radius of the given ones, is invertible.
 */
export function crossesOrbits({ held, tangents }: GaugeFixing, radius: number): boolean {
  const matrix = tangents.map((row) => held.map((place) => row[place] ?? Number.NaN));
  const inverse = inverseOf(matrix);
  if (inverse === null) return held.length === 0;
  // ||I - Y M|| < 1 in the norm of largest row sums, which makes M invertible.
  return inverse.every((row, i) => {
    const deviations = held.map((_, j) => {
      const products = row.map((y, k) =>
        intervals.scale(y, ball(matrix[k]?.[j] ?? Number.NaN, radius)),
      );
      const entry = products.reduce(intervals.add, intervals.constant(0));
      return magnitude(intervals.subtract(intervals.constant(i === j ? 1 : 0), entry));
    });
    return deviations.reduce((sum, one) => nextUp(sum + one), 0) < 1;
  });
}
