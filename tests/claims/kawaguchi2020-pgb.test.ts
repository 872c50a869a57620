import { beforeAll, describe, expect, it } from "vitest";
import { elPgb } from "../../src/papers/kawaguchi2020-elimination/el-pgb.claim.ts";
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

describe.each(["smoke", "quick"] as const)("el-pgb at %s", (budget) => {
  let decision: Decision;

  beforeAll(async () => {
    decision = elPgb.decide(budget, await runPlan(elPgb.plan(budget)));
  });

  it("is SUPPORTED with every condition passed", () => {
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
  });

  it("keeps every control", () => {
    expect(keptControls(decision)).toEqual(elPgb.controls.map(({ name }) => name));
  });
});

describe("el-pgb made false", () => {
  it("with shuffled labels the points are no minima, and the condition says so too", async () => {
    const decision = await mutated(elPgb, "smoke", shuffledLabels);
    expect(failed(decision, "precondition")).toContain(
      "a certified local minimum: F1, two units, one spare",
    );
    expect(failed(decision, "claim")).toContain("PGB is the value: F1, two units, one spare");
    expect(decision.verdict).toBe("INVALID");
  });

  it("directions that change the outputs are refused", async () => {
    const plan = elPgb.plan("smoke").map((planned) => {
      const setting = planned.setting as { readonly directions: readonly (readonly number[])[] };
      const directions = setting.directions.map((v) => [1, ...v.slice(1).map(() => 0)]);
      return planned.control === null
        ? { ...planned, setting: { ...setting, directions } }
        : planned;
    });
    const decision = elPgb.decide("smoke", await runPlan(plan));
    expect(failed(decision, "precondition")).toContain(
      "the directions change no output: F1, two units, one spare",
    );
  });
});

it("the figure shows the value and what the spec's six sets reach", async () => {
  const [figure] = await figuresOf(elPgb, "smoke");
  const layers = figure?.spec["layer"] as { data: { values: object[] } }[];
  expect(layers.map(({ data }) => data.values.length)).toEqual([2, 6]);
});
