import { newData, sizeOf, type Spec } from "../graph.ts";
import { misfit, primitive, type Operation } from "./operation.ts";

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
  primitive<{ perm: readonly number[] }>({
    ...{ kernel: "Transpose", inputs: ["x"], movesBytes: true },
    infer: ([x], { perm }) => [{ shape: perm.map((axis) => x.shape[axis] ?? 1), type: x.type }],
    evaluate: ([x], { perm }, [output]) => {
      const steps = x.shape.map((_, axis) => sizeOf(x.shape.slice(axis + 1)));
      const moved = perm.map((axis) => steps[axis] ?? 1);
      const data = newData(output.type, sizeOf(output.shape));
      data.forEach((_, element) => {
        let rest = element;
        let position = 0;
        for (let axis = output.shape.length - 1; axis >= 0; axis -= 1) {
          const length = output.shape[axis] ?? 1;
          position += (rest % length) * (moved[axis] ?? 0);
          rest = Math.floor(rest / length);
        }
        data[element] = x.data[position] ?? 0;
      });
      return [data];
    },
    tangent: ({ tangents: [dx], attributes: { perm }, tf }) => [
      dx === null ? null : tf.transpose(dx, [...perm]),
    ],
    onnx: (builder, [x], { attributes: { perm } }) => [builder.transpose(x, perm)],
  }),
];
