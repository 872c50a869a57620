import { PlatformError } from "../../../domain/errors.ts";
import { threefry } from "../../numerics/threefry.ts";
import { describeShape, newData, sizeOf, type Spec } from "../graph.ts";
import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { primitive, type Operation } from "./operation.ts";
import { threefryRounds, type Words } from "./threefry-rounds.ts";

export interface Drawing {
  readonly purpose: number;
  /** Which of the draws of one step. */
  readonly layer: number;
  readonly shape: readonly number[];
}

/** Steps have so many streams of their own before they begin anew. */
export const STEPS = 2 ** 24;
const LAYERS = 2 ** 8;
function assertDrawing(seed: Spec, step: Spec, { layer, shape }: Drawing): void {
  const fits = seed.shape.length === 0 || (seed.shape.length === 1 && seed.shape[0] === shape[0]);
  if (!(seed.type === "uint32" && step.type === "uint32" && step.shape.length === 0 && fits)) {
    const told = `uniform numbers ${describeShape(shape)} come from one uint32 step and one uint32 seed, or a seed for each part of the first axis; given are step ${step.type} ${describeShape(step.shape)} and seed ${seed.type} ${describeShape(seed.shape)}`;
    throw new PlatformError("BAD_PROGRAM", told);
  }
  if (Number.isInteger(layer) && layer >= 0 && layer < LAYERS) return;
  throw new PlatformError("BAD_PROGRAM", `a step draws at most ${LAYERS} times`);
}

/** ONNX's uint32 arrays [seeds, 1] and [1, counters]. */
function wordsOf(builder: OnnxBuilder): Words<Operand> {
  const lengthOf = (axis: number, ...operands: Operand[]) =>
    Math.max(...operands.map(({ shape }) => shape[axis] ?? 1));
  const word = (op: string) => (a: Operand, b: Operand) =>
    builder.node(op, [a, b], {
      shape: [lengthOf(0, a, b), lengthOf(1, a, b)],
      type: "uint32",
    });
  const number = (value: number) => builder.constant([value], [1, 1], "uint32");
  const shift = (direction: string) => (x: Operand, bits: number) =>
    builder.node("BitShift", [x, number(bits)], x, { attributes: { direction } });
  return {
    ...{ number, add: word("Add"), xor: word("BitwiseXor"), or: word("BitwiseOr") },
    ...{ left: shift("LEFT"), right: shift("RIGHT") },
  };
}

/**
 * Uniform numbers in [0, 1): the top 24 bits of words, two from each counter, in order.
 *
 * @random key (seed, purpose), counter (index, layer * 2^24 + step modulo 2^24)
 */
export const randomness: readonly Operation[] = [
  primitive<Drawing>({
    ...{ kernel: "ThreefryUniform", inputs: ["seed", "step"], tangent: "constant" },
    infer([seed, step], attributes) {
      assertDrawing(seed, step, attributes);
      return [{ shape: attributes.shape, type: "float" }];
    },
    evaluate([seed, step], { purpose, layer, shape }) {
      const perSeed = sizeOf(shape) / seed.data.length;
      const stream = layer * STEPS + ((step.data[0] ?? 0) % STEPS);
      const data = newData("float", sizeOf(shape));
      data.forEach((_, at) => {
        const element = at % perSeed;
        const key = seed.data[Math.floor(at / perSeed)] ?? 0;
        const words = threefry([key, purpose], [Math.floor(element / 2), stream]);
        data[at] = ((words[element % 2] ?? 0) >>> 8) / 2 ** 24;
      });
      return [data];
    },
    onnx(builder, [seed, step], { attributes: { purpose, layer, shape } }) {
      const seeds = sizeOf(seed.shape);
      const perSeed = sizeOf(shape) / seeds;
      const counters = Math.ceil(perSeed / 2);
      const uint32 = (values: readonly number[], lengths: readonly number[]) =>
        builder.constant(values, lengths, "uint32");
      const key = [builder.reshape(seed, [seeds, 1]), uint32([purpose], [1, 1])] as const;
      const low = builder.node(
        "BitwiseAnd",
        [builder.reshape(step, [1, 1]), uint32([STEPS - 1], [1, 1])],
        { shape: [1, 1], type: "uint32" },
      );
      const stream = builder.node("Add", [low, uint32([layer * STEPS], [1, 1])], low);
      const index = uint32([...Array(counters).keys()], [1, counters]);
      const pair = threefryRounds(wordsOf(builder), key, [index, stream]).map((words) =>
        builder.reshape(words, [seeds, counters, 1]),
      );
      const joined = builder.node(
        "Concat",
        pair,
        { shape: [seeds, counters, 2], type: "uint32" },
        { attributes: { axis: 2 } },
      );
      const used = { shape: [seeds, perSeed], type: "uint32" } as const;
      const all = builder.reshape(joined, [seeds, 2 * counters]);
      const bounds = [[0], [perSeed], [1]].map((one) => builder.int64(one));
      const words = perSeed === 2 * counters ? all : builder.node("Slice", [all, ...bounds], used);
      const top = builder.node("BitShift", [words, uint32([8], [1, 1])], used, {
        attributes: { direction: "RIGHT" },
      });
      const scaled = { shape: [seeds, perSeed], type: "float" } as const;
      const uniform = builder.node(
        "Mul",
        [builder.cast(top, "float"), builder.scalar(2 ** -24)],
        scaled,
      );
      return [builder.reshape(uniform, shape)];
    },
  }),
];
