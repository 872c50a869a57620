import type { Precision } from "../../../domain/engine-name.ts";
import { newData, sizeOf, type Attributes } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { batchNorms } from "./batch-norm.ts";
import { broadcastPositions, broadcastShape } from "./broadcast.ts";
import { convolve } from "./convolution-onnx.ts";
import { convolutionOf, forEachProduct } from "./convolution.ts";
import { dimensions, product } from "./matrix.ts";
import { misfit, noTangent, primitive, type Inputs, type Operation } from "./operation.ts";
import type { Windows } from "./windows.ts";

export interface Gemm extends Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** The factor of the product. */
  readonly alpha: number;
  /** The factor of c. */
  readonly beta: number;
}

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** Whether a factor stays what it is in ONNX, which keeps it in float32 whatever the arrays are in. */
export function isKept(factor: number, precision: Precision): boolean {
  return precision === "float32" || Math.fround(factor) === factor;
}

/** The factor as an attribute where it stays what it is, else the smaller array times it. */
function withFactor(builder: OnnxBuilder, factor: number, operand: Operand) {
  if (isKept(factor, builder.precision)) return { operand, attribute: factor };
  const scaled = builder.node("Mul", [operand, builder.scalar(factor)], {
    ...operand,
    type: "float",
  });
  return { operand: scaled, attribute: 1 };
}

function third<T>(inputs: Inputs<T>): T | undefined {
  const list: readonly T[] = inputs;
  return list[2];
}

/** What only passes write: operations that hold several of the table in one. */
export const fused: readonly Operation[] = [
  /** alpha a b + beta c of two matrices and, where it is given, a third that is repeated to fit. */
  primitive<Gemm>({
    ...{ kernel: "Gemm", inputs: "list", tangent: noTangent },
    infer: (inputs, attributes) => {
      const { rows, columns } = dimensions(inputs, attributes);
      const shape = [rows, columns];
      const c = third(inputs);
      const isFitting =
        c === undefined || broadcastShape("Gemm", [c, { ...c, shape }]).join() === shape.join();
      if (isFitting) return [{ shape, type: "float" }];
      throw misfit("Gemm", inputs, "the third is no part of the product");
    },
    evaluate: (inputs, attributes, [output]) => {
      const { alpha, beta } = attributes;
      const data = product(inputs, attributes);
      const c = third(inputs);
      if (c === undefined) return [data.map((element) => alpha * element)];
      const positions = broadcastPositions(c, output.shape);
      return [
        data.map((element, index) => alpha * element + beta * (c.data[positions[index] ?? 0] ?? 0)),
      ];
    },
    onnx: (builder, inputs, { attributes, outputs: [output] }) => {
      const [a, b] = inputs;
      const c = third(inputs);
      const [small, large] = sizeOf(a.shape) < sizeOf(b.shape) ? [a, b] : [b, a];
      const alpha = withFactor(builder, attributes.alpha, small);
      const [left, right] = small === a ? [alpha.operand, large] : [large, alpha.operand];
      const beta = c === undefined ? null : withFactor(builder, attributes.beta, c);
      const operands = beta === null ? [left, right] : [left, right, beta.operand];
      return [
        builder.node("Gemm", operands, output, {
          attributes: {
            transA: Number(attributes.transposeA),
            transB: Number(attributes.transposeB),
            alpha: { float: alpha.attribute },
            beta: { float: beta?.attribute ?? 1 },
          },
        }),
      ];
    },
  }),
  /** A convolution plus a number for each of its features. */
  primitive<Windows>({
    ...{ kernel: "BiasedConv2D", inputs: ["x", "filter", "biases"], tangent: noTangent },
    infer: ([x, filter, biases], windows) => {
      const { output } = convolutionOf("BiasedConv2D", [x.shape, filter.shape], windows);
      if (biases.shape.join() === String(output[3])) return [{ shape: output, type: "float" }];
      throw misfit("BiasedConv2D", [x, filter, biases], "a number for each feature is added");
    },
    evaluate: ([x, filter, biases], windows, [output]) => {
      const convolution = convolutionOf("BiasedConv2D", [x.shape, filter.shape], windows);
      const data = newData("float", sizeOf(output.shape));
      forEachProduct(convolution, (i, w, o) => {
        data[o] = (data[o] ?? 0) + (x.data[i] ?? 0) * (filter.data[w] ?? 0);
      });
      return [data.map((sum, o) => sum + (biases.data[o % biases.data.length] ?? 0))];
    },
    onnx: (builder, [x, filter, biases], { attributes }) => {
      const convolution = convolutionOf("BiasedConv2D", [x.shape, filter.shape], attributes);
      return [convolve(builder, [x, filter, biases], convolution)];
    },
  }),
  /** Logarithms of the softmax along the last axis. */
  primitive({
    ...{ kernel: "LogSoftmax", inputs: ["logits"], tangent: noTangent },
    infer: ([x]) => [x],
    evaluate: ([x]) => {
      const data = Float64Array.from(x.data);
      const length = x.shape.at(-1) ?? 1;
      for (let start = 0; start < data.length; start += length) {
        const row = data.subarray(start, start + length);
        const largest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
        const sum = row.reduce((partial, logit) => partial + Math.exp(logit - largest), 0);
        row.forEach((logit, index) => {
          row[index] = logit - largest - Math.log(sum);
        });
      }
      return [data];
    },
    onnx: (builder, [x], { outputs: [output] }) => [
      builder.node("LogSoftmax", [x], output, { attributes: { axis: -1 } }),
    ],
  }),
  /**
   * 1 where relu(x) is above 0, else 0; NaN where it is NaN. ONNX Runtime's Sign is slow in float32;
   * there the largest number times it is cut at 1: below 2.9e-39, where relu begins, a part of 1.
   */
  primitive({
    ...{ kernel: "ReluSlope", inputs: ["y"], tangent: noTangent },
    infer: ([y]) => [y],
    evaluate: ([y]) => [y.data.map((element) => Math.sign(element))],
    onnx: (builder, [y], { outputs: [output] }) => {
      if (builder.precision === "float64") return [builder.node("Sign", [y], output)];
      const [zero, one, most] = [0, 1, LARGEST_FLOAT32].map((bound) => builder.scalar(bound));
      const raised = builder.node("Mul", [y, most ?? null], output);
      return [builder.node("Clip", [raised, zero ?? null, one ?? null], output)];
    },
  }),
  ...batchNorms,
];
