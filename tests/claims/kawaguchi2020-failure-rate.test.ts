import { beforeAll, describe, expect, it } from "vitest";
import { elFailureRate } from "../../src/papers/kawaguchi2020-elimination/el-failure-rate.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { failed, failures, figuresOf, keptControls, mutated } from "./kawaguchi2020-support.ts";

describe.each(["smoke", "quick"] as const)("el-failure-rate at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elFailureRate.decide(budget, await runPlan(elFailureRate.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elFailureRate.controls.map(({ name }) => name));
  });
});

describe("el-failure-rate made false", () => {
  it("with weight decay on b everywhere there is no law and no plateau", async () => {
    const decision = await mutated(elFailureRate, "smoke", (problem) => {
      return { ...problem, decay: { bias: 0.1 } };
    });
    expect(failed(decision, "claim")).toEqual([
      "4 lambda t a^2 is 1 at t = 10^6: F3, lambda 1",
      "b - a^2/2 gains the integral: F3, lambda 1",
      "b stalls at 1/2 ln(1 / step): F3, gradient descent with steps of 0.01",
    ]);
    expect(decision.verdict).toBe("INVALID");
  });

  it("a label that the start fits already leaves nothing to diverge", async () => {
    const decision = await mutated(elFailureRate, "smoke", (problem) => {
      return { ...problem, targets: [[(-1.2) ** 3 + 3.6]] };
    });
    expect(failed(decision, "precondition")).toContain("the neuron does not vanish: F3, lambda 1");
    expect(decision.verdict).toBe("INVALID");
  });
});

it("the figures show b, the rate, what is carried, the loss, and the fixed steps", async () => {
  const figures = await figuresOf(elFailureRate, "smoke");
  const names = ["b-in-time", "rate-in-time", "carried-in-time", "loss-in-time", "fixed-steps"];
  expect(figures.map(({ name }) => name)).toEqual(names);
  const rates = figures[1]?.spec["data"] as { values: { t: number; value: number }[] };
  const last = rates.values.at(-1);
  expect(last?.t).toBeGreaterThan(5e5);
  expect(last?.value).toBeCloseTo(1, 1);
});
