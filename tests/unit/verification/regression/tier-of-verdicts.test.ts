import { describe, expect, it } from "vitest";
import type { Tier } from "../../../../src/domain/regression.ts";
import { VERDICTS, type Verdict } from "../../../../src/domain/verdict.ts";
import { tierOfVerdicts } from "../../../../src/verification/regression/tier-of-verdicts.ts";

const WORDS: Readonly<Record<string, Tier>> = {
  stab: "STABLE",
  regr: "REGRESSED",
  soft: "SOFTLY_REGRESSED",
  impr: "IMPROVED",
  unst: "UNSTABLE_BASELINE",
};

/** Rows: before. Columns: after, in the order of VERDICTS. */
const TABLE: Readonly<Record<Verdict, string>> = {
  //                   SUPP NOT_ REFU INCO PREC VACU INVA
  SUPPORTED: /*     */ "stab regr regr soft regr regr regr",
  NOT_SUPPORTED: /* */ "impr stab regr soft regr regr regr",
  REFUTED: /*       */ "impr regr stab soft regr regr regr",
  INCONCLUSIVE: /*  */ "impr unst unst unst unst unst unst",
  PRECONDITION_FAILED: "impr regr regr soft stab regr regr",
  VACUOUS: /*       */ "impr regr regr soft regr stab regr",
  INVALID: /*       */ "impr unst unst unst unst unst unst",
};

describe("two verdicts", () => {
  const pairs = VERDICTS.flatMap((before) => {
    const tiers = TABLE[before].split(" ");
    return VERDICTS.map((after, index) => [before, after, WORDS[tiers[index] ?? ""]] as const);
  });

  it("are all in the table", () => {
    expect(pairs).toHaveLength(49);
    expect(VERDICTS.map((verdict) => verdict.slice(0, 4)).join(" ")).toBe(
      "SUPP NOT_ REFU INCO PREC VACU INVA",
    );
  });

  it.each(pairs)("%s, then %s: %s", (before, after, tier) => {
    expect(tierOfVerdicts(before, after)).toBe(tier);
  });
});
