import { sizeOf } from "../../graph.ts";
import type { Gemm } from "../../ops/fused.ts";
import type { MatMul } from "../../ops/matrix.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import { sumOf } from "./elementwise.ts";

function matrixProduct(
  builder: TensorflowBuilder,
  [a, b]: readonly [Operand, Operand],
  { transposeA, transposeB }: MatMul,
): Operand {
  const [rows = 1, columns = 1] = [
    a.shape.at(transposeA ? -1 : -2),
    b.shape.at(transposeB ? -2 : -1),
  ];
  const output = { shape: [rows, columns], type: "float" } as const;
  const flags = { transpose_a: transposeA, transpose_b: transposeB };
  return builder.node("MatMul", [a, b], output, flags);
}

const batchMatMul: TensorflowRule<MatMul> = (
  builder,
  [a, b],
  { attributes, outputs: [output] },
) => {
  const isOne = [a, b].every(({ shape }) => sizeOf(shape.slice(0, -2)) === 1);
  if (isOne) {
    const left = builder.reshape(a, a.shape.slice(-2));
    const right = builder.reshape(b, b.shape.slice(-2));
    return [builder.reshape(matrixProduct(builder, [left, right], attributes), output.shape)];
  }
  const flags = { adj_x: attributes.transposeA, adj_y: attributes.transposeB };
  return [builder.node("BatchMatMulV2", [a, b], output, flags)];
};

function scaled(builder: TensorflowBuilder, operand: Operand, factor: number): Operand {
  return factor === 1 ? operand : builder.node("Mul", [operand, factor], operand);
}

/** alpha a b + beta c; the factor of the product goes to the smallest of its three arrays. */
const gemm: TensorflowRule<Gemm> = (builder, inputs, { attributes, outputs: [output] }) => {
  const [a, b] = inputs;
  const c = (inputs as readonly Operand[])[2];
  const { alpha, beta } = attributes;
  const sizes = [a, b, output].map(({ shape }) => sizeOf(shape));
  const smallest = sizes.indexOf(Math.min(...sizes));
  const left = smallest === 0 ? scaled(builder, a, alpha) : a;
  const right = smallest === 1 ? scaled(builder, b, alpha) : b;
  const plain = matrixProduct(builder, [left, right], attributes);
  const product = smallest === 2 ? scaled(builder, plain, alpha) : plain;
  if (c === undefined) return [product];
  if (beta === -1) return [builder.node("Sub", [product, c], output)];
  return [sumOf(builder, [product, scaled(builder, c, beta)], output)];
};

/** Products of matrices. */
export const products = { BatchMatMul: batchMatMul, Gemm: gemm };
