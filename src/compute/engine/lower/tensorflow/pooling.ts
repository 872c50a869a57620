import { countsAlong, type Pool } from "../../ops/pooling-onnx.ts";
import { poolOf, type Pooling } from "../../ops/pooling.ts";
import type { WindowAxes } from "../../ops/windows.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import { bordered, needsBorder, poolWindows, unbordered } from "./windows.ts";

/**
 * An average over a border of zeros counts them: what to multiply it with, so that it does not.
 */
function corrected(builder: TensorflowBuilder, y: Operand, axes: WindowAxes): Operand {
  const [rows = [], columns = []] = axes.map(countsAlong);
  const taps = axes.reduce((product, { kernel }) => product * kernel, 1);
  const factors = rows.flatMap((row) => columns.map((column) => taps / (row * column)));
  const factor = builder.constant(factors, [1, rows.length, columns.length, 1]);
  return builder.node("Mul", [y, factor], y);
}

function average(builder: TensorflowBuilder, x: Operand, { axes, output }: Pool): Operand {
  const isBordered = needsBorder(axes);
  const images = isBordered ? bordered(builder, x, axes, 0) : x;
  const made = builder.node("AvgPool", [images], { ...x, shape: output }, poolWindows(axes));
  return isBordered ? corrected(builder, made, axes) : made;
}

function averageGradient(builder: TensorflowBuilder, dy: Operand, pool: Pool): Operand {
  const { axes, images } = pool;
  const isBordered = needsBorder(axes);
  const [count = 1, , , channels = 1] = images;
  const lengths = axes.map(({ before, input, after }) => before + input + after);
  const shape = isBordered ? [count, ...lengths, channels] : images;
  const given = isBordered ? corrected(builder, dy, axes) : dy;
  const inputs = [builder.int32(shape), given];
  const made = builder.node("AvgPoolGrad", inputs, { ...dy, shape }, poolWindows(axes));
  return isBordered ? unbordered(builder, made, pool) : made;
}

/** Images as a maximum is taken of them: with a border that is never the largest. */
function maximal(builder: TensorflowBuilder, x: Operand, axes: WindowAxes): Operand {
  return needsBorder(axes) ? bordered(builder, x, axes, -Infinity) : x;
}

const maxPool: TensorflowRule<Pooling> = (builder, inputs, { attributes, outputs: [output] }) => {
  const [x, from] = inputs;
  const { axes } = poolOf("MaxPool", x.shape, attributes);
  const images = maximal(builder, x, axes);
  const windows = poolWindows(axes);
  const largest = builder.node("MaxPool", [images], output, windows);
  if (inputs.length === 1) return [largest];
  // Of the second array what stands where the first has its maxima.
  const other = needsBorder(axes) ? bordered(builder, from, axes, 0) : from;
  return [builder.node("MaxPoolGradGrad", [images, largest, other], output, windows)];
};

const maxPoolGradient: TensorflowRule<Pooling> = (builder, [dy, x, y], { attributes }) => {
  const pool = poolOf("MaxPoolGrad", x.shape, attributes);
  const images = maximal(builder, x, pool.axes);
  const made = builder.node("MaxPoolGrad", [images, y, dy], images, poolWindows(pool.axes));
  return [needsBorder(pool.axes) ? unbordered(builder, made, pool) : made];
};

/** Averages and maxima over windows, and their gradients: TensorFlow's own operators. */
export const pooling = {
  AvgPool: ((builder, [x], { attributes }) => [
    average(builder, x, poolOf("AvgPool", x.shape, attributes)),
  ]) satisfies TensorflowRule<Pooling>,
  AvgPoolGrad: ((builder, [dy, x], { attributes }) => [
    averageGradient(builder, dy, poolOf("AvgPoolGrad", x.shape, attributes)),
  ]) satisfies TensorflowRule<Pooling>,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
};
