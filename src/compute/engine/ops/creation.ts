import { newData, sizeOf, type StorageType } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { composite, primitive, type Operation } from "./operation.ts";

export type DataType = "float32" | "int32" | "bool";

export function storageOf(dtype: DataType): StorageType {
  return dtype === "float32" ? "float" : dtype;
}

/** Floats beyond the least and the largest integer become these; NaN becomes 0. */
export const INTEGERS = [-(2 ** 31), 2 ** 31 - 1] as const;

/** An element as that of another type. Floats are cut off, and become no integers that there are not. */
function converted(element: number, from: StorageType, to: StorageType): number {
  if (to === "bool") return Number(element !== 0);
  const [least, largest] = INTEGERS;
  const isCut = from === "float" && to === "int32";
  return isCut ? Math.min(Math.max(element, least), largest) : element;
}

/** ONNX leaves open what becomes of floats that no integer is near. */
function toIntegers(builder: OnnxBuilder, x: Operand): Operand {
  const [least, largest] = INTEGERS;
  const test = (op: string, ...terms: Operand[]) =>
    builder.node(op, terms, { shape: x.shape, type: "bool" });
  const integer = { shape: x.shape, type: "int32" } as const;
  const isAbove = test("GreaterOrEqual", x, builder.scalar(largest + 1));
  const isBelow = test("Less", x, builder.scalar(least));
  const isOutside = test("Or", test("Or", isAbove, isBelow), test("IsNaN", x));
  const inside = builder.node("Where", [isOutside, builder.scalar(0), x], x);
  const [low, high] = INTEGERS.map((bound) => builder.scalar(bound, "int32")) as [Operand, Operand];
  const raised = builder.node("Where", [isBelow, low, builder.cast(inside, "int32")], integer);
  return builder.node("Where", [isAbove, high, raised], integer);
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
        data[index] = converted(element, x.type, output.type);
      });
      return [data];
    },
    tangent: ({ tangents: [dx], outputs: [y] }) => [y.dtype === "float32" ? dx : null],
    // That of tfjs lets a gradient pass through integers.
    gradient: ({ tf, inputs: [x], dy, attributes: { dtype } }) => [
      () => (x.dtype === "float32" && dtype === "float32" ? dy : tf.zeros(x.shape)),
    ],
    onnx: (builder, [x], { outputs: [output] }) => {
      const isCut = x.type === "float" && output.type === "int32";
      return [isCut ? toIntegers(builder, x) : builder.cast(x, output.type)];
    },
  }),
];
