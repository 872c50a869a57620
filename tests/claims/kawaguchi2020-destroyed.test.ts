import { beforeAll, describe, expect, it } from "vitest";
import { elDestroyed } from "../../src/papers/kawaguchi2020-elimination/el-destroyed.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import {
  failed,
  failures,
  figuresOf,
  keptControls,
  mutated,
  shuffledLabels,
} from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-destroyed at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elDestroyed.decide(budget, await runPlan(elDestroyed.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elDestroyed.controls.map(({ name }) => name));
  });
});

describe("el-destroyed made false", () => {
  it("a neuron that is linear everywhere loses the decrease at F5", async () => {
    const decision = await mutated(elDestroyed, "smoke", (problem) => {
      return { ...problem, neuron: "linear" };
    });
    expect(failed(decision, "claim")).toContain("a decrease in every ball: F5, bad minimum");
    expect(decision.verdict).toBe("INVALID");
  });

  it("with shuffled labels the points are no minima of the loss, and no golden number holds", async () => {
    const decision = await mutated(elDestroyed, "smoke", shuffledLabels);
    expect(failed(decision, "precondition")).toContain("L is stationary: F2, bad minimum");
    expect(failed(decision, "implementation").length).toBeGreaterThan(5);
    expect(decision.verdict).toBe("INVALID");
  });

  it("a loss that is not convex is a hypothesis that is not met", async () => {
    const decision = await mutated(elDestroyed, "smoke", (problem) => {
      return { ...problem, loss: { kind: "truncated" } };
    });
    expect(failed(decision, "precondition")).toContain(
      "the theorem's hypotheses hold: F2, bad minimum",
    );
  });
});

it("the figure shows the measured decreases and their laws", async () => {
  const [figure] = await figuresOf(elDestroyed, "smoke");
  const layers = figure?.spec["layer"] as { data: { values: object[] } }[];
  expect(layers.map(({ data }) => data.values.length)).toEqual([8, 8]);
});
