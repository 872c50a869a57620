import { describe, expect, it } from "vitest";
import { inCalls } from "../../../src/compute/engine/engines/in-calls.ts";
import type { StepInputs } from "../../../src/compute/engine/engines/engine.ts";
import { isForXla } from "../../../src/compute/engine/engines/xla.ts";
import type { StepProgram, Tensor } from "../../../src/compute/engine/program.ts";
import { traceStep } from "../../../src/compute/engine/trace.ts";

type Tf = Parameters<StepProgram["step"]>[0];

/** Steps of x and a matrix of a width, with rows by numbers at hand. */
function graphOf(width: number, act: (tf: Tf, x: Given) => Tensor) {
  return traceStep({
    name: "program",
    state: { x: { shape: [4, width] }, place: { shape: [2], type: "int32" } },
    constants: { matrix: { shape: [width, width] } },
    perStep: { order: { shape: [2, 2], type: "int32" } },
    step: (tf, { state, constants, perStep }) => ({
      state,
      metrics: { y: act(tf, { ...state, ...constants, ...perStep } as Given) },
    }),
  });
}
type Given = Record<"x" | "place" | "matrix" | "order", Tensor>;

const LONG = { steps: 100_000 };
const product = (width: number) => graphOf(width, (tf, { x, matrix }) => tf.matMul(x, matrix));

describe("what XLA compiles", () => {
  it("is what has 100,000 steps before it, however they are called", () => {
    const graph = product(16);
    expect(isForXla(graph, LONG)).toBe(true);
    expect(isForXla(graph, { steps: 99_999 })).toBe(false);
  });

  it("is small products: 8 w^2 is 10 million where w is 1118", () => {
    expect(isForXla(product(1118), LONG)).toBe(true);
    expect(isForXla(product(1119), LONG)).toBe(false);
  });

  it("is no product of windows", () => {
    const pooled = graphOf(16, (tf, { x }) =>
      tf.avgPool(tf.reshape(x, [1, 8, 8, 1]) as never, 2, 2, 0),
    );
    const convolved = graphOf(16, (tf, { x, matrix }) => {
      const [images, filter] = [tf.reshape(x, [1, 8, 8, 1]), tf.reshape(matrix, [4, 4, 1, 16])];
      return tf.conv2d(images as never, filter as never, 1, "same");
    });
    expect([pooled, convolved].map((graph) => isForXla(graph, LONG))).toEqual([false, false]);
  });

  it("divides no integers, since by 0 it does not stop", () => {
    const divided = (divide: "floorDiv" | "mod") =>
      graphOf(16, (tf, { place }) => tf[divide](place, tf.scalar(3, "int32")));
    const floats = graphOf(16, (tf, { x }) => tf.mod(x, 3));
    const answers = [divided("floorDiv"), divided("mod"), floats].map((one) => isForXla(one, LONG));
    expect(answers).toEqual([false, false, true]);
  });

  it("takes rows by numbers that are looked at before the call, and by no others", () => {
    const rows = (numbersOf: (tf: Tf, x: Given) => Tensor) =>
      graphOf(16, (tf, given) => tf.gather(given.x, numbersOf(tf, given)));
    const given = rows((tf, { order }) => tf.reshape(order, [4]));
    const carried = rows((_tf, { place }) => place);
    const computed = rows((tf, { order }) => tf.add(order, tf.scalar(1, "int32")));
    const found = rows((tf, { x }) => tf.argMax(x, 1));
    const answers = [given, carried, computed, found].map((graph) => isForXla(graph, LONG));
    expect(answers).toEqual([true, false, false, false]);
  });
});

describe("steps in shorter calls", () => {
  /** Sums of pairs, each of which a call adds to what the one before had. */
  const calls: number[] = [];
  const sums = ({ count, state, perStep }: StepInputs) => {
    calls.push(count);
    let total = state["total"]?.[0] ?? NaN;
    const pairs = perStep["pairs"] ?? new Float64Array();
    const told = Array.from({ length: count }, (_, at) => {
      total += (pairs[2 * at] ?? NaN) + (pairs[2 * at + 1] ?? NaN);
      return total;
    });
    return {
      state: { total: Float64Array.of(total) },
      metrics: { total: Float64Array.from(told), is: Uint8Array.from(told, () => 1) },
    };
  };
  const inputs = {
    ...{ count: 5, state: { total: Float64Array.of(100) }, constants: {} },
    perStep: { pairs: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) },
  };

  it("are those of one, the last call shorter", () => {
    expect(inCalls(inputs, 2, sums)).toEqual(sums(inputs));
    expect(calls.slice(0, 3)).toEqual([2, 2, 1]);
  });
});
