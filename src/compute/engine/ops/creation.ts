import { newData, sizeOf, type StorageType } from "../graph.ts";
import { composite, primitive, type Operation } from "./operation.ts";

export type DataType = "float32" | "int32" | "bool";

export function storageOf(dtype: DataType): StorageType {
  return dtype === "float32" ? "float" : dtype;
}

/** Arrays made of nothing, and the same array as another type. */
export const creation: readonly Operation[] = [
  composite({ ...{ kernel: "Identity", inputs: ["x"] }, compose: (_tf, [x]) => x }),
  composite({
    ...{ kernel: "ZerosLike", inputs: ["x"] },
    compose: (tf, [x]) => tf.zeros(x.shape, x.dtype),
  }),
  composite({
    ...{ kernel: "OnesLike", inputs: ["x"] },
    compose: (tf, [x]) => tf.ones(x.shape, x.dtype),
  }),
  primitive<{ shape: readonly number[]; value: number; dtype?: DataType }>({
    ...{ kernel: "Fill", inputs: [], tangent: "constant" },
    infer: (_, { shape, dtype = "float32" }) => [{ shape, type: storageOf(dtype) }],
    evaluate: (_, { value }, [output]) => [newData(output.type, sizeOf(output.shape)).fill(value)],
    onnx: (builder, _, { attributes: { value }, outputs: [output] }) => {
      const one = builder.scalar(value, output.type);
      if (output.shape.length === 0) return [one];
      return [builder.node("Expand", [one, builder.int64(output.shape)], output)];
    },
  }),
  primitive<{ dtype: DataType }>({
    ...{ kernel: "Cast", inputs: ["x"], movesBytes: true },
    infer: ([x], { dtype }) => [{ shape: x.shape, type: storageOf(dtype) }],
    evaluate: ([x], _, [output]) => {
      const data = newData(output.type, x.data.length);
      x.data.forEach((element, index) => {
        data[index] = output.type === "bool" ? Number(element !== 0) : element;
      });
      return [data];
    },
    tangent: ({ tangents: [dx], outputs: [y] }) => [y.dtype === "float32" ? dx : null],
    // That of tfjs lets a gradient pass through integers.
    gradient: ({ tf, inputs: [x], dy, attributes: { dtype } }) => [
      () => (x.dtype === "float32" && dtype === "float32" ? dy : tf.zeros(x.shape)),
    ],
    onnx: (builder, [x], { outputs: [output] }) => [builder.cast(x, output.type)],
  }),
];
