import type { Tensor } from "@tensorflow/tfjs-core";
import { sizeOf } from "../graph.ts";
import type { TraceTf } from "../program.ts";
import { core } from "../tfjs.ts";
import { composite, misfit, type Operation } from "./operation.ts";

interface DepthToSpace {
  readonly blockSize: number;
  readonly dataFormat: "NHWC" | "NCHW";
}

function depthToSpace(tf: TraceTf, x: Tensor, { blockSize, dataFormat }: DepthToSpace): Tensor {
  const [count = 1, height = 1, width = 1, depth = 1] = x.shape;
  const channels = depth / blockSize ** 2;
  if (dataFormat !== "NHWC" || !Number.isInteger(channels)) {
    const told = `channels stand last (NHWC), as many as ${blockSize} x ${blockSize} divide`;
    throw misfit("DepthToSpace", [{ shape: x.shape, type: "float" }], told);
  }
  const blocks = tf.reshape(x, [count, height, width, blockSize, blockSize, channels]);
  const rows = tf.transpose(blocks, [0, 1, 3, 2, 4, 5]);
  return tf.reshape(rows, [count, height * blockSize, width * blockSize, channels]);
}

function spaceToDepth(tf: TraceTf, y: Tensor, { blockSize }: DepthToSpace): Tensor {
  const [count = 1, rows = 1, columns = 1, channels = 1] = y.shape;
  const [height, width] = [rows / blockSize, columns / blockSize];
  const blocks = tf.reshape(y, [count, height, blockSize, width, blockSize, channels]);
  const deep = tf.transpose(blocks, [0, 1, 3, 2, 4, 5]);
  return tf.reshape(deep, [count, height, width, channels * blockSize ** 2]);
}

interface Blocks {
  readonly blockShape: readonly number[];
}

/** Every block by itself: pixels of equal places in their blocks become images. */
function spaceToBatch(tf: TraceTf, x: Tensor, block: number[], paddings: number[][]): Tensor {
  const { getPermuted, getReshaped, getReshapedPermuted } = core.backend_util;
  const borders = x.shape.map((_, axis): [number, number] => {
    const [before = 0, after = 0] = paddings[axis - 1] ?? [];
    return [before, after];
  });
  const padded = tf.pad(x, borders);
  const split = getReshaped(padded.shape, block, sizeOf(block), false);
  const places = tf.transpose(
    tf.reshape(padded, split),
    getPermuted(split.length, block.length, false),
  );
  return tf.reshape(places, getReshapedPermuted(padded.shape, block, sizeOf(block), false));
}

function batchToSpace(tf: TraceTf, x: Tensor, block: number[], crops: number[][]): Tensor {
  const { getPermuted, getReshaped, getReshapedPermuted, ...slices } = core.backend_util;
  const split = getReshaped(x.shape, block, sizeOf(block));
  const places = tf.transpose(tf.reshape(x, split), getPermuted(split.length, block.length));
  const whole = getReshapedPermuted(x.shape, block, sizeOf(block));
  const begin = slices.getSliceBeginCoords(crops, block.length);
  const size = slices.getSliceSize(whole, crops, block.length);
  return tf.slice(tf.reshape(places, whole), begin, size);
}

function mutable(pairs: readonly (readonly number[])[]): number[][] {
  return pairs.map((pair) => [...pair]);
}

/** Pixels of blocks as channels or images, and back. */
export const blocks: readonly Operation[] = [
  composite<DepthToSpace>({
    ...{ kernel: "DepthToSpace", inputs: ["x"] },
    compose: (tf, [x], attributes) => depthToSpace(tf, x, attributes),
    // tfjs has none.
    gradient: ({ tf, dy, attributes }) => [() => spaceToDepth(tf, dy, attributes)],
  }),
  composite<Blocks & { readonly paddings: readonly (readonly number[])[] }>({
    ...{ kernel: "SpaceToBatchND", inputs: ["x"] },
    compose: (tf, [x], { blockShape, paddings }) =>
      spaceToBatch(tf, x, [...blockShape], mutable(paddings)),
  }),
  composite<Blocks & { readonly crops: readonly (readonly number[])[] }>({
    ...{ kernel: "BatchToSpaceND", inputs: ["x"] },
    compose: (tf, [x], { blockShape, crops }) =>
      batchToSpace(tf, x, [...blockShape], mutable(crops)),
  }),
];
