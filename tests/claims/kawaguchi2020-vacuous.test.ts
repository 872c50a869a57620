import { beforeAll, describe, expect, it } from "vitest";
import { elVacuous } from "../../src/papers/kawaguchi2020-elimination/el-vacuous.claim.ts";
import { tanhUnits } from "../../src/papers/kawaguchi2020-elimination/minima-problems.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failed, failures, keptControls } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-vacuous at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elVacuous.decide(budget, await runPlan(elVacuous.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elVacuous.controls.map(({ name }) => name));
  });
});

describe("el-vacuous made false", () => {
  it("a model that interpolates has no proof: INCONCLUSIVE, not SUPPORTED", async () => {
    const changed = elVacuous.plan("smoke").map((planned) => {
      const isOwn = planned.control === null && planned.arm === "F2, one tanh unit";
      if (!isOwn) return planned;
      const { problem, ...others } = planned.setting as { problem: object };
      return { ...planned, setting: { ...others, problem: { ...problem, model: tanhUnits(2) } } };
    });
    const decision = elVacuous.decide("smoke", await runPlan(changed));
    expect(failed(decision, "claim")).toContain("a proof that no theta attains L_pw");
    expect(decision.verdict).toBe("INCONCLUSIVE");
  });
});
