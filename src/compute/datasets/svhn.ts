import type { ReadSplit } from "./dataset.ts";
import { readMat } from "./mat.ts";
import { copyImage } from "./pixel-order.ts";

/**
 * A split from its MAT-file: X is height x width x channels x n, y is n x 1; the digit 0 has the
 * label 10 in it, and 0 here.
 */
export const readSvhn: ReadSplit = ([file], split, { sizes, shape, classes }) => {
  const size = sizes[split];
  const wanted = { X: [...shape, size], y: [size, 1] };
  const arrays = readMat(file ?? new Uint8Array(), wanted);
  if ("problem" in arrays) return { file: 0, problem: arrays.problem };
  const labels = Uint8Array.from(arrays.get("y") ?? []);
  const stray = labels.indexOf(0);
  if (stray >= 0) {
    return { file: 0, problem: `label ${stray} is 0, and the digit 0 has the label ${classes}` };
  }
  const pixels = arrays.get("X") ?? new Uint8Array();
  const images = new Uint8Array(pixels.length);
  const [height, width] = shape;
  const strides = { row: 1, column: height, channel: height * width };
  const bytes = pixels.length / size;
  for (let at = 0; at < pixels.length; at += bytes) {
    copyImage(pixels.subarray(at, at + bytes), strides, images.subarray(at, at + bytes), shape);
  }
  return { images, labels: labels.map((label) => (label === classes ? 0 : label)) };
};
