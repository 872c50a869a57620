import { describe, expect, it } from "vitest";
import type { Compilers, StepExecutable } from "../../../src/compute/engine/engines/engine.ts";
import { probeEngine } from "../../../src/compute/engine/engines/probe.ts";
import { createReference } from "../../../src/compute/engine/engines/reference.engine.ts";

const reference = createReference();

/** The interpreter, with something wrong about its loops. */
function withSteps(change: (run: StepExecutable["run"]) => StepExecutable["run"]): Compilers {
  return {
    compileFunction: reference.compileFunction,
    async compileSteps(graph, precision) {
      const made = await reference.compileSteps(graph, precision);
      return { ...made, run: change((inputs) => made.run(inputs)) };
    },
  };
}

describe("probing an engine", () => {
  it("finds it available where functions and loops give the right numbers", async () => {
    expect(await probeEngine(withSteps((run) => run))).toEqual({ available: true });
  });

  it("names the numbers of a loop that begins each step with the first state", async () => {
    const forgetful = withSteps((run) => async ({ perStep, ...given }) => {
      const second = perStep["shift"]?.slice(2) ?? new Float64Array();
      return run({ ...given, count: 1, perStep: { shift: second } });
    });
    expect(await probeEngine(forgetful)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/^it computed 2, 9, .* in float32, not 15, 38, /) as unknown,
    });
  });

  it("names the numbers of one that is given the steps in another order", async () => {
    const reversed = withSteps((run) => async ({ perStep, ...given }) => {
      const [a = 0, b = 0, c = 0, d = 0] = perStep["shift"] ?? [];
      return run({ ...given, perStep: { shift: Float64Array.of(c, d, a, b) } });
    });
    expect(await probeEngine(reversed)).toMatchObject({ available: false });
  });

  it("gives the reason of one that fails", async () => {
    const failing = withSteps(() => () => Promise.reject(new Error("no loops here")));
    expect(await probeEngine(failing)).toEqual({ available: false, reason: "no loops here" });
  });
});
