import { describe, expect, it } from "vitest";
import { driftSections } from "../../../src/cli/drift-sections.ts";
import { describeRules, type DriftRule } from "../../../src/domain/drift-rule.ts";

const RULE: DriftRule = {
  ...{ quantity: "length", arm: "rod", scale: "absolute", margin: 1, worse: "lower" },
  because: "a rod is not measured better",
};
const LOOSE: DriftRule = { ...RULE, margin: 2 };

describe("what may drift", () => {
  it("is said once where the rules are the same at all budgets", () => {
    expect(driftSections({ drift: () => [RULE] })).toEqual([
      { title: "may drift between versions", lines: describeRules([RULE]) },
    ]);
  });

  it("is said for each set of rules, with its budgets", () => {
    const drift = (budget: string) => (budget === "smoke" ? [LOOSE] : [RULE]);
    expect(driftSections({ drift })).toEqual([
      { title: "may drift between versions, at smoke", lines: describeRules([LOOSE]) },
      {
        title: "may drift between versions, at quick, standard, paper",
        lines: describeRules([RULE]),
      },
    ]);
  });

  it("is one sentence for all quantities and arms with the same margin and reason", () => {
    const drift = () => [
      RULE,
      { ...RULE, quantity: "width" },
      { ...RULE, arm: "pole" },
      { ...RULE, arm: "pole", quantity: "width" },
      { ...RULE, arm: "pole", quantity: "mass", margin: 2 },
    ];
    expect(driftSections({ drift })[0]?.lines).toEqual([
      "length, width of rod; pole by 1 (lower is worse): a rod is not measured better",
      "mass of pole by 2 (lower is worse): a rod is not measured better",
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
