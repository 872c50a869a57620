/** Arrays that hold something for each step of a call, one after the other. */
import { sizeOf, type Spec } from "../../graph.ts";
import type { StepGraph } from "../../trace.ts";
import type { Operand } from "../operand.ts";
import { stepParts } from "../step-parts.ts";
import type { TensorflowBuilder } from "./builder.ts";

/** How many steps a call has: known when it runs. */
const UNKNOWN = -1;

export function stacked({ shape, type }: Spec): Spec {
  return { shape: [UNKNOWN, ...shape], type };
}

/** A shape of which the first number is known when it runs. */
function shapeFrom(builder: TensorflowBuilder, first: Operand, others: readonly number[]): Operand {
  const length = builder.reshape(first, [1]);
  if (others.length === 0) return length;
  const output = { shape: [others.length + 1], type: "int32" } as const;
  const inputs = [length, builder.int32(others), builder.scalar(0, "int32")];
  return builder.node("ConcatV2", inputs, output);
}

/** Room for an array of each of so many steps. */
export function roomFor(builder: TensorflowBuilder, one: Spec, steps: Operand): Operand {
  const shape = shapeFrom(builder, steps, one.shape);
  return builder.node("BroadcastTo", [builder.scalar(0, one.type), shape], stacked(one));
}

/** A longer call gains nothing: at 7 microseconds a step this one takes 30 milliseconds. */
const LONGEST = 4096;
/** In all arrays that are stacked. */
const MOST_NUMBERS = 2 ** 21;

/** For how many steps the arrays of a call that XLA compiles have room. */
export function callLength(graph: StepGraph): number {
  const { perStep, metrics } = stepParts(graph);
  const sizes = [...perStep, ...metrics].map(([, { shape }]) => sizeOf(shape));
  const numbers = sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(1, Math.min(LONGEST, Math.floor(MOST_NUMBERS / Math.max(1, numbers))));
}

/** What came for `count` steps, with room for `length`: XLA compiles anew for every other shape. */
export function padded(
  builder: TensorflowBuilder,
  given: Operand,
  { count, length }: { readonly count: Operand; readonly length: number },
): Operand {
  const missing = builder.node("Sub", [builder.scalar(length, "int32"), count], count);
  const [, ...shape] = given.shape;
  const before = builder.int32(given.shape.map(() => 0));
  const after = shapeFrom(
    builder,
    missing,
    shape.map(() => 0),
  );
  const sides = { shape: [2 * given.shape.length], type: "int32" } as const;
  const flat = builder.node("ConcatV2", [before, after, builder.scalar(0, "int32")], sides);
  const borders = builder.transpose(builder.reshape(flat, [2, given.shape.length]), [1, 0]);
  const zero = builder.scalar(0, (given as Spec).type);
  return builder.node("PadV2", [given, borders, zero], given);
}

/** The part of `count` steps of what came out. */
export function cut(builder: TensorflowBuilder, made: Operand, count: Operand): Operand {
  const [, ...shape] = made.shape;
  const begin = builder.int32(made.shape.map(() => 0));
  return builder.node("Slice", [made, begin, shapeFrom(builder, count, shape)], made);
}
