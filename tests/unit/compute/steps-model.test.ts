import { describe, expect, it } from "vitest";
import { loadEngine } from "../../../src/compute/engine/engines/index.ts";
import { stepsModel } from "../../../src/compute/engine/lower/steps-model.ts";
import type { StepProgram, Tensor } from "../../../src/compute/engine/program.ts";
import { traceStep } from "../../../src/compute/engine/trace.ts";

const PAIR = { shape: [2] };

/** A moving average that is told as a metric too, or not. */
const average = (isTold: boolean): StepProgram => ({
  ...{ name: "average", state: { mean: PAIR }, constants: { goal: PAIR }, perStep: {} },
  step(tf, { state, constants }) {
    const moved = tf.add(tf.mul(0.5, state["mean"] as Tensor), constants["goal"] as Tensor);
    return { state: { mean: moved }, metrics: isTold ? { mean: moved } : {} };
  },
});

/** State that is exchanged, that stays, and that is set to a constant. */
const EXCHANGE: StepProgram = {
  name: "exchange",
  state: { left: PAIR, right: PAIR, kept: PAIR, set: PAIR },
  ...{ constants: { goal: PAIR }, perStep: {} },
  step(_tf, { state, constants }) {
    const { left, right, kept } = state as Record<"left" | "right" | "kept", Tensor>;
    const next = { left: right, right: left, kept, set: constants["goal"] as Tensor };
    return { state: next, metrics: {} };
  },
};

function copiesIn(program: StepProgram): number {
  const model = new TextDecoder("latin1").decode(stepsModel(traceStep(program), "float64"));
  return model.split("Identity").length - 1;
}

async function run(program: StepProgram, state: Readonly<Record<string, Float64Array>>) {
  const engine = await loadEngine("onnx-cpu", { threads: 1 });
  const executable = await engine.compileSteps(traceStep(program), "float64");
  const constants = { goal: Float64Array.of(1, -1) };
  const outputs = await executable.run({ count: 3, state, constants, perStep: {} });
  await executable.dispose();
  return outputs;
}

describe("the model of many steps", () => {
  it("copies nothing that a node of the step made", () => {
    expect(copiesIn(average(false))).toBe(0);
  });

  it("copies once what is both state and metric", async () => {
    expect(copiesIn(average(true))).toBe(1);
    const { state, metrics } = await run(average(true), { mean: Float64Array.of(8, 0) });
    expect(state).toEqual({ mean: Float64Array.of(2.75, -1.75) });
    expect(metrics).toEqual({ mean: Float64Array.of(5, -1, 3.5, -1.5, 2.75, -1.75) });
  });

  it("carries state that the step only exchanges, keeps or sets", async () => {
    const [one, two, three] = [1, 2, 3].map((value) => Float64Array.of(value, value));
    const start = { left: one, right: two, kept: three, set: three } as const;
    const { state } = await run(EXCHANGE, start as Record<string, Float64Array>);
    expect(state).toEqual({ left: two, right: one, kept: three, set: Float64Array.of(1, -1) });
  });
});
