import { beforeAll, describe, expect, it } from "vitest";
import { elExamples } from "../../src/papers/kawaguchi2020-elimination/el-examples.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failed, failures, figuresOf, keptControls, mutated } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-examples at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elExamples.decide(budget, await runPlan(elExamples.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("names the number itself from which a distance is measured", () => {
    const named = decision.checks.map(({ quantity }) => quantity);
    expect(named).toContain("distance of theta from 2.1038034027");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elExamples.controls.map(({ name }) => name));
  });
});

describe("el-examples made false", () => {
  it("a neuron with weight decay on b diverges nowhere", async () => {
    const decision = await mutated(elExamples, "smoke", (problem) => {
      return { ...problem, decay: { bias: 0.1 } };
    });
    expect(failed(decision, "claim")).toEqual(
      expect.arrayContaining([
        "one sample: the objective is lambda e^-2s",
        "b goes on growing: F3 from theta = -1.2",
        "b goes on growing: F3 from theta = -0.5",
      ]),
    );
    expect(decision.verdict).not.toBe("SUPPORTED");
  });

  it("another label of the cubic moves where its flows end", async () => {
    const decision = await mutated(elExamples, "smoke", (problem) => {
      return problem.model.kind === "cubic" ? { ...problem, targets: [[4]] } : problem;
    });
    expect(failed(decision, "claim")).toContain(
      "theta ends where L's own flow does: F3 from theta = 2.5",
    );
    expect(decision.verdict).toBe("INCONCLUSIVE");
  });
});

it("the figures show the landscape and both flows, ending where they must", async () => {
  const figures = await figuresOf(elExamples, "smoke");
  expect(figures.map(({ name }) => name)).toEqual(["elimination-and-failure", "theta-and-neuron"]);
  const [, paths] = figures[1]?.spec["layer"] as {
    data: { values: { flow: string; theta: number; neuron: number }[] };
  }[];
  const last = paths?.data.values.findLast(({ flow }) => flow === "from -1.2");
  expect(last?.theta).toBeCloseTo(-1, 6);
  expect(last?.neuron).toBeCloseTo(1, 3);
});
