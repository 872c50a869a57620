import { newData, sizeOf, type Spec } from "../graph.ts";
import { broadcastPositions } from "./broadcast.ts";
import { primitive, type Operation } from "./operation.ts";

interface Reduction {
  /** Absent or null: all of them. */
  readonly axis?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

/** The axes that are reduced, from the front, and the output's shape with them as 1. */
export function reducedAxes({ shape }: Spec, axis: Reduction["axis"]) {
  const given = [axis ?? [...shape.keys()]].flat();
  const axes = given.map((one) => (one < 0 ? one + shape.length : one));
  const kept = shape.map((length, index) => (axes.includes(index) ? 1 : length));
  const dropped = shape.filter((_, index) => !axes.includes(index));
  return { axes, kept, dropped };
}

export const reductions: readonly Operation[] = [
  primitive<Reduction>({
    ...{ kernel: "Sum", inputs: ["x"] },
    infer: ([x], { axis, keepDims = false }) => {
      const { kept, dropped } = reducedAxes(x, axis);
      return [{ shape: keepDims ? kept : dropped, type: x.type === "bool" ? "int32" : x.type }];
    },
    evaluate: ([x], { axis }, [output]) => {
      const { kept } = reducedAxes(x, axis);
      const data = newData(output.type, sizeOf(output.shape));
      const positions = broadcastPositions({ shape: kept, type: x.type }, x.shape);
      x.data.forEach((element, index) => {
        const position = positions[index] ?? 0;
        data[position] = (data[position] ?? 0) + element;
      });
      return [data];
    },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
    onnx: (builder, [x], { attributes: { axis, keepDims = false }, outputs: [output] }) => {
      const { axes } = reducedAxes(x as Spec, axis);
      const summed = x.type === "bool" ? builder.cast(x, "int32") : x;
      const attributes = { keepdims: Number(keepDims) };
      return [builder.node("ReduceSum", [summed, builder.int64(axes)], output, { attributes })];
    },
  }),
];
