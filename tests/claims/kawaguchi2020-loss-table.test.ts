import { beforeAll, describe, expect, it } from "vitest";
import { elLossTable } from "../../src/papers/kawaguchi2020-elimination/el-loss-table.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failed, failures, keptControls } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-loss-table at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elLossTable.decide(budget, await runPlan(elLossTable.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elLossTable.controls.map(({ name }) => name));
  });
});

describe("el-loss-table made false", () => {
  it.each([
    ["squared", { kind: "absolute" }, "one-sided slopes: squared"],
    ["hinge, p = 3", { kind: "sigmoid" }, "midpoints of random pairs: hinge, p = 3"],
  ])(
    "%s replaced by %o is not SUPPORTED, and not REFUTED by samples",
    async (row, loss, condition) => {
      const changed = elLossTable.plan("smoke").map((planned) => {
        const isOwn = planned.control === null && planned.arm === row;
        return isOwn ? { ...planned, setting: { ...(planned.setting as object), loss } } : planned;
      });
      const decision = elLossTable.decide("smoke", await runPlan(changed));
      expect(failed(decision, "claim")).toContain(condition);
      expect(decision.verdict).toBe("INCONCLUSIVE");
    },
  );
});
