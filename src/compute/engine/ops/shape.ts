import { sizeOf, type Spec } from "../graph.ts";
import { axisOf, readBox, stridesOf } from "./boxes.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";

/** Lengths with one -1 worked out. */
function resolved(input: Spec, shape: readonly number[]): number[] {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const full = shape.map((length) => (length === -1 ? sizeOf(input.shape) / known : length));
  if (sizeOf(full) === sizeOf(input.shape) && full.every(Number.isInteger)) return full;
  throw misfit("Reshape", [input, { shape, type: input.type }], "the number of elements differs");
}

export const shapes: readonly Operation[] = [
  primitive<{ shape: readonly number[] }>({
    ...{ kernel: "Reshape", inputs: ["x"], movesBytes: true },
    infer: ([x], { shape }) => [{ shape: resolved(x, shape), type: x.type }],
    evaluate: ([x]) => [x.data.slice()],
    tangent: ({ tangents: [dx], outputs: [y], tf }) => [
      dx === null ? null : tf.reshape(dx, y.shape),
    ],
    onnx: (builder, [x], { outputs: [output] }) => [builder.reshape(x, output.shape)],
  }),
  composite<{ dim: number }>({
    ...{ kernel: "ExpandDims", inputs: ["input"] },
    compose: (tf, [x], { dim }) => {
      const axis = axisOf(dim, x.shape.length + 1);
      return tf.reshape(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
    },
  }),
  primitive<{ perm: readonly number[] }>({
    ...{ kernel: "Transpose", inputs: ["x"], movesBytes: true },
    infer: ([x], { perm }) => [{ shape: perm.map((axis) => x.shape[axis] ?? 1), type: x.type }],
    evaluate: ([x], { perm }, [output]) => {
      const steps = stridesOf(x.shape);
      return [readBox(x, output, { start: 0, strides: perm.map((axis) => steps[axis] ?? 0) })];
    },
    tangent: ({ tangents: [dx], attributes: { perm }, tf }) => [
      dx === null ? null : tf.transpose(dx, [...perm]),
    ],
    onnx: (builder, [x], { attributes: { perm } }) => [builder.transpose(x, perm)],
  }),
];
