import { newData, sizeOf, type Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { LARGEST } from "../lower/operand.ts";
import { assertTaken } from "./elementwise.ts";
import { misfit, primitive, type Operation } from "./operation.ts";
import { reducedAxes } from "./reductions.ts";

/**
 * Positions along the last axis in a row's order of rank: NaN before every number, as in NumPy; equal
 * elements keep their order.
 */
function ranked(row: ArrayLike<number>, isBefore: (a: number, b: number) => boolean): number[] {
  const comesFirst = (a: number, b: number) =>
    Number.isNaN(a) ? !Number.isNaN(b) : isBefore(a, b);
  return Array.from(row, (_, index) => index).sort((left, right) => {
    const [a = 0, b = 0] = [row[left], row[right]];
    return comesFirst(a, b) ? -1 : comesFirst(b, a) ? 1 : left - right;
  });
}

/**
 * Floats in the same order of rank without NaN, which ONNX Runtime puts anywhere: infinity stands for
 * it, and the largest number for infinity. To look for the smallest, both are negative.
 */
function withoutNan(builder: OnnxBuilder, x: Operand, sign: 1 | -1 = 1): Operand {
  if (x.type !== "float") return x;
  const bound = builder.scalar(sign * LARGEST[builder.precision]);
  const finite = builder.node(sign === 1 ? "Min" : "Max", [x, bound], x);
  const isNan = builder.node("IsNaN", [x], { ...x, type: "bool" });
  return builder.node("Where", [isNan, builder.scalar(sign * Infinity), finite], x);
}

/** The position of the extreme element along one axis; of equal ones the first, of NaN the first too. */
function extreme(
  kernel: "ArgMax" | "ArgMin",
  isBefore: (a: number, b: number) => boolean,
): Operation {
  return primitive<{ axis: number }>({
    ...{ kernel, inputs: ["x"], tangent: "constant" },
    infer: ([x], { axis }) => [{ shape: reducedAxes(x, axis).dropped, type: "int32" }],
    evaluate: ([x], { axis }, [output]) => {
      const [along = 0] = reducedAxes(x, axis).axes;
      const length = x.shape[along] ?? 1;
      const step = sizeOf(x.shape.slice(along + 1));
      const data = newData("int32", sizeOf(output.shape));
      data.forEach((_, element) => {
        const start = Math.floor(element / step) * step * length + (element % step);
        const row = Array.from({ length }, (_, index) => x.data[start + index * step] ?? 0);
        data[element] = ranked(row, isBefore)[0] ?? 0;
      });
      return [data];
    },
    onnx: (builder, [x], { attributes: { axis }, outputs: [output] }) => {
      const [along = 0] = reducedAxes(x, axis).axes;
      const attributes = { axis: along, keepdims: 0, select_last_index: 0 };
      const place = { shape: output.shape, type: "int64" } as const;
      // ONNX ranks no truth values; tfjs does, as 0 and 1.
      const numbers = x.type === "bool" ? builder.cast(x, "int32") : x;
      const given = withoutNan(builder, numbers, kernel === "ArgMax" ? 1 : -1);
      return [builder.cast(builder.node(kernel, [given], place, { attributes }), "int32")];
    },
  });
}

interface TopK {
  readonly k: number;
}

function chosen({ shape, type }: Spec, { k }: TopK): [Spec, Spec] {
  const length = shape.at(-1) ?? 1;
  if (shape.length === 0 || k > length) {
    throw misfit("TopK", [{ shape, type }], `it has no ${k} elements along the last axis`);
  }
  const rows = [...shape.slice(0, -1), k];
  return [
    { shape: rows, type },
    { shape: rows, type: "int32" },
  ];
}

export const ranking: readonly Operation[] = [
  extreme("ArgMax", (a, b) => a > b),
  extreme("ArgMin", (a, b) => a < b),
  primitive<TopK>({
    ...{ kernel: "TopK", inputs: ["x"] },
    infer: ([x], attributes) => {
      assertTaken("TopK", [x], "numbers");
      return chosen(x, attributes);
    },
    evaluate: ([x], { k }, [values]) => {
      const length = x.shape.at(-1) ?? 1;
      const best = newData(x.type, sizeOf(values.shape));
      const places = newData("int32", best.length);
      for (let row = 0; row * k < best.length; row += 1) {
        const elements = x.data.subarray(row * length, (row + 1) * length);
        const order = ranked(elements, (a, b) => a > b).slice(0, k);
        places.set(order, row * k);
        best.set(
          order.map((place) => elements[place] ?? 0),
          row * k,
        );
      }
      return [best, places];
    },
    tangent: ({ tf, inputs: [x], outputs: [, places], tangents: [dx] }) => {
      if (dx === null || places === undefined) return [null, null];
      const length = x.shape.at(-1) ?? 1;
      const isChosen = tf.oneHot(tf.cast(places, "int32"), length);
      const rows = tf.reshape(dx, [...x.shape.slice(0, -1), 1, length]);
      return [tf.sum(tf.mul(isChosen, rows), -1), null];
    },
    gradient: ({ tf, inputs: [x], dy, attributes: { k } }) => [
      () => {
        const isChosen = tf.oneHot(tf.topk(x, k).indices, x.shape.at(-1) ?? 1);
        return tf.sum(tf.mul(isChosen, tf.expandDims(dy, -1)), -2);
      },
    ],
    onnx: (builder, [x], { attributes: { k }, outputs: [values] }) => {
      const attributes = { axis: -1, largest: 1, sorted: 1 };
      const places = { shape: values.shape, type: "int64" } as const;
      const inputs = [withoutNan(builder, x), builder.int64([k])];
      const [best, place] = builder.nodeOf("TopK", inputs, [values, places], { attributes });
      if (best === undefined || place === undefined) throw new Error("TopK has two outputs");
      const elements =
        x.type === "float"
          ? builder.node("GatherElements", [x, place], best, { attributes: { axis: -1 } })
          : best;
      return [elements, builder.cast(place, "int32")];
    },
  }),
];
