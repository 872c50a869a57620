import type { Tensor } from "@tensorflow/tfjs-core";
import { newData, sizeOf } from "../graph.ts";
import type { TraceTf } from "../program.ts";
import { positionAt, stridesOf, writeBox } from "./boxes.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";

interface Padding {
  /** Before and after, for each axis. */
  readonly paddings: readonly (readonly [number, number])[];
}

function assertPaddings(kernel: string, x: { shape: readonly number[] }, { paddings }: Padding) {
  const isWhole = paddings.flat().every((count) => Number.isInteger(count) && count >= 0);
  if (isWhole && paddings.length === x.shape.length) return;
  const told = `paddings ${JSON.stringify(paddings)} are not two counts for each axis`;
  throw misfit(kernel, [{ shape: x.shape, type: "float" }], told);
}

interface MirrorPad extends Padding {
  /** "symmetric" repeats the outermost elements, "reflect" does not. */
  readonly mode: "reflect" | "symmetric";
}

interface Range {
  readonly axis: number;
  readonly from: number;
  readonly count: number;
}

/** A range of one axis, as a list that is empty where the range is. */
function rangeOf(tf: TraceTf, x: Tensor, { axis, from, count }: Range): Tensor[] {
  const size = x.shape.map((length, other) => (other === axis ? count : length));
  const begin = size.map((_, other) => (other === axis ? from : 0));
  return count === 0 ? [] : [tf.slice(x, begin, size)];
}

/** The ranges of x that appear again, backwards, before and after it. */
function mirrorsOf(length: number, axis: number, { paddings, mode }: MirrorPad) {
  const [before = 0, after = 0] = paddings[axis] ?? [];
  const offset = mode === "reflect" ? 1 : 0;
  return {
    first: { axis, from: offset, count: before },
    last: { axis, from: length - offset - after, count: after },
  };
}

function mirrorPad(tf: TraceTf, x: Tensor, attributes: MirrorPad): Tensor {
  return x.shape.reduce((padded: Tensor, length, axis) => {
    const { first, last } = mirrorsOf(length, axis, attributes);
    const mirror = (range: Range) =>
      rangeOf(tf, padded, range).map((part) => tf.reverse(part, axis));
    return tf.concat([...mirror(first), padded, ...mirror(last)], axis);
  }, x);
}

/** The transpose: what stands in the border is added to the elements that it mirrors. */
function mirrorPadGradient(tf: TraceTf, dy: Tensor, x: Tensor, attributes: MirrorPad): Tensor {
  return x.shape.reduce((given: Tensor, length, axis) => {
    const { first, last } = mirrorsOf(length, axis, attributes);
    const back = (border: Range, { from, count }: Range) =>
      rangeOf(tf, given, border).map((part) => {
        const paddings = part.shape.map((_, other): [number, number] =>
          other === axis ? [from, length - from - count] : [0, 0],
        );
        return tf.pad(tf.reverse(part, axis), paddings);
      });
    const parts = [
      ...rangeOf(tf, given, { axis, from: first.count, count: length }),
      ...back({ axis, from: 0, count: first.count }, first),
      ...back({ axis, from: first.count + length, count: last.count }, last),
    ];
    return parts.reduce((sum, part) => tf.add(sum, part));
  }, dy);
}

/** Arrays with a border. */
export const padding: readonly Operation[] = [
  primitive<Padding & { constantValue?: number }>({
    ...{ kernel: "PadV2", inputs: ["x"], movesBytes: true },
    infer: ([x], attributes) => {
      assertPaddings("PadV2", x, attributes);
      const { paddings } = attributes;
      const shape = x.shape.map((length, axis) => {
        const [before = 0, after = 0] = paddings[axis] ?? [];
        return before + length + after;
      });
      return [{ shape, type: x.type }];
    },
    evaluate: ([x], { paddings, constantValue = 0 }, [output]) => {
      const data = newData(output.type, sizeOf(output.shape)).fill(constantValue);
      const strides = stridesOf(output.shape);
      const first = paddings.map(([before]) => before);
      writeBox(data, x, { start: positionAt(first, strides), strides });
      return [data];
    },
    tangent: ({ tf, tangents: [dx], attributes: { paddings } }) => [
      dx === null
        ? null
        : tf.pad(
            dx,
            paddings.map(([before, after]): [number, number] => [before, after]),
          ),
    ],
    onnx: (builder, [x], { attributes: { paddings, constantValue = 0 }, outputs: [output] }) => {
      const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
      if (pads.every((count) => count === 0)) return [x];
      const value = builder.scalar(constantValue, output.type);
      return [builder.node("Pad", [x, builder.int64(pads), value], output)];
    },
  }),
  composite<MirrorPad>({
    ...{ kernel: "MirrorPad", inputs: ["x"] },
    compose: (tf, [x], attributes) => {
      assertPaddings("MirrorPad", x, attributes);
      return mirrorPad(tf, x, attributes);
    },
    // That of tfjs forgets the border.
    gradient: ({ tf, dy, inputs: [x], attributes }) => [
      () => mirrorPadGradient(tf, dy, x, attributes),
    ],
  }),
];
