import { beforeAll, describe, expect, it } from "vitest";
import type {
  EliminationMinimaSetting,
  EliminationProblem,
} from "../../src/compute/measures/index.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { elGlobal } from "../../src/papers/kawaguchi2020-elimination/el-global.claim.ts";
import { CLASSIC } from "../../src/papers/kawaguchi2020-elimination/minima-problems.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { tamper } from "../support/tamper.ts";
import { failed, failures, figuresOf, keptControls } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-global at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elGlobal.decide(budget, await runPlan(elGlobal.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elGlobal.controls.map(({ name }) => name));
  });
});

/** Every own search of the claim on another problem; the self-test stays. */
function searching(change: (problem: EliminationProblem) => EliminationProblem) {
  return elGlobal.plan("smoke").map((planned) => {
    const setting = planned.setting as EliminationMinimaSetting;
    if (planned.control !== null || setting.starts === undefined) return planned;
    return { ...planned, setting: { ...setting, problem: change(setting.problem) } };
  });
}

describe("el-global made false", () => {
  it("bad minima of the classic net in place of the search are counted", async () => {
    const { problem, points } = CLASSIC.F2;
    const changed = elGlobal.plan("smoke").map((planned) => {
      const setting = planned.setting as EliminationMinimaSetting;
      const isOwn = planned.control === null && setting.starts !== undefined;
      return isOwn ? { ...planned, setting: { problem, points } } : planned;
    });
    const decision = elGlobal.decide("smoke", await runPlan(changed));
    expect(failed(decision, "claim")).toEqual(["no certified local minimum lies above L_pw"]);
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
  });

  it("a certified strict bad minimum under all hypotheses refutes", async () => {
    const runs = await runPlan(elGlobal.plan("smoke"));
    const isOwn = (run: RunRecord) => run.control === null && run.arm.startsWith("squared");
    const one = { value: 1, exact: "1" };
    const tampered = tamper(tamper(runs, isOwn, "bad", one), isOwn, "strictBad", one);
    expect(elGlobal.decide("smoke", tampered).verdict).toBe("REFUTED");
  });

  it("a bad point that is accepted, not proved, leaves it open", async () => {
    const runs = await runPlan(elGlobal.plan("smoke"));
    const isOwn = (run: RunRecord) => run.control === null && run.arm.startsWith("squared");
    const tampered = tamper(runs, isOwn, "bad", { value: 1, exact: "1" });
    expect(elGlobal.decide("smoke", tampered).verdict).toBe("INCONCLUSIVE");
  });

  it("a test that accepts nothing, and one that accepts everything, are INVALID", async () => {
    const runs = await runPlan(elGlobal.plan("smoke"));
    const zero = { value: 0, exact: "0" };
    const accepts = tamper(runs, (run) => run.arm.startsWith("must be accepted"), "bad", zero);
    expect(elGlobal.decide("smoke", accepts).verdict).toBe("INVALID");
    const one = { value: 1, exact: "1" };
    const rejects = tamper(runs, (run) => run.arm.startsWith("must be rejected"), "certified", one);
    expect(elGlobal.decide("smoke", rejects).verdict).toBe("INVALID");
  });

  it("labels that no model attains are VACUOUS", async () => {
    const changed = searching((problem) => ({
      ...problem,
      ...{
        loss: { kind: "logistic" },
        targets: problem.targets.map((_, i) => [i % 2 === 0 ? 1 : 0]),
      },
      inputs: problem.inputs.map((_, i) => [i]),
    }));
    const decision = elGlobal.decide("smoke", await runPlan(changed));
    expect(decision.verdict).toBe("VACUOUS");
  });

  it.each(["absolute", "truncated", "sigmoid"] as const)("%s loss is refused", async (kind) => {
    const changed = searching((problem) => ({
      ...{ ...problem, loss: { kind } },
      targets: problem.targets.map((_, i) => [i % 2 === 0 ? 1 : -1]),
    }));
    const { verdict } = elGlobal.decide("smoke", await runPlan(changed));
    expect(verdict).toBe("PRECONDITION_FAILED");
  });

  it("shuffled labels move the minima, and every one of them is still global", async () => {
    const changed = searching((problem) => ({
      ...problem,
      targets: problem.targets.map((_, i) => problem.targets.at(i - 1) ?? []),
    }));
    const decision = elGlobal.decide("smoke", await runPlan(changed));
    expect(decision.verdict).toBe("SUPPORTED");
  });
});

it("the figures show what became of the starts, and the control matrix", async () => {
  const figures = await figuresOf(elGlobal, "quick");
  expect(figures.map(({ name }) => name)).toEqual(["outcomes", "control-matrix"]);
});
