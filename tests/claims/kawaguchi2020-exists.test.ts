import { beforeAll, describe, expect, it } from "vitest";
import { elExists } from "../../src/papers/kawaguchi2020-elimination/el-exists.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import {
  failed,
  failures,
  keptControls,
  mutated,
  shuffledLabels,
} from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-exists at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elExists.decide(budget, await runPlan(elExists.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elExists.controls.map(({ name }) => name));
  });
});

describe("el-exists made false", () => {
  it("shuffled labels are a hypothesis that is not met, and the points are not accepted", async () => {
    const decision = await mutated(elExists, "smoke", shuffledLabels);
    expect(failed(decision, "precondition")).toEqual(["every group gradient vanishes at theta"]);
    expect(failed(decision, "claim")).toContain(
      "(theta, 0, b, W) is accepted as a local minimum for every (b, W)",
    );
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
  });

  it("a penalty on b is refused", async () => {
    const decision = await mutated(elExists, "smoke", (problem) => {
      return { ...problem, decay: { bias: 0.5 } };
    });
    expect(failed(decision, "precondition")).toEqual(["only a is penalised"]);
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
  });
});
