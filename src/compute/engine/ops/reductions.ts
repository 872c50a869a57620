import type { Tensor } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import { describeShape, newData, sizeOf, type Data, type Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import type { TraceTf } from "../program.ts";
import { broadcastPositions } from "./broadcast.ts";
import { assertTaken, type Domain } from "./elementwise.ts";
import {
  primitive,
  type Filled,
  type GradientRule,
  type Operation,
  type TangentCall,
  type TangentRule,
} from "./operation.ts";

export interface Reduction {
  /** Absent or null: all of them. */
  readonly axis?: number | readonly number[] | null;
  /** What tfjs calls the axis of Max. */
  readonly reductionIndices?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

/**
 * The axes that are reduced, from the front, and the output's shape with them as 1.
 *
 * @throws PlatformError BAD_PROGRAM for an axis that there is not, or that is named twice
 */
export function reducedAxes({ shape }: Pick<Spec, "shape">, axis: Reduction["axis"]) {
  const given = [axis ?? [...shape.keys()]].flat();
  const axes = given.map((one) => (one < 0 ? one + shape.length : one));
  if (new Set(axes).size < axes.length || !axes.every((one) => one in shape)) {
    const told = `axes ${describeShape(given)} of an array ${describeShape(shape)}: each must be there, and be named once`;
    throw new PlatformError("BAD_PROGRAM", told);
  }
  const kept = shape.map((length, index) => (axes.includes(index) ? 1 : length));
  const dropped = shape.filter((_, index) => !axes.includes(index));
  return { axes, kept, dropped };
}

const axisOf = ({ axis, reductionIndices }: Reduction) => axis ?? reductionIndices;

/** Folds the elements that go into each element of the output, in their order. */
function fold(
  [x, output]: readonly [Filled, Spec],
  { kept, start }: { readonly kept: readonly number[]; readonly start: number },
  combine: (sofar: number, element: number) => number,
): Data {
  const data = newData(output.type, sizeOf(output.shape)).fill(start);
  const positions = broadcastPositions({ shape: kept, type: x.type }, x.shape);
  x.data.forEach((element, index) => {
    const position = positions[index] ?? 0;
    data[position] = combine(data[position] ?? start, element);
  });
  return data;
}

interface Fold {
  readonly kernel: string;
  readonly start: number;
  combine(sofar: number, element: number): number;
  readonly takes?: Domain;
  readonly onnx: string | typeof reduceOnnx;
  readonly tangent: TangentRule<Reduction>;
  readonly gradient?: GradientRule<Reduction>;
  /** Truth values are reduced as truth values, not counted as integers. */
  readonly answer?: "bool";
}

function reduceOnnx(builder: OnnxBuilder, op: string, x: Operand, reduction: Reduction) {
  const { axes, kept, dropped } = reducedAxes(x, axisOf(reduction));
  // To ONNX no axes are all axes.
  if (axes.length === 0) return x;
  const { keepDims = false } = reduction;
  const output = { shape: keepDims ? kept : dropped, type: x.type };
  const attributes = { keepdims: Number(keepDims) };
  return builder.node(op, [x, builder.int64(axes)], output, { attributes });
}

/**
 * ONNX Runtime passes over NaN where vector instructions look for the largest. Min(x, -infinity) is
 * -infinity for every number and NaN for NaN, so that its sum says whether there is one.
 */
function extremeOnnx(builder: OnnxBuilder, kernel: string, x: Operand, reduction: Reduction) {
  const extreme = reduceOnnx(builder, `Reduce${kernel}`, x, reduction);
  if (x.type !== "float" || extreme === x) return extreme;
  const [opposite, lowest] = kernel === "Max" ? ["Min", -Infinity] : ["Max", Infinity];
  const marks = builder.node(opposite, [x, builder.scalar(lowest)], { ...x, type: "float" });
  const mark = reduceOnnx(builder, "ReduceSum", marks, reduction);
  return builder.node(kernel, [extreme, mark], { shape: extreme.shape, type: "float" });
}

function reduction({ kernel, start, combine, onnx, ...row }: Fold): Operation {
  const { answer, takes = "anything", ...rules } = row;
  return primitive<Reduction>({
    ...{ kernel, inputs: ["x"], ...rules },
    infer: ([x], attributes) => {
      assertTaken(kernel, [x], takes);
      const { kept, dropped } = reducedAxes(x, axisOf(attributes));
      const type = answer ?? (x.type === "bool" ? "int32" : x.type);
      return [{ shape: attributes.keepDims === true ? kept : dropped, type }];
    },
    evaluate: ([x], attributes, [output]) => {
      const { kept } = reducedAxes(x, axisOf(attributes));
      // Not Infinity for integers, which have none.
      const least = output.type === "int32" && start === -Infinity ? -(2 ** 31) : start;
      const most = output.type === "int32" && start === Infinity ? 2 ** 31 - 1 : least;
      return [fold([x, output], { kept, start: most }, combine)];
    },
    onnx: (builder, [x], { attributes, outputs: [output] }) => {
      const numbers = x.type === "bool" ? builder.cast(x, "int32") : x;
      const lowered =
        typeof onnx === "string"
          ? reduceOnnx(builder, onnx, numbers, attributes)
          : onnx(builder, kernel, numbers, attributes);
      return [builder.cast(lowered, output.type)];
    },
  });
}

/** The output with the reduced axes as 1, so that it stands beside the input. */
function beside({ inputs: [x], outputs: [y], attributes, tf }: TangentCall<Reduction>) {
  return tf.reshape(y, reducedAxes(x, axisOf(attributes)).kept);
}

/** Where several elements are the largest they all move it: so does the gradient of tfjs. */
const extremeTangent: TangentRule<Reduction> = (call) => {
  const { tf, inputs, tangents, attributes } = call;
  const [dx] = tangents;
  if (dx === null) return [null];
  const isExtreme = tf.cast(tf.equal(inputs[0], beside(call)), "float32");
  const { axes } = reducedAxes(inputs[0], axisOf(attributes));
  return [tf.sum(tf.mul(dx, isExtreme), axes, attributes.keepDims)];
};

/** For each factor of a product the product of the others. */
function leaveOneOut(tf: TraceTf, x: Tensor, axes: readonly number[]): Tensor {
  const others = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const order = [...others, ...axes];
  const lengths = order.map((axis) => x.shape[axis] ?? 1);
  const rows = tf.reshape(tf.transpose(x, order), [...lengths.slice(0, others.length), -1]);
  const before = tf.cumprod(rows, others.length, true);
  const after = tf.cumprod(rows, others.length, true, true);
  const back = order.map((_, position) => order.indexOf(position));
  return tf.transpose(tf.reshape(tf.mul(before, after), lengths), back);
}

const productTangent: TangentRule<Reduction> = ({ tf, inputs: [x], tangents, attributes }) => {
  const [dx] = tangents;
  if (dx === null) return [null];
  const { axes } = reducedAxes(x, axisOf(attributes));
  return [tf.sum(tf.mul(dx, leaveOneOut(tf, x, axes)), axes, attributes.keepDims)];
};

/** That of tfjs calls a method that tensors of the bundle do not have. */
const productGradient: GradientRule<Reduction> = ({ tf, inputs: [x], dy, attributes }) => [
  () => {
    const { axes, kept } = reducedAxes(x, axisOf(attributes));
    return tf.mul(tf.reshape(dy, kept), leaveOneOut(tf, x, axes));
  },
];

export const reductions: readonly Operation[] = [
  reduction({
    ...{ kernel: "Sum", onnx: "ReduceSum", start: 0, combine: (sum, element) => sum + element },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
  }),
  reduction({
    ...{ kernel: "Max", onnx: extremeOnnx, start: -Infinity, combine: Math.max },
    tangent: extremeTangent,
  }),
  reduction({
    ...{ kernel: "Min", onnx: extremeOnnx, start: Infinity, combine: Math.min },
    tangent: extremeTangent,
  }),
  reduction({
    ...{ kernel: "Prod", onnx: "ReduceProd", start: 1, combine: (sofar, factor) => sofar * factor },
    ...{ tangent: productTangent, gradient: productGradient },
    // Engines do not agree about a product of integers that does not fit.
    takes: "floats",
  }),
  reduction({
    ...{ kernel: "All", onnx: "ReduceMin", start: 1, combine: Math.min, answer: "bool" },
    tangent: "constant",
  }),
  reduction({
    ...{ kernel: "Any", onnx: "ReduceMax", start: 0, combine: Math.max, answer: "bool" },
    tangent: "constant",
  }),
  primitive<Reduction>({
    ...{ kernel: "Mean", inputs: ["x"] },
    infer: ([x], { axis, keepDims = false }) => {
      const { kept, dropped } = reducedAxes(x, axis);
      return [{ shape: keepDims ? kept : dropped, type: "float" }];
    },
    evaluate: ([x], { axis }, [output]) => {
      const { kept } = reducedAxes(x, axis);
      const sums = fold([x, output], { kept, start: 0 }, (sum, element) => sum + element);
      return [sums.map((sum) => sum / (x.data.length / sums.length))];
    },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
    onnx: (builder, [x], { attributes }) => [
      reduceOnnx(builder, "ReduceMean", builder.cast(x, "float"), attributes),
    ],
  }),
];
