import { newData, sizeOf, type Data, type Spec } from "../graph.ts";
import type { Filled } from "./operation.ts";

/** How far the next element along each axis lies, in row-major data. */
export function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** A box of elements inside larger row-major data: where it starts, and the step along each axis. */
export interface Box {
  readonly start: number;
  readonly strides: readonly number[];
}

/** The positions of a box's elements, row by row. */
export function positionsOf(shape: readonly number[], { start, strides }: Box): Int32Array {
  const positions = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let position = start;
  for (let element = 0; element < positions.length; element += 1) {
    positions[element] = position;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const stride = strides[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      position += stride;
      if ((index[axis] ?? 0) < (shape[axis] ?? 1)) break;
      position -= stride * (shape[axis] ?? 1);
      index[axis] = 0;
    }
  }
  return positions;
}

/** The elements of a box of the input, as the output. */
export function readBox(input: Filled, output: Spec, box: Box): Data {
  const data = newData(output.type, sizeOf(output.shape));
  positionsOf(output.shape, box).forEach((position, element) => {
    data[element] = input.data[position] ?? 0;
  });
  return data;
}

/** Writes the input into a box of the data. */
export function writeBox(data: Data, input: Filled, box: Box): void {
  positionsOf(input.shape, box).forEach((position, element) => {
    data[position] = input.data[element] ?? 0;
  });
}

/** The position of an element whose index is known. */
export function positionAt(index: readonly number[], strides: readonly number[]): number {
  return index.reduce((sum, one, axis) => sum + one * (strides[axis] ?? 0), 0);
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
