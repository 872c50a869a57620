import { describe, expect, it } from "vitest";
import { TIERS } from "../../../src/domain/regression.ts";
import { describeRegression } from "../../../src/exports/regression-screen.ts";
import {
  ACCURACY,
  comparedClaim,
  comparisonOf,
  NO_SIDE,
  reportOf,
} from "../../support/regression-report.ts";

function repeated(tier: (typeof TIERS)[number], count: number) {
  return Array.from({ length: count }, (_, index) => {
    const name = `k${index}-a-claim-with-a-rather-long-name-of-many-words`;
    return comparedClaim(tier, { claim: `${name}-${tier.toLowerCase()}` });
  });
}

/** 60 claims of all nine tiers. */
const SIXTY = reportOf(
  comparisonOf([...TIERS.flatMap((tier) => repeated(tier, 2)), ...repeated("STABLE", 42)]),
);

function linesOf(report: typeof SIXTY, columns = 100): string[] {
  return describeRegression(report, columns).split("\n");
}

/** A command to be typed is not cut. */
function longestOf(lines: readonly string[]): number {
  const others = lines.filter((line) => !line.includes("npx corollary"));
  return Math.max(...others.map((line) => line.length));
}

describe("the screen of a regression", () => {
  it("holds 60 claims of all tiers in 30 lines of 100 characters, but for commands", () => {
    const lines = linesOf(SIXTY, 300);
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(longestOf(lines)).toBeLessThanOrEqual(100);
  });

  it("keeps to a narrow terminal, but for the commands to be typed", () => {
    const lines = linesOf(SIXTY, 72);
    expect(longestOf(lines)).toBeLessThanOrEqual(72);
    expect(lines.join("\n")).toContain("SUPPORTED -> NOT_SUPPORTED");
  });

  it("shows the worst first, and counts what it does not show", () => {
    const lines = linesOf(SIXTY);
    const tiers = lines.flatMap((line) => /^([a-z]+(?: [a-z]+)*) {2,}k\d/.exec(line)?.[1] ?? []);
    expect(tiers.slice(0, 3)).toEqual(["regressed", "regressed", "gone"]);
    const rest = lines.find((line) => line.startsWith("and ")) ?? "";
    const counted = Array.from(rest.matchAll(/\d+/g), ([digits]) => Number(digits));
    expect(tiers.length + counted.reduce((sum, one) => sum + one, 0)).toBe(16);
    expect(lines).toContain("44 stable, all to the last bit");
  });

  it("shows verdict, drift, interval and margin of a claim that regressed", () => {
    const text = describeRegression(reportOf(comparisonOf([comparedClaim("REGRESSED")])), 100);
    expect(text).toContain("regressed  k-regressed  SUPPORTED -> NOT_SUPPORTED\n");
    expect(text).toContain(
      "testAccuracy of SB minus LB is 0.031 lower, interval -0.0412 to -0.0209, margin 0.02\n",
    );
  });

  it("shows of a claim whose verdict alone turned why it is what it is now", () => {
    const item = comparedClaim("SOFTLY_REGRESSED");
    const after = item.after && { ...item.after, reason: "too few seeds" };
    const text = describeRegression(reportOf(comparisonOf([{ ...item, after }])), 100);
    expect(text).toContain("the verdict was SUPPORTED and is INCONCLUSIVE: too few seeds");
  });

  it("states against what, at which budget, and where it was computed elsewhere", () => {
    const text = describeRegression(
      reportOf(comparisonOf([comparedClaim("INSUFFICIENT_DATA")])),
      100,
    );
    expect(text).toMatch(
      /^1 claim at smoke: this version \(0\.2\.0, sources 1234abcd\) against baselines\/smoke\.jsonl \(made by\n0\.1\.0, sources [\da-f]{8}\)/,
    );
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "1 claim computed otherwise, so that bits may differ: before by reference on CPU; now by onnx-cpu on CPU",
    );
  });

  it("states how often it alarms for nothing, where it rests on intervals", () => {
    const ofIntervals = reportOf(comparisonOf([comparedClaim("REGRESSED")]));
    expect(describeRegression(ofIntervals, 100)).toContain(
      "2 intervals, each at 99 %: the chance that any of them misses is at most 2 %.",
    );
    const exact = reportOf(comparisonOf([comparedClaim("STABLE")]));
    expect(describeRegression(exact, 100)).not.toContain("interval");
  });

  it("says what to type for each kind of trouble", () => {
    const tiers = ["REGRESSED", "CHANGED", "INSUFFICIENT_DATA"] as const;
    const report = reportOf(comparisonOf(tiers.map((tier) => comparedClaim(tier))));
    const commands = linesOf(report).filter((line) => line.includes("npx corollary"));
    expect(commands).toEqual([
      "  npx corollary verify k-regressed --budget smoke",
      '  npx corollary regress --against baselines/smoke.jsonl --bless k-changed --reason "..."',
      "  npx corollary baseline --budget quick --out baselines/quick.jsonl",
    ]);
  });

  it("quotes for the shell what a shell would not take as one word", () => {
    const report = reportOf(comparisonOf([comparedClaim("GONE")]), {
      baseline: { kind: "file", name: "my 'old' b.jsonl", releases: [] },
    });
    expect(describeRegression(report, 100)).toContain(
      `--against 'my '\\''old'\\'' b.jsonl' --bless`,
    );
  });

  it("offers no accepting of a change where it was compared with a release", () => {
    const report = reportOf(comparisonOf([comparedClaim("CHANGED")]), {
      baseline: { kind: "release", name: "release 0.1.0 (sources 89abcdef)", releases: [] },
    });
    expect(describeRegression(report, 100)).not.toContain("--bless");
  });

  it("offers no verifying and no accepting where this version was not compared", () => {
    const items = (["REGRESSED", "CHANGED"] as const).map((tier) => comparedClaim(tier));
    const candidate = { kind: "file", name: "new.jsonl", releases: [] } as const;
    expect(describeRegression(reportOf(comparisonOf(items), { candidate }), 100)).not.toMatch(
      /corollary verify|--bless/,
    );
  });

  it("counts the drifts of a claim that it does not show, however long the first one is", () => {
    const reason = `${"a".repeat(150)} is 0.031 lower`;
    const quantities = Array.from({ length: 11 }, () => ({ ...ACCURACY, reason }));
    const item = comparedClaim("REGRESSED", { quantities });
    expect(linesOf(reportOf(comparisonOf([item])))).toContain(
      `    ${"a".repeat(82)}…; and 10 more`,
    );
  });

  it("tells a problem whole, in lines", () => {
    const message =
      `there is nothing to compare with: ${"give a baseline file, ".repeat(8)}`.trim();
    const report = reportOf(null, { baseline: NO_SIDE, problem: { code: "NO_BASELINE", message } });
    const [head, ...rest] = linesOf(report);
    expect(head).toBe("No claim: this version (0.2.0, sources 1234abcd) against nothing");
    expect(rest.join(" ").trim()).toBe(`NO_BASELINE: ${message}`);
  });

  it("tells once why a gate is closed that no claim closes", () => {
    const reason = "no evidence on either side: nothing was compared";
    expect(describeRegression(reportOf(comparisonOf([], { reason })), 100)).toBe(
      `${linesOf(reportOf(null)).slice(0, 2).join("\n")}\n\nUNDECIDED: ${reason}`,
    );
  });
});
