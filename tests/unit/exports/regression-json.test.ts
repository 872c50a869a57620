import { describe, expect, it } from "vitest";
import { toRegressionJson } from "../../../src/exports/regression-json.ts";
import { comparedClaim, comparisonOf, reportOf } from "../../support/regression-report.ts";

describe("the JSON of a regression", () => {
  it("has the gate, and every claim with its tier, evidence and drifts", () => {
    const json = toRegressionJson(reportOf(comparisonOf([comparedClaim("REGRESSED")])));
    expect(json).toMatchObject({
      ...{ version: "0.2.0", gate: "FAIL", problem: null },
      baseline: { name: "baselines/smoke.jsonl", releases: [{ version: "0.1.0" }] },
      candidate: {
        name: "this version (0.2.0, sources 1234abcd)",
        releases: [{ version: "0.2.0" }],
      },
      items: [
        {
          ...{ claim: { slug: "k-regressed" }, budget: "SMOKE", tier: "REGRESSED" },
          before: { uncappedVerdict: "SUPPORTED" },
          after: { uncappedVerdict: "NOT_SUPPORTED" },
          quantities: [
            {
              ...{ name: "testAccuracy of SB minus LB", drift: -0.031_04, margin: 0.02 },
              ...{ low: -0.0412, high: -0.0209, method: "PAIRED_T", scale: "ABSOLUTE" },
            },
            { tier: "STABLE" },
          ],
        },
      ],
    });
  });

  it("has a problem and no gate where nothing was compared", () => {
    const problem = { code: "NO_BASELINE", message: "there is no baseline" } as const;
    const json = toRegressionJson(reportOf(null, { problem }));
    expect(json).toMatchObject({ gate: null, problem, items: [] });
  });

  it("is the same after it was written and read", () => {
    const json = toRegressionJson(reportOf(comparisonOf([comparedClaim("CHANGED")])));
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
