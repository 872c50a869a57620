/**
 * Problems of linear tails, given or drawn from the seed, and the points from which they are searched.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5 (observed) and 2.6
 * @shape     as linear-tail.ts
 * @random    features and targets: purpose "data"; starts and planted weights: "initialization"
 */
import {
  columnSpaceOf,
  columnsOf,
  leastSquares,
  projectOut,
  rankOf,
} from "../../numerics/column-space.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { Rows } from "./dense-network.ts";
import { shapesOf, sizeOf, tailOutputs, type LinearTail } from "./linear-tail.ts";

export interface DrawnTail {
  readonly samples: number;
  /** How many features there are in Zb_0 .. Zb_K; standard normal. */
  readonly features: readonly number[];
  readonly outputs: number;
  /**
   * Targets: those of weights whose C_2 has rank one, and noise perpendicular to all features, so that
   * these weights are a minimum with a rank-deficient tail. Absent: standard normal.
   */
  readonly planted?: true;
}

export type TailProblem = DrawnTail | { readonly blocks: readonly Rows[]; readonly targets: Rows };

/**
 * Where descents begin. Judged as they stand are `origin`, all weights 0 but those of the last features,
 * which are fitted, so that every derivative vanishes, and `unsearched`, where a random descent begins.
 */
export type TailStart = "random" | "planted" | "origin" | "unsearched";

export const isDescendedFrom = (start: TailStart): boolean =>
  start === "random" || start === "planted";

const normalRows = (stream: RandomStream, rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.normal()));

/** C_2 = p q^T; everything else standard normal. */
function plantedWeights(tail: LinearTail, seed: number): number[] {
  const stream = new RandomStream(seed, PURPOSES.initialization, 0);
  return shapesOf(tail).flatMap(({ linear, rows, columns }, at) => {
    const matrix = normalRows(stream, rows, columns);
    if (at !== 1) return matrix.flat();
    const [first = []] = matrix;
    const factors = matrix.map((row) => row[0] ?? 0);
    return matrix.flatMap((row, k) =>
      k < linear ? first.map((one) => one * (factors[k] ?? 0)) : row,
    );
  });
}

/** Outputs of the planted weights, and the noise without its part in the features' space. */
function plantedTargets(tail: LinearTail, seed: number, noise: Rows): number[][] {
  const space = columnSpaceOf(tail.blocks.flatMap(columnsOf));
  const { rank } = rankOf(space);
  const rests = columnsOf(noise).map((column) => projectOut(space, rank, column));
  return tailOutputs(tail, plantedWeights(tail, seed)).map((row, i) =>
    row.map((one, j) => one + (rests[j]?.[i] ?? Number.NaN)),
  );
}

export function tailOf(problem: TailProblem, widths: readonly number[], seed: number): LinearTail {
  if ("blocks" in problem) return { ...problem, widths };
  const { samples, features, outputs, planted } = problem;
  const stream = new RandomStream(seed, PURPOSES.data, 0);
  const blocks = features.map((count) => normalRows(stream, samples, count));
  const targets = normalRows(stream, samples, outputs);
  const tail = { blocks, targets, widths };
  return planted === undefined ? tail : { ...tail, targets: plantedTargets(tail, seed, targets) };
}

/** How far a start lies from the planted weights, but for the first, which is there. */
const SPREAD = 0.1;

function originOf(tail: LinearTail): number[] {
  const space = columnSpaceOf(columnsOf(tail.blocks.at(-1) ?? []));
  const { rank } = rankOf(space);
  const fitted = columnsOf(tail.targets).map((target) => leastSquares(space, rank, target));
  const size = sizeOf(tail);
  const last = Array.from({ length: space.columns }, (_, row) =>
    fitted.map((column) => column[row] ?? 0),
  ).flat();
  return [...Array.from({ length: size - last.length }, () => 0), ...last];
}

export function tailStarts(
  tail: LinearTail,
  { start, starts, seed }: { start: TailStart; starts: number; seed: number },
): number[][] {
  const size = sizeOf(tail);
  const planted = start === "planted" ? plantedWeights(tail, seed) : [];
  return Array.from({ length: starts }, (_, index) => {
    if (start === "origin") return originOf(tail);
    // Stream 0 is that of the planted weights.
    const stream = new RandomStream(seed, PURPOSES.initialization, index + 1);
    const drawn = Array.from({ length: size }, () => stream.normal());
    if (start !== "planted") return drawn;
    return planted.map((one, at) => one + (index === 0 ? 0 : SPREAD * (drawn[at] ?? 0)));
  });
}
