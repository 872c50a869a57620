import type { Cumulative } from "../../ops/cumulative.ts";
import { reducedAxes, type Reduction } from "../../ops/reductions.ts";
import { LARGEST, type Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";

type Fold = "Sum" | "Prod" | "Max" | "Min" | "Mean" | "All" | "Any";

function reduced(
  builder: TensorflowBuilder,
  operator: Fold,
  x: Operand,
  given: Reduction,
): Operand {
  const { axes, kept, dropped } = reducedAxes(x, given.axis ?? given.reductionIndices);
  if (axes.length === 0) return x;
  const { keepDims = false } = given;
  const output = { shape: keepDims ? kept : dropped, type: x.type };
  return builder.node(operator, [x, builder.int32(axes)], output, { keep_dims: keepDims });
}

/** Of truth values as 0 and 1. */
function numbers(operator: Fold): TensorflowRule<Reduction> {
  return (builder, [x], { attributes, outputs: [output] }) => [
    reduced(builder, operator, builder.cast(x, output.type), attributes),
  ];
}

/** TensorFlow passes over NaN where vector instructions look for the largest. */
function extreme(operator: "Max" | "Min"): TensorflowRule<Reduction> {
  return (builder, [x], { attributes, outputs: [output] }) => {
    const given = builder.cast(x, output.type);
    const found = reduced(builder, operator, given, attributes);
    if (output.type !== "float" || found === given) return [found];
    const isNan = builder.node("IsNan", [given], { ...given, type: "bool" });
    const hasNan = reduced(builder, "Any", isNan, attributes);
    return [builder.node("SelectV2", [hasNan, builder.scalar(Number.NaN), found], output)];
  };
}

function truths(operator: "All" | "Any"): TensorflowRule<Reduction> {
  return (builder, [x], { attributes }) => [
    reduced(builder, operator, builder.cast(x, "bool"), attributes),
  ];
}

/**
 * Floats in the same order of rank without NaN, which TensorFlow puts anywhere: infinity stands for it,
 * and the largest number for infinity. To look for the smallest, both are negative.
 */
function withoutNan(builder: TensorflowBuilder, x: Operand, sign: 1 | -1 = 1): Operand {
  if (x.type !== "float") return x;
  const largest = sign * LARGEST[builder.precision];
  const finite = builder.node(sign === 1 ? "Minimum" : "Maximum", [x, largest], x);
  const isNan = builder.node("IsNan", [x], { ...x, type: "bool" });
  return builder.node("SelectV2", [isNan, builder.scalar(sign * Infinity), finite], x);
}

function place(operator: "ArgMax" | "ArgMin"): TensorflowRule<{ axis: number }> {
  return (builder, [x], { attributes: { axis }, outputs: [output] }) => {
    const [along = 0] = reducedAxes(x, axis).axes;
    const given = withoutNan(builder, x, operator === "ArgMax" ? 1 : -1);
    return [builder.node(operator, [given, builder.scalar(along, "int32")], output)];
  };
}

const cumsum: TensorflowRule<Cumulative> = (builder, [x], { attributes, outputs: [output] }) => {
  const { axis, exclusive = false, reverse = false } = attributes;
  const [along = 0] = reducedAxes(x, axis).axes;
  const inputs = [builder.cast(x, output.type), builder.scalar(along, "int32")];
  return [builder.node("Cumsum", inputs, output, { exclusive, reverse })];
};

const topK: TensorflowRule<{ k: number }> = (builder, [x], { attributes: { k }, outputs }) => {
  const inputs = [withoutNan(builder, x), builder.scalar(k, "int32")];
  const [best, places] = builder.nodeOf("TopKV2", inputs, outputs, { sorted: true });
  if (best === undefined || places === undefined) throw new Error("TopKV2 has two outputs");
  if (x.type !== "float") return [best, places];
  const batchDims = x.shape.length - 1;
  const given = [x, places, builder.scalar(batchDims, "int32")];
  return [builder.node("GatherV2", given, best, { batch_dims: batchDims }), places];
};

/** TensorFlow's own, in float32, leaves numbers beside a NaN. */
const softmax: TensorflowRule = (builder, [x], { outputs: [output] }) => {
  const made = builder.node("Softmax", [x], output);
  if (builder.precision === "float64") return [made];
  const isNan = builder.node("IsNan", [made], { ...x, type: "bool" });
  const hasNan = reduced(builder, "Any", isNan, { axis: -1, keepDims: true });
  return [builder.node("SelectV2", [hasNan, builder.scalar(Number.NaN), made], output)];
};

/** Functions of rows: reductions, ranks, sums so far, softmax. */
export const reductions = {
  Sum: numbers("Sum"),
  Prod: numbers("Prod"),
  Mean: numbers("Mean"),
  Max: extreme("Max"),
  Min: extreme("Min"),
  All: truths("All"),
  Any: truths("Any"),
  ArgMax: place("ArgMax"),
  ArgMin: place("ArgMin"),
  Cumsum: cumsum,
  TopK: topK,
  Softmax: softmax,
  LogSoftmax: ((builder, [x], { outputs: [output] }) => [
    builder.node("LogSoftmax", [x], output),
  ]) satisfies TensorflowRule,
};
