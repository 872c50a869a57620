import { expect, it } from "vitest";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { ENGINES_HERE, engineHere } from "../support/engines-here.ts";

/** The cpu backend of tfjs has no elements from the end, so that it is no judge here. */
it.each(ENGINES_HERE)(
  "elements that are gathered from the end get their slope back: %s",
  async (name) => {
    const graph = traceFunction({
      name: "from the end",
      inputs: { x: { shape: [3] }, places: { shape: [3], type: "int32" } },
      run(tf, { x, places }) {
        const weights = tf.tensor1d([1, 10, 100]);
        const { value, gradients } = valueAndGradients(
          (moving) => tf.sum(tf.mul(weights, tf.gather(moving["x"] as Tensor, places as Tensor))),
          { x: x as Tensor },
        );
        return { value, ...gradients };
      },
    });
    const engine = await engineHere(name);
    const made = await engine.compileFunction("from the end", graph, "float64");
    const given = { x: Float64Array.of(2, 3, 5), places: Int32Array.of(-1, 0, -3) };
    const { value, x } = await made.run(given);
    await made.dispose();
    expect([value, x]).toEqual([Float64Array.of(225), Float64Array.of(110, 0, 1)]);
  },
);
