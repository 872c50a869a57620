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

/** One axis with its elements mirrored at both ends. */
function mirrored(
  tf: TraceTf,
  x: Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  offset: 0 | 1,
): Tensor {
  const length = x.shape[axis] ?? 1;
  const part = (from: number, count: number) => {
    const size = x.shape.map((one, other) => (other === axis ? count : one));
    const begin = size.map((_, other) => (other === axis ? from : 0));
    return count === 0 ? [] : [tf.reverse(tf.slice(x, begin, size), axis)];
  };
  return tf.concat([...part(offset, before), x, ...part(length - offset - after, after)], axis);
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
  composite<Padding & { mode: "reflect" | "symmetric" }>({
    ...{ kernel: "MirrorPad", inputs: ["x"] },
    compose: (tf, [x], { paddings, mode }) => {
      assertPaddings("MirrorPad", x, { paddings });
      const offset = mode === "reflect" ? 1 : 0;
      return paddings.reduce(
        (padded, counts, axis) => mirrored(tf, padded, axis, counts, offset),
        x,
      );
    },
  }),
];
