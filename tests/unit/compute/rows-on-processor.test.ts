import { expect, it } from "vitest";
import { withRowsOnProcessor } from "../../../src/compute/engine/engines/rows.ts";
import { simplify } from "../../../src/compute/engine/passes/index.ts";
import type { Tensor } from "../../../src/compute/engine/program.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";
import { ENGINES_HERE } from "../../support/engines-here.ts";
import { runOn } from "../../support/engine-families.ts";

function rowsBy(isComputed: boolean) {
  return traceFunction({
    name: "rows",
    inputs: { table: { shape: [3, 2] }, places: { shape: [2], type: "int32" } },
    run(tf, { table, places }) {
      const given = places as Tensor;
      const taken = isComputed ? tf.add(given, tf.scalar(1, "int32")) : given;
      return { rows: tf.gather(table as Tensor, taken) };
    },
  });
}

const moved = (graph: ReturnType<typeof rowsBy>) =>
  graph.nodes.filter(({ attributes }) => "onProcessor" in attributes).map(({ kernel }) => kernel);

it("rows whose numbers the program computes are taken by the processor, which sees that they exist", () => {
  expect(moved(withRowsOnProcessor(rowsBy(true), []))).toEqual(["GatherV2"]);
});

it("rows whose numbers are given stay where the rest is computed: they are looked at before", () => {
  expect(moved(withRowsOnProcessor(rowsBy(false), []))).toEqual([]);
});

it("rows by the state of steps are taken by the processor: a step before has made it", () => {
  expect(moved(withRowsOnProcessor(rowsBy(false), ["places"]))).toEqual(["GatherV2"]);
});

it("constants that name no row are the processor's too: passes make them of what is computed", () => {
  const graph = traceFunction({
    name: "rows",
    inputs: { table: { shape: [3, 2] } },
    run(tf, { table }) {
      const computed = tf.mul(tf.tensor1d([3], "int32"), tf.scalar(1, "int32"));
      return { rows: tf.gather(table as Tensor, computed) };
    },
  });
  const simple = simplify(graph, "float64");
  expect(simple.nodes.map(({ kernel }) => kernel)).toEqual(["GatherV2"]);
  expect(moved(withRowsOnProcessor(simple, []))).toEqual(["GatherV2"]);
});

it.each(ENGINES_HERE)("what the processor takes is the same on %s", async (engine) => {
  const given = { table: Float64Array.of(1, 2, 3, 4, 5, 6), places: Int32Array.of(1, -2) };
  const graph = withRowsOnProcessor(rowsBy(true), []);
  expect(await runOn(engine, "float64", graph, given)).toEqual({
    rows: Float64Array.of(5, 6, 5, 6),
  });
});
