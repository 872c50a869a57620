/**
 * Partitions of the input grid into two sides, and the assignments of templates to a side that
 * become the rows and columns of a matricisation.
 *
 * @source spec sharir2018-overlaps, section 1 (left-right) and control C2 (the others)
 * @random samples: purpose "data", stream 0 for rows and 1 for columns
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";

export const CUTS = ["left-right", "top-bottom", "even-columns", "checkerboard"] as const;
export type Cut = (typeof CUTS)[number];

export interface Grid {
  readonly height: number;
  readonly width: number;
}

/** Pixels as row-major numbers, ascending. */
export interface Sides {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** One template for each pixel of a side, in the side's order. */
export type Assignment = Uint8Array;

const BELONGS_TO_ROWS: Record<Cut, (grid: Grid, row: number, column: number) => boolean> = {
  "left-right": ({ width }, _row, column) => column < Math.floor(width / 2),
  "top-bottom": ({ height }, row) => row < Math.floor(height / 2),
  "even-columns": (_grid, _row, column) => column % 2 === 0,
  checkerboard: (_grid, row, column) => (row + column) % 2 === 0,
};

/** The two sides of a cut: I gives the rows of the matricisation, J its columns. */
export function sidesOf(cut: Cut, grid: Grid): Sides {
  const pixels = Array.from({ length: grid.height * grid.width }, (_, pixel) => pixel);
  const isRow = (pixel: number) =>
    BELONGS_TO_ROWS[cut](grid, Math.floor(pixel / grid.width), pixel % grid.width);
  return { rows: pixels.filter(isRow), columns: pixels.filter((pixel) => !isRow(pixel)) };
}

/** All templates^pixels assignments; the first pixel of the side varies slowest. */
export function allAssignments(templates: number, pixels: number): Assignment[] {
  return Array.from({ length: templates ** pixels }, (_, index) => {
    const digits = new Uint8Array(pixels);
    let rest = index;
    for (let pixel = pixels - 1; pixel >= 0; pixel -= 1) {
      digits[pixel] = rest % templates;
      rest = Math.floor(rest / templates);
    }
    return digits;
  });
}

/** Distinct random assignments: repeated ones would lower the rank of a sample. */
export function sampleAssignments(
  templates: number,
  pixels: number,
  count: number,
  random: RandomStream,
): Assignment[] {
  const found = new Map<string, Assignment>();
  while (found.size < count) {
    const digits = Uint8Array.from({ length: pixels }, () => random.below(templates));
    found.set(digits.join(" "), digits);
  }
  return [...found.values()];
}

/** A random stream for the sampled rows (0), columns (1) or points (2) of a run. */
export function dataStream(seed: number, stream: 0 | 1 | 2): RandomStream {
  return new RandomStream(seed, PURPOSES.data, stream);
}
