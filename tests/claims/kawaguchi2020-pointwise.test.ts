import { beforeAll, describe, expect, it } from "vitest";
import { normalised } from "../../src/compute/measures/elimination/normalise.ts";
import { largestGroupGradient } from "../../src/compute/measures/elimination/objective.ts";
import type { EliminationMinimaSetting } from "../../src/compute/measures/index.ts";
import { elPointwise } from "../../src/papers/kawaguchi2020-elimination/el-pointwise.claim.ts";
import { CLASSIC, REPEATED } from "../../src/papers/kawaguchi2020-elimination/minima-problems.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failures, keptControls } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-pointwise at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elPointwise.decide(budget, await runPlan(elPointwise.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elPointwise.controls.map(({ name }) => name));
  });
});

describe("el-pointwise made false", () => {
  it("group gradients that are not grouped would fail: those of single samples do not vanish", () => {
    const best = [1.25, 1.75, 0, 0, 0];
    const apart = { ...REPEATED, inputs: REPEATED.inputs.map((x, i) => [(x[0] ?? 0) + i * 1e-9]) };
    expect(largestGroupGradient(normalised(REPEATED), best)).toBeLessThan(1e-15);
    expect(largestGroupGradient(normalised(apart), best)).toBeGreaterThan(0.05);
  });

  it("a bad minimum in place of the search breaks both conditions", async () => {
    const { problem, points } = CLASSIC.F5;
    const changed = elPointwise.plan("smoke").map((planned) => {
      const setting = planned.setting as EliminationMinimaSetting;
      const isOwn = planned.control === null && setting.starts !== undefined;
      return isOwn ? { ...planned, setting: { problem, points } } : planned;
    });
    const { checks } = elPointwise.decide("smoke", await runPlan(changed));
    const broken = checks.filter(({ role, outcome }) => role === "claim" && outcome === "FAIL");
    expect(broken.map(({ name }) => name)).toEqual([
      "every group gradient vanishes at every certified local minimum",
      "every certified local minimum attains L_pw",
    ]);
  });
});
