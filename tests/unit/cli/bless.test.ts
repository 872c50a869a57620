import { beforeAll, describe, expect, it } from "vitest";
import { bless, isStable } from "../../../src/cli/bless.ts";
import type { Acceptance, Baseline } from "../../../src/domain/baseline.ts";
import type { EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { TIERS, type ComparedClaim } from "../../../src/domain/regression.ts";
import { compareEvidence } from "../../../src/verification/regression/compare.ts";
import { comparedClaim } from "../../support/regression-report.ts";
import { statedEvidence, type StatedEvidence } from "../../support/stated-evidence.ts";

const evidence = (stated: Partial<StatedEvidence> = {}) =>
  statedEvidence({ kind: "EXACT", arms: { rod: [12n] }, ...stated });

const earlier: Acceptance = {
  ...{ claim: "other", tier: "NEW", reason: "it is new", date: "2026-01-01" },
  ...{ from: null, to: null },
};
const why = { reason: "a better gauge", date: "2026-11-26" };

let old: EvidenceRecord;
let other: EvidenceRecord;
let fresh: EvidenceRecord;
let baseline: Baseline;

beforeAll(async () => {
  old = await evidence();
  other = await evidence({ claim: "other" });
  fresh = await evidence({ arms: { rod: [11n] } });
  baseline = { of: "all", budget: "quick", accepted: [earlier], records: [other, old] };
});

function itemOf(before: EvidenceRecord | null, after: EvidenceRecord | null): ComparedClaim {
  const sets = [before, after].map((record) => (record === null ? [] : [record]));
  const [item] = compareEvidence(sets[0] ?? [], sets[1] ?? []).items;
  if (item === undefined) throw new Error("nothing was compared");
  return item;
}

describe("an accepted change", () => {
  it("takes the place of the old record, and is noted behind what was accepted before", () => {
    const { records, accepted } = bless(baseline, {
      ...{ item: itemOf(old, fresh), after: fresh },
      ...why,
    });
    expect(records).toEqual([other, fresh]);
    const note = { claim: "rod", tier: "REGRESSED", from: old.digest, to: fresh.digest, ...why };
    expect(accepted).toEqual([earlier, note]);
  });

  it("that a claim is gone takes its record out", () => {
    const { records, accepted } = bless(baseline, { item: itemOf(old, null), after: null, ...why });
    expect(records).toEqual([other]);
    expect(accepted[1]).toMatchObject({ tier: "GONE", from: old.digest, to: null });
  });

  it("that a claim is new puts its record in", () => {
    const without = { ...baseline, records: [other] };
    const { records, accepted } = bless(without, {
      ...{ item: itemOf(null, fresh), after: fresh },
      ...why,
    });
    expect(records).toEqual([other, fresh]);
    expect(accepted[1]).toMatchObject({ tier: "NEW", from: null, to: fresh.digest });
  });

  it("of evidence that is INVALID is refused", async () => {
    const after = await evidence({ verdict: "INVALID" });
    expect(() => bless(baseline, { item: itemOf(old, after), after, ...why })).toThrow(
      "a broken instrument is no baseline",
    );
  });

  it("is refused where the baseline has another record by now", () => {
    const now = { ...baseline, records: [other, fresh] };
    for (const before of [old, null]) {
      expect(() => bless(now, { item: itemOf(before, fresh), after: fresh, ...why })).toThrow(
        expect.objectContaining({ code: "BAD_INPUT" }),
      );
    }
  });
});

describe("nothing to accept", () => {
  it.each(TIERS)("has a comparison of one claim that is stable only (%s)", (tier) => {
    const items = [comparedClaim("STABLE"), comparedClaim(tier)];
    expect(isStable({ items })).toBe(tier === "STABLE");
  });
});
