import { expect, it } from "vitest";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";

/** Names of the kind that models give to what lies between inputs and outputs. */
it.each(["v1", "n0", "in/x", "out/y", "name out/y", "loop/index"])(
  "an input may be called %s",
  async (name) => {
    const graph = traceFunction({
      name: "named",
      inputs: { [name]: { shape: [] }, other: { shape: [] } },
      run: (tf, { [name]: x, other }) => ({
        y: tf.add(tf.mul(x ?? 0, tf.scalar(3)), tf.mul(other ?? 0, tf.scalar(7))),
      }),
    });
    const engine = await loadEngine("onnx-cpu", { threads: 1 });
    const made = await engine.compileFunction("named", graph, "float64");
    const given = { [name]: Float64Array.of(10), other: Float64Array.of(100) };
    expect(await made.run(given)).toEqual({ y: Float64Array.of(730) });
    await made.dispose();
  },
);
