import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";
import { simplify } from "../../src/compute/engine/passes/index.ts";
import { pooledGradients } from "../../src/compute/engine/passes/pooled-gradients.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { differencesOf } from "../support/engine-differences.ts";
import { spread } from "../support/engine-samples/sample.ts";

const SHAPE = [2, 4, 6, 3];

/** The gradient of something that averages what relu leaves of images. */
function gradientOf(pool: (tf: TraceTf, x: Tensor) => Tensor): Graph {
  const graph = traceFunction({
    name: "pooled",
    inputs: { x: { shape: SHAPE } },
    run(tf, { x }) {
      if (x === undefined) throw new Error("images are missing");
      const loss = ({ at }: Record<string, Tensor>) => {
        const pooled = pool(tf, tf.relu(at as Tensor));
        return tf.sum(tf.mul(pooled, pooled));
      };
      return { dx: valueAndGradients(loss, { at: x }).gradients["at"] as Tensor };
    },
  });
  return simplify(graph, "float32");
}

const INPUTS = { x: Float64Array.from(spread(SHAPE, [-1, 1]).data) };

function hasGradient({ nodes }: Graph): boolean {
  return nodes.some(({ kernel }) => kernel === "AvgPoolGrad");
}

describe("gradients of averages over windows", () => {
  it.each([
    ["2 x 2", [2, 2]],
    ["4 x 1", [4, 1]],
    ["1 x 3", [1, 3]],
  ] as const)("side by side, of %s, are repeated where they are multiplied", (_, size) => {
    const before = gradientOf((tf, x) => tf.avgPool(x as never, [...size], [...size], "valid"));
    const after = pooledGradients.apply(before);
    expect([hasGradient(before), hasGradient(after)]).toEqual([true, false]);
    const [was, is] = [before, after].map((graph) => interpret(graph, INPUTS));
    expect(differencesOf("dx", [is ?? {}, was ?? {}], { relative: 1e-15 })).toBeNull();
  });

  it.each<[string, (tf: TraceTf, x: Tensor) => Tensor]>([
    ["windows overlap", (tf, x) => tf.avgPool(x as never, 2, 1, "valid")],
    ["some pixels are in no window", (tf, x) => tf.avgPool(x as never, [2, 4], [2, 4], "valid")],
    [
      "the same factor is for every image",
      (tf, x) => {
        const [, ...shape] = SHAPE;
        const weights = tf.tensor([...spread(shape, [0.5, 1.5]).data], [1, ...shape]);
        return tf.avgPool(tf.mul<Tensor4D>(x, weights), 2, 2, "valid");
      },
    ],
    ["windows reach beyond the border", (tf, x) => tf.avgPool(x as never, [3, 3], [3, 3], "same")],
  ])("stay where %s", (_, pool) => {
    const graph = gradientOf(pool);
    expect(hasGradient(graph)).toBe(true);
    expect(pooledGradients.apply(graph)).toBe(graph);
  });
});
