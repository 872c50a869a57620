import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";
import { passesFor, simplify } from "../../src/compute/engine/passes/index.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { randomInputs, randomProgram } from "../support/random-program.ts";

/** Passes that change the order of roundings; all others must not change one bit. */
const REASSOCIATING = new Set([
  "nested sums",
  "sums of multiples",
  "sums of deviations",
  "small factors",
  "chains of factors",
  "factors of products",
  "scales",
]);
const PASSES = passesFor("float32");
/** Of these, the shapes of matrices: square ones for every product, others to tell rows from columns. */
const SHAPES = { square: undefined, "3 x 5": [3, 5], "5 x 1": [5, 1] } as const;
const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);
const CASES = Object.values(SHAPES).flatMap((shape) =>
  SEEDS.map((seed) => {
    const graph = traceFunction(randomProgram(seed, shape));
    return {
      graph,
      inputs: () => randomInputs(seed, shape),
      words: `${seed} ${shape?.join(" x ")}`,
    };
  }),
);

/** The largest difference of two arrays in units of the larger of 1 and the numbers themselves. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (one, index) => {
    const other = b[index] ?? NaN;
    if (Object.is(one, other)) return 0;
    return Math.abs(one - other) / Math.max(1, Math.abs(one));
  }).reduce((worst, one) => Math.max(worst, one), 0);
}

function worst(before: Graph, after: Graph, inputs: Record<string, Float64Array>): number {
  const outputs = interpret(after, inputs);
  const distances = Object.entries(interpret(before, inputs)).map(([name, data]) =>
    distance(data, outputs[name] ?? []),
  );
  return Math.max(...distances);
}

/** A pass sees what the ones before it leave. */
function stages(graph: Graph) {
  let current = graph;
  return [...PASSES, ...PASSES].map((pass) => {
    const before = current;
    current = pass.apply(before);
    return { pass, before, after: current };
  });
}

describe("passes on random programs", () => {
  it.each(PASSES)("$name: every output stays what it was", ({ name }) => {
    const found = CASES.map(({ graph, inputs }) =>
      stages(graph)
        .filter(({ pass, before, after }) => pass.name === name && before !== after)
        .map(({ before, after }) => worst(before, after, inputs())),
    ).flat();
    expect(found.length).toBeGreaterThan(0);
    expect(Math.max(...found)).toBeLessThanOrEqual(REASSOCIATING.has(name) ? 1e-12 : 0);
  });

  it("all of them together keep the outputs to rounding and never add operations", () => {
    for (const { graph, inputs } of CASES) {
      const simple = simplify(graph, "float32");
      expect(worst(graph, simple, inputs())).toBeLessThanOrEqual(1e-12);
      expect(simple.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
    }
  });

  it.each([NaN, Infinity, -Infinity])("do not hide that an input is %d", (odd) => {
    for (const { graph, inputs, words } of CASES) {
      const given = inputs();
      given["x"]?.fill(odd, 0, 1);
      const areFinite = (one: Graph) =>
        Object.values(interpret(one, given)).map((data) => Array.from(data, Number.isFinite));
      expect(areFinite(simplify(graph, "float32")), words).toEqual(areFinite(graph));
    }
  });

  it("find nothing more in what they made", () => {
    for (const { graph } of CASES) {
      const simple = simplify(graph, "float32");
      expect(simplify(simple, "float32")).toBe(simple);
    }
  });
});
