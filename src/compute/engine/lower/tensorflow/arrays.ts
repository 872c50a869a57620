import { axisOf } from "../../ops/boxes.ts";
import { INTEGERS } from "../../ops/creation.ts";
import type { Gather } from "../../ops/gathering.ts";
import type { Along } from "../../ops/joining.ts";
import type { OneHot } from "../../ops/one-hot.ts";
import type { Reverse, Slice } from "../../ops/slicing.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";

const slice: TensorflowRule<Slice> = (builder, [x], { attributes, outputs: [output] }) => {
  const given = [attributes.begin].flat();
  const begin = x.shape.map((_, axis) => given[axis] ?? 0);
  return [builder.node("Slice", [x, builder.int32(begin), builder.int32(output.shape)], output)];
};

const reverse: TensorflowRule<Reverse> = (builder, [x], { attributes: { dims }, outputs }) => {
  const axes = [dims ?? [...x.shape.keys()]].flat().map((axis) => axisOf(axis, x.shape.length));
  return [axes.length === 0 ? x : builder.node("ReverseV2", [x, builder.int32(axes)], outputs[0])];
};

const concat: TensorflowRule<Along> = (builder, inputs, { attributes, outputs: [output] }) => {
  if (inputs.length === 1) return [inputs[0]];
  const axis = builder.scalar(axisOf(attributes.axis, output.shape.length), "int32");
  return [builder.node("ConcatV2", [...inputs, axis], output)];
};

interface Padding {
  readonly paddings: readonly (readonly [number, number])[];
  readonly constantValue?: number;
}

const pad: TensorflowRule<Padding> = (builder, [x], { attributes, outputs: [output] }) => {
  const { paddings, constantValue = 0 } = attributes;
  if (paddings.length === 0) return [x];
  const borders = builder.constant(paddings.flat(), [paddings.length, 2], "int32");
  const value = builder.scalar(constantValue, output.type);
  return [builder.node("PadV2", [x, borders, value], output)];
};

const tile: TensorflowRule<{ reps: readonly number[] }> = (builder, [x], node) => {
  const { attributes, outputs } = node;
  if (x.shape.length === 0) return [x];
  return [builder.node("Tile", [x, builder.int32(attributes.reps)], outputs[0])];
};

const fill: TensorflowRule<{ value: number }> = (builder, _, { attributes, outputs: [output] }) => {
  const one = builder.scalar(attributes.value, output.type);
  if (output.shape.length === 0) return [one];
  return [builder.node("BroadcastTo", [one, builder.int32(output.shape)], output)];
};

/** Rows counted from the end as such: TensorFlow refuses numbers below 0. */
function fromFront(builder: TensorflowBuilder, indices: Operand, length: number): Operand {
  const isFromEnd = builder.node("Less", [indices, 0], { ...indices, type: "bool" });
  const counted = builder.node("AddV2", [indices, length], indices);
  return builder.node("SelectV2", [isFromEnd, counted, indices], indices);
}

const gather: TensorflowRule<Gather> = (
  builder,
  [x, indices],
  { attributes, outputs: [output] },
) => {
  const axis = axisOf(attributes.axis, x.shape.length);
  const batchDims = axisOf(attributes.batchDims, indices.shape.length);
  const rows = fromFront(builder, indices, x.shape[axis] ?? 1);
  const inputs = [x, rows, builder.scalar(axis, "int32")];
  return [builder.node("GatherV2", inputs, output, { batch_dims: batchDims })];
};

const segmentSum: TensorflowRule<{ numSegments: number }> = (builder, [x, ids], node) => {
  const { attributes, outputs } = node;
  const count = builder.scalar(attributes.numSegments, "int32");
  return [builder.node("UnsortedSegmentSum", [x, ids, count], outputs[0])];
};

const oneHot: TensorflowRule<OneHot> = (builder, [indices], { attributes, outputs: [output] }) => {
  const { depth, onValue, offValue } = attributes;
  const [on, off] = [onValue, offValue].map((value) => builder.scalar(value, output.type));
  const inputs = [indices, builder.scalar(depth, "int32"), on ?? 1, off ?? 0];
  return [builder.node("OneHot", inputs, output, { axis: -1 })];
};

/** TensorFlow leaves open what becomes of floats that no integer is near. */
function toIntegers(builder: TensorflowBuilder, x: Operand): Operand {
  const [least, largest] = INTEGERS;
  const select = (isSo: Operand, one: Operand, other: Operand) =>
    builder.node("SelectV2", [isSo, one, other], { ...one, shape: x.shape });
  const test = (operator: "GreaterEqual" | "Less" | "LogicalOr", ...terms: (Operand | number)[]) =>
    builder.node(operator, terms, { shape: x.shape, type: "bool" });
  const [isAbove, isBelow] = [test("GreaterEqual", x, largest + 1), test("Less", x, least)];
  const isNan = builder.node("IsNan", [x], { shape: x.shape, type: "bool" });
  const isOutside = test("LogicalOr", test("LogicalOr", isAbove, isBelow), isNan);
  const inside = builder.cast(select(isOutside, builder.scalar(0), x), "int32");
  const raised = select(isBelow, builder.scalar(least, "int32"), inside);
  return select(isAbove, builder.scalar(largest, "int32"), raised);
}

/** Arrays moved, taken apart and put together. */
export const arrays = {
  Fill: fill,
  Cast: ((builder, [x], { outputs: [output] }) => {
    const isCut = x.type === "float" && output.type === "int32";
    return [isCut ? toIntegers(builder, x) : builder.cast(x, output.type)];
  }) satisfies TensorflowRule,
  Reshape: ((builder, [x], { outputs: [output] }) => [
    builder.reshape(x, output.shape),
  ]) satisfies TensorflowRule,
  Transpose: ((builder, [x], { attributes: { perm } }) => [
    builder.transpose(x, perm),
  ]) satisfies TensorflowRule<{ perm: readonly number[] }>,
  Slice: slice,
  Reverse: reverse,
  Concat: concat,
  PadV2: pad,
  Tile: tile,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
};
