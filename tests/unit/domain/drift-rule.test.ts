import { describe, expect, it } from "vitest";
import {
  describeQuantity,
  describeRules,
  driftRuleSchema,
  type DriftRule,
} from "../../../src/domain/drift-rule.ts";

const rule: DriftRule = {
  ...{ quantity: "sharpness", arm: "LB", minus: "SB", scale: "log" },
  ...{ margin: 0.4, worse: "lower", because: "a factor of 1.5" },
};

describe("a rule of drift", () => {
  it("names its quantity as a person would", () => {
    expect(describeQuantity(rule)).toBe("ln sharpness of LB minus SB");
    const { minus, ...plain } = rule;
    expect(minus).toBe("SB");
    expect(describeQuantity({ ...plain, scale: "absolute" })).toBe("sharpness of LB");
  });

  it("says how far and which way", () => {
    expect(describeRules([rule])[0]).toBe(
      "ln sharpness of LB minus SB by 0.4 (lower is worse): a factor of 1.5",
    );
  });

  it.each([
    ["a negative margin", { margin: -0.1 }],
    ["a margin that is no number", { margin: Number.NaN }],
    ["an endless margin", { margin: Infinity }],
    ["no reason", { because: "" }],
    ["a side that is none", { worse: "left" }],
    ["a word too many", { tolerance: 1 }],
  ])("refuses %s", (_what, change) => {
    expect(driftRuleSchema.safeParse({ ...rule, ...change }).success).toBe(false);
  });
});
