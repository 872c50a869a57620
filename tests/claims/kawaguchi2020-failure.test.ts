import { beforeAll, describe, expect, it } from "vitest";
import { elFailure } from "../../src/papers/kawaguchi2020-elimination/el-failure.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import {
  failed,
  failures,
  keptControls,
  mutated,
  shuffledLabels,
} from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-failure at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elFailure.decide(budget, await runPlan(elFailure.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elFailure.controls.map(({ name }) => name));
  });
});

describe("el-failure made false", () => {
  it("with weight decay on b everywhere no sequence falls, and the hypotheses say why", async () => {
    const decision = await mutated(elFailure, "smoke", (problem) => {
      return { ...problem, decay: { bias: 0.1 } };
    });
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
    expect(failed(decision, "claim")).toContain(
      "the objective falls at every step of b: F2, bad minimum, w = -1",
    );
  });

  it("with shuffled labels the best factor is not the golden one", async () => {
    const decision = await mutated(elFailure, "smoke", shuffledLabels);
    expect(failed(decision, "implementation")).toContain(
      "alpha of the spec, 0.15910789797: F2, bad minimum, w = -1",
    );
    expect(decision.verdict).toBe("INVALID");
  });
});
