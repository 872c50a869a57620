import { expect, it } from "vitest";
import { interpret } from "../../../src/compute/engine/engines/interpret.ts";
import { common, equalConstants } from "../../../src/compute/engine/passes/common.ts";
import type { Tensor } from "../../../src/compute/engine/program.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";

/** An input over each of two constants. */
const quotients = (first: number, second: number) =>
  traceFunction({
    name: "quotients",
    inputs: { x: { shape: [1] } },
    run: (tf, { x }) => ({
      first: tf.div(x as Tensor, tf.tensor1d([first])),
      second: tf.div(x as Tensor, tf.tensor1d([second])),
    }),
  });

const simplified = (first: number, second: number) =>
  common.apply(equalConstants.apply(quotients(first, second)));

it("equal constants are one, and so is what is done with them", () => {
  const { constants, nodes } = simplified(2, 2);
  expect([constants.length, nodes.length]).toEqual([1, 1]);
});

it.each([
  [0, -0],
  [Infinity, -Infinity],
  [NaN, Infinity],
  [1, 1 + 2 ** -52],
])("%d and %d are two constants", (first, second) => {
  const graph = simplified(first, second);
  expect(graph.constants).toHaveLength(2);
  expect(interpret(graph, { x: Float64Array.of(1) })).toEqual({
    ...{ first: Float64Array.of(1 / first), second: Float64Array.of(1 / second) },
  });
});
