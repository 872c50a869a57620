import { describe, expect, it } from "vitest";
import { TIERS, type Tier } from "../../../src/domain/regression.ts";
import { toJUnit } from "../../../src/exports/junit.ts";
import {
  ACCURACY,
  comparedClaim,
  comparisonOf,
  NO_SIDE,
  reportOf,
} from "../../support/regression-report.ts";
import { junitErrors, readXml } from "../../support/schemas.ts";

const NOTHING = {
  comparison: null,
  problem: { code: "NO_BASELINE", message: "there is nothing to compare with" },
} as const;

/** Field case 25: what a failure message has held. */
const STRANGE = 'red \u001b[31m nul \u0000 end ]]> lone \ud83d emoji 🙂 markup <&"';

/** How often an element occurs. */
function countOf(xml: string, element: string): number {
  return xml.split(`<${element} `).length - 1 + (xml.split(`<${element}>`).length - 1);
}

function totalsOf(xml: string, element: string): string[] {
  const pattern = new RegExp(
    `<${element} [^>]*?tests="(\\d+)" failures="(\\d+)" errors="(\\d+)"`,
    "g",
  );
  return Array.from(xml.matchAll(pattern), ([, tests, failures, errors]) =>
    [tests, failures, errors].join(" "),
  );
}

describe("a JUnit report", () => {
  it("is what the published schemas allow, for every tier and for no comparison", async () => {
    const every = reportOf(comparisonOf(TIERS.map((tier) => comparedClaim(tier))));
    const stable = reportOf(comparisonOf([comparedClaim("STABLE")]));
    const reports = [every, stable, reportOf(null, NOTHING), reportOf(comparisonOf([]))];
    expect(await junitErrors(reports.map(toJUnit))).toEqual([]);
  });

  it.each<[Tier, string]>([
    ["REGRESSED", "failure"],
    ["GONE", "failure"],
    ["CHANGED", "failure"],
    ["SOFTLY_REGRESSED", "system-out"],
    ["UNSTABLE_BASELINE", "error"],
    ["INSUFFICIENT_DATA", "error"],
    ["NEW", "system-out"],
    ["IMPROVED", "system-out"],
  ])("tells %s as <%s> and nothing else", (tier, element) => {
    const others = [comparedClaim("STABLE")];
    const xml = toJUnit(reportOf(comparisonOf([comparedClaim(tier), ...others], { gate: "PASS" })));
    const found = ["failure", "error", "system-out"].map((one) => [one, countOf(xml, one)]);
    expect(found).toEqual(
      ["failure", "error", "system-out"].map((one) => [one, one === element ? 1 : 0]),
    );
  });

  it("counts failures and errors by paper and in all", () => {
    const paper = "sharir2018-overlaps";
    const items = [
      ...TIERS.map((tier) => comparedClaim(tier)),
      comparedClaim("REGRESSED", { paper, claim: "s1" }),
      comparedClaim("STABLE", { paper, claim: "s2" }),
    ];
    const xml = toJUnit(reportOf(comparisonOf(items)));
    expect(totalsOf(xml, "testsuites")).toEqual(["11 4 2"]);
    expect(totalsOf(xml, "testsuite").toSorted()).toEqual(["2 1 0", "9 3 2"]);
    expect([countOf(xml, "failure"), countOf(xml, "error")]).toEqual([4, 2]);
  });

  it("survives what a reason may hold, and keeps all that one can see", async () => {
    const item = comparedClaim("REGRESSED", { reason: STRANGE, quantities: [] });
    const xml = toJUnit(reportOf(comparisonOf([item, comparedClaim("STABLE")])));
    expect(await junitErrors([xml])).toEqual([]);
    expect(xml.isWellFormed()).toBe(true);
    expect(totalsOf(xml, "testsuites")).toEqual(["2 1 0"]);
    const shown = "red ␛[31m nul ␀ end ]]> lone \ufffd emoji 🙂 markup &lt;&amp;";
    const read = await readXml(xml);
    expect(read).toContain(`message="regressed: ${shown}&quot;`);
    expect(read).toContain(`${shown.replace("]]>", "]]&gt;")}"\nbefore: SUPPORTED`);
  });

  it("keeps line breaks in attributes, where a reader would make blanks of them", async () => {
    const item = comparedClaim("GONE", { reason: "one\ttwo\nthree\r\nfour" });
    const read = await readXml(toJUnit(reportOf(comparisonOf([item]))));
    expect(read).toContain('message="gone: one&#x9;two&#xA;three&#xD;&#xA;four"');
  });

  it("tells of at most 20 numbers a claim, and counts the rest", () => {
    const quantities = Array.from({ length: 25 }, (_, index) => ({
      ...ACCURACY,
      reason: `number ${index}`,
    }));
    const xml = toJUnit(reportOf(comparisonOf([comparedClaim("REGRESSED", { quantities })])));
    expect(xml).toContain("regressed: number 19\nand 5 more numbers\n");
  });

  it("is one error where nothing could be compared", async () => {
    const xml = toJUnit(reportOf(null, { ...NOTHING, baseline: NO_SIDE }));
    expect(totalsOf(xml, "testsuites")).toEqual(["1 0 1"]);
    expect(xml).toContain('name="this version (0.2.0, sources 1234abcd) against nothing"');
    expect(xml).toContain('<error type="NO_BASELINE" message="there is nothing to compare with">');
    expect(await junitErrors([xml])).toEqual([]);
  });

  it("is not green on a comparison of no claim", () => {
    const xml = toJUnit(reportOf(comparisonOf([], { gate: "PASS" })));
    expect(totalsOf(xml, "testsuites")).toEqual(["1 0 1"]);
  });

  it("is not green where the gate is closed for a reason that is no claim's", () => {
    const reason = "2 claims: 2 new; nothing was compared";
    const items = [comparedClaim("NEW"), comparedClaim("NEW", { claim: "other" })];
    const xml = toJUnit(reportOf(comparisonOf(items, { gate: "UNDECIDED", reason })));
    expect(totalsOf(xml, "testsuites")).toEqual(["3 0 1"]);
    expect(xml).toContain(`<error type="UNDECIDED" message="${reason}">`);
  });

  it("has no failure for a pass, and the same bytes again", () => {
    const report = reportOf(comparisonOf([comparedClaim("STABLE"), comparedClaim("NEW")]));
    expect(totalsOf(toJUnit(report), "testsuites")).toEqual(["2 0 0"]);
    expect(toJUnit(report)).toBe(toJUnit(report));
  });
});
