import { describe, expect, it } from "vitest";
import { gradientGraph, type LossProgram } from "../../src/compute/engine/derivatives.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { hessianAt } from "../../src/compute/engine/hessian.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";

/**
 * g(x) = x sigmoid(1.702 x), which an optimiser of ONNX Runtime takes for an operation that exists in
 * float32 only (microsoft/onnxruntime, issue 32421). Numbers: decimals of 40 digits, rounded.
 */
const GOLDEN = [
  { x: 1, value: 0.8457957659328213, slope: 1.067779606556334, bend: 0.1826729915016555 },
  { x: -0.7, value: -0.16310604827684986, slope: 0.0200868579991615, bend: 0.41483641761633763 },
];
/** Of numbers below 3 that are made of a dozen operations. */
const ROUNDING = 1e-15;

const gate: LossProgram = {
  name: "sigmoid gate",
  parameters: { x: { shape: [1] } },
  data: {},
  loss: (tf, { x }) => tf.sum(tf.mul(x as Tensor, tf.sigmoid(tf.mul(1.702, x as Tensor)))),
};

describe.each(["onnx-cpu", "reference"] as const)("x sigmoid(1.702 x) in float64 on %s", (name) => {
  it.each(GOLDEN)("has its value and gradient at $x", async ({ x, value, slope }) => {
    const engine = await loadEngine(name, { threads: 1 });
    const executable = await engine.compileFunction("gate", gradientGraph(gate), "float64");
    const made = await executable.run({ x: Float64Array.of(x) });
    await executable.dispose();
    expect(made["value"]).toBeInstanceOf(Float64Array);
    expect(Math.abs((made["value"]?.[0] ?? NaN) - value)).toBeLessThan(ROUNDING);
    expect(Math.abs((made["gradient/x"]?.[0] ?? NaN) - slope)).toBeLessThan(ROUNDING);
  });

  it.each(GOLDEN)(
    "has its value alone, where nothing else uses what is fused, at $x",
    async (one) => {
      const engine = await loadEngine(name, { threads: 1 });
      const graph = traceFunction({
        ...{ name: "gate alone", inputs: gate.parameters },
        run: (tf, { x }) => ({
          value: tf.mul(x as Tensor, tf.sigmoid(tf.mul(x as Tensor, 1.702))),
        }),
      });
      const executable = await engine.compileFunction("gate alone", graph, "float64");
      const { value } = await executable.run({ x: Float64Array.of(one.x) });
      await executable.dispose();
      expect(value).toBeInstanceOf(Float64Array);
      expect(Math.abs((value?.[0] ?? NaN) - one.value)).toBeLessThan(ROUNDING);
    },
  );

  it.each(GOLDEN)("has its Hessian-vector product at $x", async ({ x, bend }) => {
    const engine = await loadEngine(name, { threads: 1 });
    const at = { parameters: { x: Float64Array.of(x) }, data: {} };
    const hessian = await hessianAt(engine, gate, at);
    const [product] = await hessian.products([Float64Array.of(3)]);
    await hessian.dispose();
    expect(Math.abs((product?.[0] ?? NaN) / 3 - bend)).toBeLessThan(ROUNDING);
  });

  it("has them in a batch, where an optimiser would fuse more", async () => {
    const engine = await loadEngine(name, { threads: 1 });
    const batch: LossProgram = { ...gate, parameters: { x: { shape: [2] } } };
    const parameters = { x: Float64Array.from(GOLDEN, ({ x }) => x) };
    const hessian = await hessianAt(engine, batch, { parameters, data: {} });
    const [product] = await hessian.products([Float64Array.of(1, 1)]);
    await hessian.dispose();
    for (const [index, { bend }] of GOLDEN.entries()) {
      expect(Math.abs((product?.[index] ?? NaN) - bend)).toBeLessThan(ROUNDING);
    }
  });
});
