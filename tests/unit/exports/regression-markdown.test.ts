import { describe, expect, it } from "vitest";
import { TIERS } from "../../../src/domain/regression.ts";
import { markdownCode, markdownText } from "../../../src/exports/markdown.ts";
import { toRegressionMarkdown } from "../../../src/exports/regression-markdown.ts";
import { comparedClaim, comparisonOf, reportOf } from "../../support/regression-report.ts";

describe("markdownText", () => {
  it.each([
    ["a | b\nc", "a &#124; b c"],
    ["<img src=x> &lt;", "&lt;img src=x> &amp;lt;"],
    ["`code` *bold* _it_ ~no~", "\\`code\\` \\*bold\\* \\_it\\_ \\~no\\~"],
    ["[here](https://example.org)", "\\[here\\](https:\u200b//example.org)"],
    ["@team see #12 and www.example.org", "@\u200bteam see #\u200b12 and www\u200b.example.org"],
    ["# heading", "\\# heading"],
    ["> quote", "\\> quote"],
    ["1. item", "1\\. item"],
    ["SUPPORTED -> INCONCLUSIVE", "SUPPORTED -> INCONCLUSIVE"],
    ["drift -0.03 (margin 0.02)", "drift -0.03 (margin 0.02)"],
  ])("shows %j as it is", (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });
});

describe("markdownCode", () => {
  it("fences with more backticks than there are in it", () => {
    expect(markdownCode(["a ```` b"])).toBe("`````sh\na ```` b\n`````");
  });
});

describe("the Markdown of a regression", () => {
  it("has the gate first, then a row for every claim that is not stable, worst first", () => {
    const text = toRegressionMarkdown(
      reportOf(comparisonOf(TIERS.map((tier) => comparedClaim(tier)))),
    );
    expect(text).toMatch(/^## Claims: FAIL\n/);
    const rows = text.split("\n").filter((line) => line.startsWith("| **"));
    expect(rows).toHaveLength(8);
    expect(rows[0]).toBe(
      "| **regressed** | k-regressed | SUPPORTED -> NOT\\_SUPPORTED | testAccuracy of SB minus LB is 0.031 lower, interval -0.0412 to -0.0209, margin 0.02 |",
    );
    expect(text).toContain("\n1 stable, all to the last bit");
    expect(text).toContain("the chance that any of them misses is at most 2 %.");
  });

  it("fits into a comment whatever the number of claims, and counts the rest", () => {
    const long = "a reason of many words ".repeat(40);
    const items = Array.from({ length: 900 }, (_, index) =>
      comparedClaim("REGRESSED", { claim: `k${index}`, reason: long, quantities: [] }),
    );
    const text = toRegressionMarkdown(reportOf(comparisonOf(items)));
    expect(text.length).toBeLessThan(65_536);
    const rows = text.split("\n").filter((line) => line.startsWith("| **")).length;
    expect(text).toContain(`\nand ${900 - rows} regressed\n`);
  });

  it("says what is wrong where nothing was compared", () => {
    const problem = { code: "NO_BASELINE", message: "there is no baseline" } as const;
    expect(toRegressionMarkdown(reportOf(null, { problem }))).toMatch(
      /^## Claims: nothing compared\n\n\*\*NO_BASELINE\*\* there is no baseline\n/,
    );
  });
});
