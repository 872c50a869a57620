import { countsAlong, type Pool } from "../../ops/pooling-onnx.ts";
import { poolOf, type Pooling } from "../../ops/pooling.ts";
import type { WindowAxes } from "../../ops/windows.ts";
import { LARGEST, type Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import { bordered, hasBorder, needsBorder, poolWindows, unbordered } from "./windows.ts";

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

function average(
  builder: TensorflowBuilder,
  x: Operand,
  { axes, output }: Omit<Pool, "images">,
): Operand {
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

/** Images with a border, where they need one, that is below every number. */
function overBorder(builder: TensorflowBuilder, x: Operand, axes: WindowAxes): Operand {
  return needsBorder(axes) ? bordered(builder, x, axes, -Infinity) : x;
}

function isNan(builder: TensorflowBuilder, x: Operand): Operand {
  return builder.node("IsNan", [x], { ...x, type: "bool" });
}

/** NaN where the maximum is NaN. */
function spoilt(builder: TensorflowBuilder, x: Operand, maximum: Operand): Operand {
  return builder.node("SelectV2", [isNan(builder, maximum), builder.scalar(Number.NaN), x], x);
}

/** Elements of which none is as low as what TensorFlow fills a border with, and none is NaN. */
function aboveBorder(builder: TensorflowBuilder, x: Operand): Operand {
  const { precision } = builder;
  const bound = LARGEST[precision] * (precision === "float32" ? 1 - 2 ** -23 : 1 - 2 ** -52);
  const raised = builder.node("Maximum", [x, -bound], x);
  return builder.node("SelectV2", [isNan(builder, x), builder.scalar(bound), raised], x);
}

/**
 * TensorFlow passes over NaN, and begins with the lowest finite number. An average of what is not
 * above 0 is NaN where the window holds one, and nowhere else.
 */
function maxima(
  builder: TensorflowBuilder,
  x: Operand,
  { axes, output }: Omit<Pool, "images">,
): Operand {
  const spec = { shape: output, type: x.type };
  const found = builder.node("MaxPool", [overBorder(builder, x, axes)], spec, poolWindows(axes));
  if (x.type !== "float") return found;
  const marks = average(builder, builder.node("Minimum", [x, 0], x), { axes, output });
  const lowest = -LARGEST[builder.precision];
  const isLowest = builder.node("Equal", [found, lowest], { shape: output, type: "bool" });
  const maximum = builder.node("SelectV2", [isLowest, builder.scalar(-Infinity), found], spec);
  return spoilt(builder, maximum, marks);
}

const maxPool: TensorflowRule<Pooling> = (builder, inputs, { attributes, outputs: [output] }) => {
  const [x, from] = inputs;
  const pool = poolOf("MaxPool", x.shape, attributes);
  const largest = maxima(builder, x, pool);
  if (inputs.length === 1) return [largest];
  // Of the second array what stands where the first has its maxima.
  const elements = overBorder(builder, aboveBorder(builder, x), pool.axes);
  const other = needsBorder(pool.axes) ? bordered(builder, from, pool.axes, 0) : from;
  const given = [elements, aboveBorder(builder, largest), other];
  const found = builder.node("MaxPoolGradGrad", given, output, poolWindows(pool.axes));
  return [spoilt(builder, found, largest)];
};

const maxPoolGradient: TensorflowRule<Pooling> = (builder, [dy, x, y], { attributes }) => {
  const pool = poolOf("MaxPoolGrad", x.shape, attributes);
  const windows = poolWindows(pool.axes);
  const elements = hasBorder(pool.axes)
    ? overBorder(builder, aboveBorder(builder, x), pool.axes)
    : x;
  // Without a border the same operation as that of the forward pass, whose workspace it shares.
  const largest = builder.node("MaxPool", [elements], y, windows);
  const given = [elements, largest, spoilt(builder, dy, y)];
  const made = builder.node("MaxPoolGrad", given, elements, windows);
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
