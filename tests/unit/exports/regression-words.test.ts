import { describe, expect, it } from "vitest";
import { decisiveWords } from "../../../src/exports/regression-words.ts";
import { comparedClaim } from "../../support/regression-report.ts";

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
