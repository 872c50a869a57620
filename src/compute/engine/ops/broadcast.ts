import { newData, sizeOf, type Data, type Spec } from "../graph.ts";
import { positionsOf } from "./boxes.ts";
import { misfit, type Filled } from "./operation.ts";

/**
 * The common shape of arrays that are combined element by element.
 *
 * @throws PlatformError BAD_PROGRAM where two lengths differ and neither is 1
 */
export function broadcastShape(kernel: string, inputs: readonly Spec[]): number[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = inputs.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
    const longest = Math.max(...lengths);
    if (lengths.every((length) => length === longest || length === 1)) return longest;
    throw misfit(kernel, inputs, "lengths must be equal or 1, counted from the last axis");
  });
}

/** Row-major steps; 0 along axes that are repeated, so that one index serves all inputs. */
function stridesIn(input: Spec, shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = input.shape.length - 1; axis >= 0; axis -= 1) {
    const length = input.shape[axis] ?? 1;
    if (length > 1) strides[axis + shape.length - input.shape.length] = step;
    step *= length;
  }
  return strides;
}

/** For each element of the output the position in the input's data that it is made from. */
export function broadcastPositions(input: Spec, shape: readonly number[]): Int32Array {
  return positionsOf(shape, { start: 0, strides: stridesIn(input, shape) });
}

/** Combines inputs element by element. */
export function mapElements(
  inputs: readonly Filled[],
  output: Spec,
  combine: (...elements: number[]) => number,
): Data {
  const data = newData(output.type, sizeOf(output.shape));
  const positions = inputs.map((input) => broadcastPositions(input, output.shape));
  for (let element = 0; element < data.length; element += 1) {
    const elements = inputs.map(
      (input, which) => input.data[positions[which]?.[element] ?? 0] ?? 0,
    );
    data[element] = combine(...elements);
  }
  return data;
}
