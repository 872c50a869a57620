import { sizeOf } from "../../graph.ts";
import { threefryRounds, type Words } from "../../ops/threefry-rounds.ts";
import { STEPS, type Drawing } from "../../ops/threefry.ts";
import type { Operand } from "../operand.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import type { Operator } from "./operators.ts";

/** TensorFlow's uint32 arrays [seeds, 1] and [1, counters]. */
function wordsOf(builder: TensorflowBuilder): Words<Operand> {
  const lengthOf = (axis: number, ...operands: Operand[]) =>
    Math.max(...operands.map(({ shape }) => shape[axis] ?? 1));
  const word = (operator: Operator) => (a: Operand, b: Operand) => {
    const shape = [lengthOf(0, a, b), lengthOf(1, a, b)];
    return builder.node(operator, [a, b], { shape, type: "uint32" });
  };
  const number = (value: number) => builder.constant([value], [1, 1], "uint32");
  const shift = (operator: Operator) => (x: Operand, bits: number) =>
    builder.node(operator, [x, number(bits)], x);
  return {
    ...{ number, add: word("AddV2"), xor: word("BitwiseXor"), or: word("BitwiseOr") },
    ...{ left: shift("LeftShift"), right: shift("RightShift") },
  };
}

/** [seeds, counters] of both words side by side, and of them as many as are needed. */
function joined(
  builder: TensorflowBuilder,
  [first, second]: readonly [Operand, Operand],
  perSeed: number,
): Operand {
  const [seeds = 1, counters = 1] = first.shape;
  const pair = [first, second].map((words) => builder.reshape(words, [seeds, counters, 1]));
  const both = { shape: [seeds, counters, 2], type: "uint32" } as const;
  const pairs = builder.node("ConcatV2", [...pair, builder.scalar(2, "int32")], both);
  const all = builder.reshape(pairs, [seeds, 2 * counters]);
  if (perSeed === 2 * counters) return all;
  const used = [seeds, perSeed];
  const bounds = [[0, 0], used].map((list) => builder.int32(list));
  return builder.node("Slice", [all, ...bounds], { shape: used, type: "uint32" });
}

const uniform: TensorflowRule<Drawing> = (builder, [seed, step], { attributes }) => {
  const { purpose, layer, shape } = attributes;
  const seeds = sizeOf(seed.shape);
  const perSeed = sizeOf(shape) / seeds;
  const counters = Math.ceil(perSeed / 2);
  const words = wordsOf(builder);
  const key = [builder.reshape(seed, [seeds, 1]), words.number(purpose)] as const;
  const one = { shape: [1, 1], type: "uint32" } as const;
  const low = builder.node(
    "BitwiseAnd",
    [builder.reshape(step, [1, 1]), words.number(STEPS - 1)],
    one,
  );
  const stream = words.add(low, words.number(layer * STEPS));
  const index = builder.constant([...Array(counters).keys()], [1, counters], "uint32");
  const rounds = threefryRounds(words, key, [index, stream]);
  const top = words.right(joined(builder, rounds, perSeed), 8);
  const whole = builder.cast(top, "float");
  return [builder.reshape(builder.node("Mul", [whole, 2 ** -24], whole), shape)];
};

/** Random numbers made inside the graph. */
export const randomness = { ThreefryUniform: uniform };
