import type { ReadSplit } from "./dataset.ts";

/**
 * The IDX format of the MNIST files: two zero bytes, the type of the elements (8: unsigned bytes),
 * the number of dimensions, each dimension as a big-endian uint32, then the elements.
 */
const UNSIGNED_BYTES = 8;
const MAGIC_BYTES = 4;
const DIMENSION_BYTES = 4;

function headerBytes(dimensions: readonly number[]): number {
  return MAGIC_BYTES + DIMENSION_BYTES * dimensions.length;
}

/** An IDX file of unsigned bytes with these dimensions, its elements still 0. */
export function createIdx(dimensions: readonly number[]): Uint8Array {
  const header = headerBytes(dimensions);
  const file = new Uint8Array(header + dimensions.reduce((product, size) => product * size, 1));
  const view = new DataView(file.buffer);
  view.setUint8(2, UNSIGNED_BYTES);
  view.setUint8(3, dimensions.length);
  dimensions.forEach((size, at) => view.setUint32(MAGIC_BYTES + DIMENSION_BYTES * at, size));
  return file;
}

/** What in a file's header differs from these dimensions, as a sentence; null: nothing. */
function problemOf(file: Uint8Array, dimensions: readonly number[]): string | null {
  const header = headerBytes(dimensions);
  if (file.length < header) return `it ends after ${file.length} bytes, in its header`;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = view.getUint32(0);
  const expected = UNSIGNED_BYTES * 256 + dimensions.length;
  if (magic !== expected) return `it begins with ${magic}, where IDX has ${expected}`;
  const found = dimensions.map((_, at) => view.getUint32(MAGIC_BYTES + DIMENSION_BYTES * at));
  if (found.some((size, at) => size !== dimensions[at])) {
    return `its dimensions are ${found.join(" x ")}, not ${dimensions.join(" x ")}`;
  }
  const length = header + found.reduce((product, size) => product * size, 1);
  return file.length === length ? null : `it has ${file.length} bytes, not ${length}`;
}

/** The elements of an IDX file, as a view of it, or what is wrong with it. */
function readIdx(
  file: Uint8Array,
  dimensions: readonly number[],
): { elements: Uint8Array } | { problem: string } {
  const problem = problemOf(file, dimensions);
  return problem === null ? { elements: file.subarray(headerBytes(dimensions)) } : { problem };
}

/** Images and labels of a split, each in an IDX file. */
export const readIdxSplit: ReadSplit = ([images, labels], split, { sizes, shape }) => {
  const [height, width, channels] = shape;
  const size = sizes[split];
  const dimensions = channels === 1 ? [size, height, width] : [size, height, width, channels];
  const pixels = readIdx(images ?? new Uint8Array(), dimensions);
  if ("problem" in pixels) return { file: 0, ...pixels };
  const classes = readIdx(labels ?? new Uint8Array(), [size]);
  if ("problem" in classes) return { file: 1, ...classes };
  return { images: pixels.elements, labels: classes.elements };
};
