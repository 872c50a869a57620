import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openReplayFolder } from "../../../src/cli/replay/replay-folder.ts";
import { createOnnxCpu } from "../../../src/compute/engine/engines/onnx-cpu.engine.ts";
import { openSession } from "../../../src/compute/engine/engines/onnx-session.ts";
import { recordSessions } from "../../../src/compute/engine/engines/record-sessions.ts";
import type { HostArrays } from "../../../src/compute/engine/engines/engine.ts";
import type { FunctionProgram, StepProgram, Tensor } from "../../../src/compute/engine/program.ts";
import { traceFunction, traceStep } from "../../../src/compute/engine/trace.ts";
import { sha256 } from "../../../src/domain/canonical.ts";
import { readSafetensors } from "../../support/read-safetensors.ts";

/** x becomes x factor + 1; the sum of what it was is told. */
const GROWTH: StepProgram = {
  name: "growth",
  state: { x: { shape: [2] } },
  constants: { factor: { shape: [] } },
  perStep: {},
  step(tf, { state, constants }) {
    const [x, factor] = [state["x"], constants["factor"]] as [Tensor, Tensor];
    const next = tf.add(tf.mul(x, factor), tf.scalar(1));
    return { state: { x: next }, metrics: { before: tf.sum(x) } };
  },
};

const SQUARE: FunctionProgram = {
  name: "square",
  inputs: { x: { shape: [2] } },
  run: (tf, { x }) => ({ y: tf.square(x as Tensor) }),
};

/** Two chunks of two steps and one of one, a function of where that leads, and what was written. */
async function record() {
  const folder = mkdtempSync(join(tmpdir(), "replay-folder-"));
  const written = openReplayFolder(folder);
  const told = recordSessions(openSession, (call) => {
    written.add(call);
  });
  const engine = createOnnxCpu({ threads: 1 }, told);
  const growth = await engine.compileSteps(traceStep(GROWTH), "float64");
  const constants = { factor: Float64Array.of(1.5) };
  const chunk = (count: number, state: HostArrays) =>
    growth.run({ count, state, constants, perStep: {} });
  const first = await chunk(2, { x: Float64Array.of(0, 1) });
  const second = await chunk(2, first.state);
  const square = await engine.compileFunction("square", traceFunction(SQUARE), "float64");
  await square.run(second.state);
  const last = await chunk(1, second.state);
  await growth.dispose();
  await square.dispose();
  const { graphs, calls, files } = written.finish();
  const arrays = (name: string) => readSafetensors(join(folder, `${name}.safetensors`));
  return {
    folder,
    graphs,
    calls,
    files,
    last,
    inputs: arrays("inputs"),
    outputs: arrays("outputs"),
  };
}

const recorded = await record();

describe("a folder for a replay", () => {
  it("has each graph once, as ONNX Runtime was given it, and says how it ran", () => {
    const { folder, graphs, files } = recorded;
    expect(graphs).toEqual([
      { file: "graph.onnx", precision: "float64", optimisation: "basic" },
      { file: "graph-2.onnx", precision: "float64", optimisation: "basic" },
    ]);
    expect(recorded.calls.map(({ graph }) => graph)).toEqual([0, 0, 1, 0]);
    for (const [name, digest] of Object.entries(files)) {
      expect(sha256(readFileSync(join(folder, name))), name).toBe(digest);
    }
    expect(Object.keys(files)).toHaveLength(4);
  });

  it("has each number that comes from outside once", () => {
    expect(recorded.inputs).toEqual([
      ["F64", [2], 0, 1],
      ["F64", [], 1.5],
      ["I64", [], 2n],
      ["I64", [], 1n],
    ]);
  });

  it("names for what a call takes over the call and the output that it is of", () => {
    const [first, second, square, last] = recorded.calls.map(({ inputs }) => inputs);
    expect(first).toEqual({
      "state/x": { array: 0 },
      "constant/factor": { array: 1 },
      "loop/count": { array: 2 },
    });
    expect(second?.["state/x"]).toEqual({ call: 0, output: "out/state/x" });
    expect(square?.["in/x"]).toEqual({ call: 1, output: "out/state/x" });
    expect(last?.["state/x"]).toEqual({ call: 1, output: "out/state/x" });
    expect(last?.["loop/count"]).toEqual({ array: 3 });
  });

  it("keeps every output whole but the states that the same graph takes up again", () => {
    const kept = recorded.calls.map(({ outputs }) =>
      Object.entries(outputs).flatMap(([name, { array }]) => (array === undefined ? [] : [name])),
    );
    expect(kept).toEqual([
      ["out/metric/before"],
      ["out/metric/before"],
      ["out/y"],
      ["out/state/x", "out/metric/before"],
    ]);
    // From (0, 1): (1, 2.5), (2.5, 4.75), (4.75, 8.125), (8.125, 13.1875), (13.1875, 20.78125).
    expect(recorded.outputs).toEqual([
      ["F64", [2], 1, 3.5],
      ["F64", [2], 7.25, 12.875],
      ["F64", [2], 13.1875, 20.78125],
      ["F64", [1], 21.3125],
      ["F64", [2], 66.015625, 173.91015625],
    ]);
  });

  it("gives each output a tolerance of thirty-two times what a rounding moved it, or one rounding", () => {
    const { tolerance } = recorded.calls[0]?.outputs["out/metric/before"] ?? {};
    expect(tolerance).toBeGreaterThanOrEqual(32 * 2 ** -52);
    expect(tolerance).toBeLessThan(1e-12);
  });

  it("lets an output be off by the farthest that it moved in an earlier call of its graph", async () => {
    const written = openReplayFolder(mkdtempSync(join(tmpdir(), "replay-folder-")));
    const told = recordSessions(openSession, (call) => {
      written.add(call);
    });
    const engine = createOnnxCpu({ threads: 1 }, told);
    const square = await engine.compileFunction("square", traceFunction(SQUARE), "float64");
    for (const x of [0.1, 1e6 + 0.1, 0.1]) await square.run({ x: Float64Array.of(x, x) });
    await square.dispose();
    const tolerances = written.finish().calls.map(({ outputs }) => outputs["out/y"]?.tolerance);
    expect(tolerances[1]).toBeGreaterThan(1e3 * (tolerances[0] ?? 0));
    expect(tolerances[2]).toBe(tolerances[1]);
  });

  it("changes no number", () => {
    expect(recorded.last.state).toEqual({ x: Float64Array.of(13.1875, 20.78125) });
  });
});
