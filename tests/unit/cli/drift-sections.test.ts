import { describe, expect, it } from "vitest";
import { driftSections } from "../../../src/cli/drift-sections.ts";
import { describeRule, type DriftRule } from "../../../src/domain/drift-rule.ts";

const RULE: DriftRule = {
  ...{ quantity: "length", arm: "rod", scale: "absolute", margin: 1, worse: "lower" },
  because: "a rod is not measured better",
};
const LOOSE: DriftRule = { ...RULE, margin: 2 };

describe("what may drift", () => {
  it("is said once where the rules are the same at all budgets", () => {
    expect(driftSections({ drift: () => [RULE] })).toEqual([
      { title: "may drift between versions", lines: [describeRule(RULE)] },
    ]);
  });

  it("is said for each set of rules, with its budgets", () => {
    const drift = (budget: string) => (budget === "smoke" ? [LOOSE] : [RULE]);
    expect(driftSections({ drift })).toEqual([
      { title: "may drift between versions, at smoke", lines: [describeRule(LOOSE)] },
      {
        title: "may drift between versions, at quick, standard, paper",
        lines: [describeRule(RULE)],
      },
    ]);
  });

  it("is nothing of exact numbers, and that is said", () => {
    expect(driftSections({ drift: () => [] })).toEqual([
      {
        title: "may drift between versions",
        lines: ["nothing: its numbers are exact and must be equal"],
      },
    ]);
  });
});
