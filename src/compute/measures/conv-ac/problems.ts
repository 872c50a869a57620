/** What makes a circuit or a matricisation of it impossible, in sentences for the claim's author. */
import { modulusProblem } from "../../numerics/prime-field.ts";
import type { Cut } from "./cut.ts";
import { sidesOf } from "./cut.ts";
import { gridSizes } from "./geometry.ts";
import type { ConvAcNetwork } from "./network.ts";

/** Rows or columns of a matrix that is eliminated within a second or two. */
const MATRIX_LIMIT = 2048;

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function sizeProblems({ height, width, templates, layers }: ConvAcNetwork): string[] {
  const sizes = { height, width, templates };
  const ofNetwork = Object.entries(sizes)
    .filter(([, size]) => !isCount(size))
    .map(([name, size]) => `${name} ${size} is not a positive integer`);
  const ofLayers = layers.flatMap((layer, index) =>
    Object.entries(layer)
      .filter(([, size]) => !isCount(size as number))
      .map(([name, size]) => `layer ${index + 1}: ${name} ${size} is not a positive integer`),
  );
  const empty = layers.length === 0 ? ["it has no layers"] : [];
  return [...ofNetwork, ...ofLayers, ...empty];
}

/** Problems of the circuit itself; every layer needs R >= S, without which S2 is false. */
export function networkProblems(network: ConvAcNetwork): string[] {
  const ofSizes = sizeProblems(network);
  if (ofSizes.length > 0) return ofSizes;
  const { layers, templates, templateMatrix } = network;
  const gaps = layers.flatMap(({ window, stride }, index) =>
    window < stride
      ? [`layer ${index + 1}: window ${window} is smaller than stride ${stride}`]
      : [],
  );
  const output = gridSizes(network).at(-1);
  const open =
    output?.height === 1 && output.width === 1
      ? []
      : [`its output is ${output?.height} x ${output?.width}, not 1 x 1`];
  const isGiven = typeof templateMatrix !== "string";
  const isSquare =
    !isGiven ||
    (templateMatrix.length === templates &&
      templateMatrix.every((row) => row.length === templates && row.every(Number.isSafeInteger)));
  const shape = isSquare ? [] : [`its template matrix is not ${templates} x ${templates} integers`];
  return [...gaps, ...open, ...shape];
}

/** Each modulus a prime below 2^31, none twice. */
export function modulusProblems(primes: readonly number[]): string[] {
  const wrong = primes.map(modulusProblem).filter((problem) => problem !== null);
  const none = primes.length === 0 ? ["it names no prime"] : [];
  const twice = new Set(primes).size < primes.length ? ["it names a prime twice"] : [];
  return [...wrong, ...none, ...twice];
}

/** How many distinct rows and columns are drawn instead of all. */
export interface Sample {
  readonly rows: number;
  readonly columns: number;
}

/** Whether the matrix, or its sample, can be filled; the network must have no problems. */
export function matrixProblems(network: ConvAcNetwork, cut: Cut, sample: Sample | null): string[] {
  const sides = sidesOf(cut, network);
  const { templates } = network;
  const rows = templates ** sides.rows.length;
  const columns = templates ** sides.columns.length;
  if (sample === null) {
    if (rows <= MATRIX_LIMIT && columns <= MATRIX_LIMIT) return [];
    const grid = `${templates}^${sides.rows.length} x ${templates}^${sides.columns.length}`;
    return [
      `the grid is too large to fill: its matrix is ${grid}, the limit ${MATRIX_LIMIT} rows and columns; sample them`,
    ];
  }
  const within = (count: number, all: number) => isCount(count) && count <= all;
  return [
    ...(within(sample.rows, Math.min(rows, MATRIX_LIMIT))
      ? []
      : [`${sample.rows} distinct rows cannot be sampled from ${rows}`]),
    ...(within(sample.columns, Math.min(columns, MATRIX_LIMIT))
      ? []
      : [`${sample.columns} distinct columns cannot be sampled from ${columns}`]),
  ];
}
