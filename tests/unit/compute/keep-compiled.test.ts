import { describe, expect, it } from "vitest";
import type { Engine, StepPlan } from "../../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../../src/compute/engine/engines/index.ts";
import { keepCompiled } from "../../../src/compute/engine/engines/keep-compiled.ts";
import { traceFunction, traceStep } from "../../../src/compute/engine/trace.ts";

/** x times a factor: a graph of its own for each factor. */
const times = (factor: number) =>
  traceFunction({
    name: "times",
    inputs: { x: { shape: [2] } },
    run: (tf, { x }) => ({ y: tf.mul(x ?? 0, tf.scalar(factor)) }),
  });

const x = Float64Array.of(1, 2);

/** The real engine, and how often it compiled and how many of its programs still stand. */
async function counted() {
  const onnx = await loadEngine("onnx-cpu", { threads: 1 });
  const counts = { compiled: 0, standing: 0 };
  const engine: Engine = {
    ...onnx,
    async compileFunction(...given) {
      const made = await onnx.compileFunction(...given);
      counts.compiled += 1;
      counts.standing += 1;
      return {
        run: (inputs) => made.run(inputs),
        async dispose() {
          counts.standing -= 1;
          await made.dispose();
        },
      };
    },
  };
  return { engine, counts };
}

describe("an engine that keeps what it compiled", () => {
  it("compiles a program once for each precision, and gives what the engine gives", async () => {
    const { engine, counts } = await counted();
    const keeping = keepCompiled(engine);
    for (let time = 0; time < 3; time += 1) {
      const made = await keeping.compileFunction("times", times(3), "float64");
      expect(await made.run({ x })).toEqual({ y: Float64Array.of(3, 6) });
      await made.dispose();
    }
    expect(counts.compiled).toBe(1);
    await keeping.compileFunction("times", times(3), "float32");
    await keeping.compileFunction("times", times(4), "float64");
    expect(counts.compiled).toBe(3);
  });

  it("tells 0 from -0", async () => {
    const inverse = (zero: number) =>
      traceFunction({
        name: "inverse",
        inputs: { x: { shape: [20] } },
        run: (tf, { x }) => ({ y: tf.div(x ?? 0, tf.fill([20], zero)) }),
      });
    const keeping = keepCompiled((await counted()).engine);
    for (const zero of [0, -0]) {
      const made = await keeping.compileFunction("inverse", inverse(zero), "float64");
      const { y } = await made.run({ x: new Float64Array(20).fill(1) });
      expect(y?.[0]).toBe(1 / zero);
    }
  });

  it("disposes of the oldest that nobody uses, never of one in use", async () => {
    const { engine, counts } = await counted();
    const keeping = keepCompiled(engine, 1);
    const used = await keeping.compileFunction("times", times(1), "float64");
    for (const factor of [2, 3, 4]) {
      const made = await keeping.compileFunction("times", times(factor), "float64");
      await made.dispose();
    }
    expect(counts).toEqual({ compiled: 4, standing: 2 });
    expect(await used.run({ x })).toEqual({ y: x });
    await used.dispose();
    expect(counts.standing).toBe(1);
  });

  it("keeps steps that are many apart from few, and one of each whatever their number", async () => {
    const onnx = await loadEngine("onnx-cpu", { threads: 1 });
    const plans: (StepPlan | undefined)[] = [];
    const keeping = keepCompiled({
      ...onnx,
      compileSteps(graph, precision, plan) {
        plans.push(plan);
        return onnx.compileSteps(graph, precision, plan);
      },
    });
    const doubling = () =>
      traceStep({
        ...{ name: "doubling", state: { x: { shape: [2] } }, constants: {}, perStep: {} },
        step: (tf, { state }) => ({ state: { x: tf.mul(2, state["x"] ?? 0) }, metrics: {} }),
      });
    for (const steps of [1, 5, 100_000, 1e9]) {
      const made = await keeping.compileSteps(doubling(), "float64", { steps });
      const inputs = { count: 3, state: { x }, constants: {}, perStep: {} };
      expect((await made.run(inputs)).state).toEqual({ x: Float64Array.of(8, 16) });
      await made.dispose();
    }
    await keeping.compileSteps(doubling(), "float64");
    expect(plans).toEqual([{ steps: 1 }, { steps: 100_000 }]);
  });

  it("counts a use as ended once, however often it is disposed of", async () => {
    const { engine, counts } = await counted();
    const keeping = keepCompiled(engine, 0);
    const [first, second] = [
      await keeping.compileFunction("times", times(1), "float64"),
      await keeping.compileFunction("times", times(1), "float64"),
    ];
    await first.dispose();
    await first.dispose();
    expect(await second.run({ x })).toEqual({ y: x });
    await second.dispose();
    expect(counts).toEqual({ compiled: 1, standing: 0 });
  });
});
