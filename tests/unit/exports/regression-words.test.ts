import { describe, expect, it } from "vitest";
import { decisiveWords, describeSides } from "../../../src/exports/regression-words.ts";
import {
  ACCURACY,
  comparedClaim,
  comparisonOf,
  NO_SIDE,
  releaseOf,
  reportOf,
} from "../../support/regression-report.ts";

describe("what made a claim changed", () => {
  it("is told with the drift that came with it", () => {
    expect(decisiveWords(comparedClaim("CHANGED"))).toBe(
      "its protocol changed; the verdict is still SUPPORTED; " +
        "rank of one-arm with seed 2 was 64 and is 61",
    );
  });

  it("is told alone where no number drifted", () => {
    expect(decisiveWords(comparedClaim("CHANGED", { quantities: [] }))).toBe(
      "its protocol changed; the verdict is still SUPPORTED",
    );
  });
});

describe("the drifts that made a claim's tier", () => {
  it("are the first, and how many share its tier", () => {
    const other = { ...ACCURACY, tier: "SOFTLY_REGRESSED" } as const;
    const quantities = [ACCURACY, ACCURACY, ACCURACY, other];
    expect(decisiveWords(comparedClaim("REGRESSED", { quantities }))).toBe(
      `${ACCURACY.reason}; and 2 more`,
    );
  });

  it("are all that drifted, where the claim was changed", () => {
    const other = { ...ACCURACY, tier: "SOFTLY_REGRESSED" } as const;
    const quantities = [ACCURACY, other, { ...ACCURACY, tier: "STABLE" } as const];
    expect(decisiveWords(comparedClaim("CHANGED", { quantities }))).toMatch(/; and 1 more$/);
  });
});

describe("what was compared with what", () => {
  const report = reportOf(comparisonOf([comparedClaim("STABLE")]));
  const file = { kind: "file", name: "old.jsonl" } as const;

  it("tells who made a file, and counts where there were several", () => {
    const one = { ...file, releases: [releaseOf("0.1.0")] };
    const three = { ...file, releases: ["1.0.0", "1.0.1", "2.0.0"].map(releaseOf) };
    expect(describeSides({ ...report, baseline: one, candidate: three })).toBe(
      "old.jsonl (made by 3 releases) against old.jsonl " +
        `(made by 0.1.0, sources ${releaseOf("0.1.0").sourceDigest.slice(0, 8)})`,
    );
  });

  it("tells the release that runs, or another, once", () => {
    const name = "release 0.1.0 (sources 89abcdef)";
    const baseline = { kind: "release", name, releases: [releaseOf("0.1.0")] } as const;
    expect(describeSides({ ...report, baseline })).toBe(
      "this version (0.2.0, sources 1234abcd) against release 0.1.0 (sources 89abcdef)",
    );
  });

  it("tells where nothing was named", () => {
    expect(describeSides({ ...report, baseline: NO_SIDE })).toMatch(/ against nothing$/);
  });
});

describe("why a verdict is not compared", () => {
  it("is the reason of the baseline where the baseline is unstable, else that of the candidate", () => {
    const [before, after] = ["too few seeds", "the gap is gone"];
    const tell = (tier: "UNSTABLE_BASELINE" | "REGRESSED") => {
      const item = comparedClaim(tier, { quantities: [] });
      if (item.before === null || item.after === null) throw new Error("one side only");
      const reasons = {
        before: { ...item.before, reason: before },
        after: { ...item.after, reason: after },
      };
      return decisiveWords({ ...item, ...reasons, reason: "the verdict changed" });
    };
    expect(tell("UNSTABLE_BASELINE")).toBe(`the verdict changed: ${before}`);
    expect(tell("REGRESSED")).toBe(`the verdict changed: ${after}`);
  });
});
