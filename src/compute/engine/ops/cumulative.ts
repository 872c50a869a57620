import type { Tensor } from "@tensorflow/tfjs-core";
import { newData, sizeOf } from "../graph.ts";
import type { TraceTf } from "../program.ts";
import { axisOf } from "./boxes.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";

export interface Cumulative {
  readonly axis: number;
  readonly exclusive?: boolean;
  readonly reverse?: boolean;
}

/** Moves a matrix's columns to the right (to the left if negative) and fills with a number. */
function shifted(tf: TraceTf, rows: Tensor, by: number, filling: number): Tensor {
  const [height = 1, width = 1] = rows.shape;
  const kept = width - Math.abs(by);
  const edge = tf.fill([height, width - kept], filling);
  const moved = tf.slice(rows, [0, Math.max(-by, 0)], [height, kept]);
  return tf.concat(by > 0 ? [edge, moved] : [moved, edge], 1);
}

/** How far the products of a row reach, doubling: 1, 2, 4 ... */
function reaches(length: number): number[] {
  const steps = Math.ceil(Math.log2(length));
  return Array.from({ length: steps }, (_, step) => 2 ** step);
}

/** Products of everything up to each column, level by level (Hillis and Steele 1986). */
function productLevels(tf: TraceTf, rows: Tensor): Tensor[] {
  const levels = [rows];
  for (const reach of reaches(rows.shape[1] ?? 1)) {
    const last = levels.at(-1) ?? rows;
    levels.push(tf.mul(last, shifted(tf, last, reach, 1)));
  }
  return levels;
}

/** Rows of a matrix along which to accumulate, from left to right, and the way back. */
function asRows(tf: TraceTf, shape: readonly number[], { axis, reverse = false }: Cumulative) {
  const along = axisOf(axis, shape.length);
  const others = [...shape.keys()].filter((one) => one !== along);
  const order = [...others, along];
  const flip = (rows: Tensor) => (reverse ? tf.reverse(rows, 1) : rows);
  const lengths = order.map((one) => shape[one] ?? 1);
  return {
    toRows: (x: Tensor) => flip(tf.reshape(tf.transpose(x, order), [-1, shape[along] ?? 1])),
    fromRows: (rows: Tensor) =>
      tf.transpose(
        tf.reshape(flip(rows), lengths),
        order.map((_, position) => order.indexOf(position)),
      ),
  };
}

export const cumulative: readonly Operation[] = [
  primitive<Cumulative>({
    ...{ kernel: "Cumsum", inputs: ["x"] },
    infer: ([x], { axis }) => {
      if (!(axisOf(axis, x.shape.length) in x.shape)) throw misfit("Cumsum", [x], `axis ${axis}`);
      return [{ shape: x.shape, type: x.type === "bool" ? "int32" : x.type }];
    },
    evaluate: ([x], { axis, exclusive = false, reverse = false }, [output]) => {
      const along = axisOf(axis, x.shape.length);
      const length = x.shape[along] ?? 1;
      const step = sizeOf(x.shape.slice(along + 1));
      const data = newData(output.type, x.data.length);
      for (let line = 0; line < data.length / length; line += 1) {
        const start = Math.floor(line / step) * step * length + (line % step);
        let sum = 0;
        for (let count = 0; count < length; count += 1) {
          const place = start + step * (reverse ? length - 1 - count : count);
          const element = x.data[place] ?? 0;
          data[place] = exclusive ? sum : sum + element;
          sum += element;
        }
      }
      return [data];
    },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
    // That of tfjs transposes once too often unless the axis is the last.
    gradient: ({ tf, dy, attributes: { axis, exclusive, reverse = false } }) => [
      () => tf.cumsum(dy, axis, exclusive, !reverse),
    ],
    onnx: (builder, [x], { attributes, outputs: [output] }) => {
      const { axis, exclusive = false, reverse = false } = attributes;
      const flags = { exclusive: Number(exclusive), reverse: Number(reverse) };
      const along = builder.reshape(builder.int64([axisOf(axis, x.shape.length)]), []);
      const numbers = builder.cast(x, output.type);
      return [builder.node("CumSum", [numbers, along], output, { attributes: flags })];
    },
  }),
  composite<Cumulative>({
    ...{ kernel: "Cumprod", inputs: ["x"] },
    compose: (tf, [x], attributes) => {
      const { toRows, fromRows } = asRows(tf, x.shape, attributes);
      const rows = toRows(x);
      const products = productLevels(tf, rows).at(-1) ?? rows;
      return fromRows(attributes.exclusive === true ? shifted(tf, products, 1, 1) : products);
    },
    // tfjs has none. Backwards through the levels: exact also where a factor is 0.
    gradient: ({ tf, inputs: [x], dy, attributes }) => [
      () => {
        const { toRows, fromRows } = asRows(tf, x.shape, attributes);
        const levels = productLevels(tf, toRows(x));
        const ofRows = toRows(dy);
        let gradient = attributes.exclusive === true ? shifted(tf, ofRows, -1, 0) : ofRows;
        for (const [step, reach] of [...reaches(ofRows.shape[1] ?? 1).entries()].reverse()) {
          const level = levels[step] ?? x;
          const throughOwn = tf.mul(gradient, shifted(tf, level, reach, 1));
          const throughShifted = shifted(tf, tf.mul(gradient, level), -reach, 0);
          gradient = tf.add(throughOwn, throughShifted);
        }
        return fromRows(gradient);
      },
    ],
  }),
];
