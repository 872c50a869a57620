import { describe, expect, it } from "vitest";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { runOn } from "../support/engine-families.ts";
import { NATIVE_ENGINES } from "../support/engines-here.ts";

/** Factors that are rounded to TF32 leave 3e-4, to bfloat16 3e-3; float32 leaves 3e-7. */
const FLOAT32 = 2e-6;

const SHAPES = { x: [8, 14, 14, 32], filter: [3, 3, 32, 32], a: [128, 256], b: [256, 128] };

const GRAPH: Graph = traceFunction({
  name: "products",
  inputs: Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, { shape }])),
  run(tf, given) {
    const { x, filter, a, b } = given as Record<keyof typeof SHAPES, Tensor>;
    const convolution = tf.conv2d(x as never, filter as never, 1, "same");
    return { product: tf.matMul(a, b), convolution };
  },
});

function drawn(): Record<string, Float64Array> {
  const random = new RandomStream(1, PURPOSES.dropout, 0);
  return Object.fromEntries(
    Object.entries(SHAPES).map(([name, shape]) => {
      const size = shape.reduce((all, one) => all * one, 1);
      return [name, Float64Array.from({ length: size }, () => random.uniformFloat32() - 0.5)];
    }),
  );
}

/** The size of a difference over the size of what is wanted. */
function apart(found: HostData, wanted: HostData): number {
  const off = wanted.map((one, at) => (found[at] ?? NaN) - one);
  return Math.hypot(...off) / Math.hypot(...wanted);
}

describe.each(NATIVE_ENGINES)("float32 on %s", (engine) => {
  it("is float32 in large products and convolutions too", async () => {
    const given = drawn();
    const exact = await runOn(engine, "float64", GRAPH, given);
    const found = await runOn(engine, "float32", GRAPH, given);
    const differences = Object.entries(exact).map(([name, wanted]) =>
      apart(found[name] ?? new Float32Array(), wanted),
    );
    expect(differences.length).toBe(2);
    expect(Math.max(...differences)).toBeLessThan(FLOAT32);
    expect(Math.min(...differences)).toBeGreaterThan(0);
  });
});
