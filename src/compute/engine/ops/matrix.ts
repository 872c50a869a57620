import { newData, sizeOf, type Data, type Spec } from "../graph.ts";
import { broadcastPositions, broadcastShape } from "./broadcast.ts";
import { assertTaken, unrepeated } from "./elementwise.ts";
import { misfit, primitive, type Filled, type Inputs, type Operation } from "./operation.ts";

export interface MatMul {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Batch axes, then rows, inner length and columns of a product of stacks of matrices. */
export function dimensions([a, b]: Inputs<Spec>, { transposeA, transposeB }: MatMul) {
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw misfit("BatchMatMul", [a, b], "matrices have two axes");
  }
  const [p = 1, q = 1] = a.shape.slice(-2);
  const [r = 1, s = 1] = b.shape.slice(-2);
  const [rows, inner] = transposeA ? [q, p] : [p, q];
  const [innerOfB, columns] = transposeB ? [s, r] : [r, s];
  if (inner !== innerOfB) {
    const flags = transposeA || transposeB ? ", transposed as asked" : "";
    throw misfit("BatchMatMul", [a, b], `the inner lengths differ${flags}`);
  }
  const stacks = [a, b].map(({ shape, type }) => ({ shape: shape.slice(0, -2), type }));
  return { batch: broadcastShape("BatchMatMul", stacks), stacks, rows, inner, columns };
}

/** Products of stacks of matrices in the order of their definition. */
export function product(inputs: Inputs<Filled>, attributes: MatMul): Data {
  const [a, b] = inputs;
  const { transposeA, transposeB } = attributes;
  const { batch, stacks, rows, inner, columns } = dimensions(inputs, attributes);
  const data = newData("float", sizeOf(batch) * rows * columns);
  const [ofA = [], ofB = []] = stacks.map((stack) => broadcastPositions(stack, batch));
  for (let matrix = 0; matrix < sizeOf(batch); matrix += 1) {
    const startA = (ofA[matrix] ?? 0) * rows * inner;
    const startB = (ofB[matrix] ?? 0) * inner * columns;
    for (let i = 0; i < rows; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        let sum = 0;
        for (let k = 0; k < inner; k += 1) {
          const left = a.data[startA + (transposeA ? k * rows + i : i * inner + k)] ?? 0;
          const right = b.data[startB + (transposeB ? j * inner + k : k * columns + j)] ?? 0;
          sum += left * right;
        }
        data[(matrix * rows + i) * columns + j] = sum;
      }
    }
  }
  return data;
}

export const matrix: readonly Operation[] = [
  primitive<MatMul>({
    ...{ kernel: "BatchMatMul", inputs: ["a", "b"] },
    infer: (inputs, attributes) => {
      assertTaken("BatchMatMul", inputs, "floats");
      const { batch, rows, columns } = dimensions(inputs, attributes);
      return [{ shape: [...batch, rows, columns], type: "float" }];
    },
    evaluate: (inputs, attributes) => [product(inputs, attributes)],
    tangent: ({ tf, inputs: [a, b], tangents: [da, db], attributes }) => {
      const { transposeA, transposeB } = attributes;
      const left = da === null ? null : tf.matMul(da, b, transposeA, transposeB);
      const right = db === null ? null : tf.matMul(a, db, transposeA, transposeB);
      return [left === null || right === null ? (left ?? right) : tf.add(left, right)];
    },
    // That of tfjs forgets that a stack of one may have been repeated.
    gradient: ({ tf, dy, inputs: [a, b], attributes: { transposeA, transposeB } }) => [
      () => {
        const ofA = transposeA
          ? tf.matMul(b, dy, transposeB, true)
          : tf.matMul(dy, b, false, !transposeB);
        return unrepeated(tf, ofA, a);
      },
      () => {
        const ofB = transposeB
          ? tf.matMul(dy, a, true, transposeA)
          : tf.matMul(a, dy, !transposeA, false);
        return unrepeated(tf, ofB, b);
      },
    ],
    onnx: (builder, [a, b], { attributes: { transposeA, transposeB }, outputs: [output] }) => {
      const isPlain =
        a.shape.length <= 3 &&
        sizeOf(a.shape.slice(0, -2)) === 1 &&
        sizeOf(b.shape.slice(0, -2)) === 1;
      if (isPlain) {
        const left = builder.reshape(a, a.shape.slice(-2));
        const right = builder.reshape(b, b.shape.slice(-2));
        const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
        const flat = { ...output, shape: output.shape.slice(-2) };
        const product = builder.node("Gemm", [left, right], flat, { attributes });
        return [builder.reshape(product, output.shape)];
      }
      const swap = (rank: number) => [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const left = transposeA ? builder.transpose(a, swap(a.shape.length)) : a;
      const right = transposeB ? builder.transpose(b, swap(b.shape.length)) : b;
      return [builder.node("MatMul", [left, right], output)];
    },
  }),
];
