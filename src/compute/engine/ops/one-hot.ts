import { storageOf, type DataType } from "./creation.ts";
import { newData, sizeOf } from "../graph.ts";
import { primitive, type Operation } from "./operation.ts";

export interface OneHot {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype: DataType;
}

export const oneHot: readonly Operation[] = [
  /** An index outside of 0 ... depth - 1 gives a row without a hot element, as in TensorFlow. */
  primitive<OneHot>({
    ...{ kernel: "OneHot", inputs: ["indices"], tangent: "constant" },
    infer: ([indices], { depth, dtype }) => [
      { shape: [...indices.shape, depth], type: storageOf(dtype) },
    ],
    evaluate: ([indices], { depth, onValue, offValue }, [output]) => {
      const data = newData(output.type, sizeOf(output.shape)).fill(offValue);
      indices.data.forEach((index, row) => {
        if (index >= 0 && index < depth) data[row * depth + index] = onValue;
      });
      return [data];
    },
    onnx: (builder, [indices], { attributes, outputs: [output] }) => {
      const { depth, onValue, offValue } = attributes;
      const classes = builder.constant([...Array(depth).keys()], [depth], "int32");
      const column = builder.reshape(indices, [...indices.shape, 1]);
      const isHot = builder.node("Equal", [column, classes], { ...output, type: "bool" });
      if (onValue === 1 && offValue === 0) return [builder.cast(isHot, output.type)];
      const [on, off] = [onValue, offValue].map((value) => builder.scalar(value, output.type));
      return [builder.node("Where", [isHot, on ?? null, off ?? null], output)];
    },
  }),
];
