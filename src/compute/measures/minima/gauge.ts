/**
 * Directions along which no loss changes, because the network's function does not: the scaling of each
 * hidden unit of (leaky) ReLU, and all invertible maps between the layers of a linear network.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.3
 * @shape     tangents [g][P] in the order of `parametersOf`, not independent in general
 * @precision exact up to a sign: entries of the parameters
 */
import { columnSpaceOf, rankOf } from "../../numerics/column-space.ts";
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

/** How many of the tangents are independent. */
export function gaugeDimension(tangents: readonly (readonly number[])[]): number {
  return tangents.length === 0 ? 0 : rankOf(columnSpaceOf(tangents)).rank;
}

/**
 * Parameters to hold so that no motion of the symmetry is left: as many as its dimension, each the one
 * on which the tangents not yet held are largest (pivoted elimination).
 */
export function heldByGauge(tangents: readonly (readonly number[])[]): number[] {
  const rest = tangents.map((row) => [...row]);
  const largest = Math.max(0, ...rest.flat().map(Math.abs));
  const held: number[] = [];
  while (held.length < tangents.length) {
    const place = largestEntry(rest);
    const pivotRow = rest[place.row];
    const pivot = pivotRow?.[place.column] ?? 0;
    if (pivotRow === undefined || !(Math.abs(pivot) > 1e-10 * largest)) break;
    held.push(place.column);
    rest.splice(place.row, 1);
    for (const row of rest) {
      const factor = (row[place.column] ?? 0) / pivot;
      pivotRow.forEach((entry, at) => {
        row[at] = (row[at] ?? 0) - factor * entry;
      });
    }
  }
  return held.sort((one, other) => one - other);
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
