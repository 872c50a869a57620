import { beforeAll, describe, expect, it } from "vitest";
import { elVanish } from "../../src/papers/kawaguchi2020-elimination/el-vanish.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failed, failures, keptControls } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-vanish at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elVanish.decide(budget, await runPlan(elVanish.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elVanish.controls.map(({ name }) => name));
  });
});

describe("el-vanish made false", () => {
  it("decay on b leaves the neurons where they are", async () => {
    const changed = elVanish.plan("smoke").map((planned) => {
      if (planned.control !== null || planned.measure.name !== "elimination-identity")
        return planned;
      const setting = { ...(planned.setting as object), decay: { bias: 0.1 } };
      return { ...planned, setting };
    });
    const decision = elVanish.decide("smoke", await runPlan(changed));
    expect(failed(decision, "claim")).toEqual([
      "2 lambda a^2 = a dLt/da - dLt/db: identity in float64",
      "2 lambda a^2 = a dLt/da - dLt/db: identity in float32",
    ]);
    expect(decision.verdict).toBe("INCONCLUSIVE");
  });

  it("another lambda at G1 is seen by every golden number that has one", async () => {
    const changed = elVanish.plan("smoke").map((planned) => {
      if (planned.measure.name !== "elimination-values") return planned;
      const { problem, ...others } = planned.setting as { problem: object };
      return { ...planned, setting: { ...others, problem: { ...problem, lambda: 0.35 } } };
    });
    const decision = elVanish.decide("smoke", await runPlan(changed));
    expect(failed(decision, "implementation")).toEqual([
      "value of the spec, 3.330920283567: G1",
      "gradientError of the spec, 0: G1",
    ]);
    expect(decision.verdict).toBe("INVALID");
  });

  it("no search that comes to rest is no support", async () => {
    const changed = elVanish.plan("smoke").map((planned) => {
      const setting = planned.setting as { readonly starts?: object };
      if (planned.control !== null || setting.starts === undefined) return planned;
      return { ...planned, setting: { ...setting, starts: { ...setting.starts, steps: 1 } } };
    });
    const { verdict } = elVanish.decide("smoke", await runPlan(changed));
    expect(verdict).toBe("INCONCLUSIVE");
  });
});
