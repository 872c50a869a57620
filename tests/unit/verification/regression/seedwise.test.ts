import { describe, expect, it } from "vitest";
import { comparisonSchema, type QuantityDrift } from "../../../../src/domain/regression.ts";
import { sealEvidence, type EvidenceRecord } from "../../../../src/domain/evidence-record.ts";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";
import {
  lengthRule,
  statedEvidence,
  type StatedEvidence,
} from "../../../support/stated-evidence.ts";

type Lengths = StatedEvidence["arms"][string];
type Changes = Partial<StatedEvidence>;

/** The rod before and after, as one claim with one arm. */
async function compareRods(before: Lengths, after: Lengths, changes: Changes = {}) {
  const stated = { kind: "EXACT", ...changes } as const;
  const [baseline, candidate] = await Promise.all([
    statedEvidence({ ...stated, arms: { rod: before } }),
    statedEvidence({ ...stated, arms: { rod: after } }),
  ]);
  return onlyItem(compareEvidence([baseline], [candidate]));
}

function onlyItem(comparison: ReturnType<typeof compareEvidence>) {
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  const [item] = comparison.items;
  if (item === undefined || comparison.items.length > 1) throw new Error("not one claim");
  return item;
}

function only(quantities: readonly QuantityDrift[]): QuantityDrift {
  const [quantity] = quantities;
  if (quantity === undefined || quantities.length > 1) throw new Error("not one quantity");
  return quantity;
}

describe("case 27 of the field: a baseline of zero", () => {
  const count = (worse: "lower" | "higher" | "either") => ({ rules: [lengthRule({ worse })] });

  it("an exact count 0 -> 0 is stable with a rule and without, whatever else drifted", async () => {
    const evidence = (other: bigint, rules: StatedEvidence["rules"] = []) =>
      statedEvidence({ kind: "EXACT", rules, arms: { rod: [0n], other: [other] } });
    const without = onlyItem(compareEvidence([await evidence(1n)], [await evidence(2n)]));
    expect(without.equalQuantities).toBe(1);
    expect(only(without.quantities)).toMatchObject({ name: "length of other", tier: "REGRESSED" });
    const rules = [lengthRule()];
    const ruled = compareEvidence([await evidence(1n, rules)], [await evidence(2n, rules)]);
    expect(onlyItem(ruled).quantities).toContainEqual(
      expect.objectContaining({ name: "length of rod", tier: "STABLE", drift: 0, exactDrift: "0" }),
    );
  });

  it("an exact count 0 -> 3 has the drift 3 and is regressed where more is worse", async () => {
    const item = await compareRods([0n], [3n], count("higher"));
    expect(item).toMatchObject({ tier: "REGRESSED", reason: "length of rod was 0 and is 3" });
    expect(only(item.quantities)).toMatchObject({
      ...{ method: "exact", drift: 3, exactDrift: "3", low: 3, high: 3, before: 0, after: 3 },
    });
  });

  it.each([
    [0n, 3n, "lower", "IMPROVED"],
    [0n, 3n, "either", "REGRESSED"],
    [3n, 0n, "lower", "REGRESSED"],
    [3n, 0n, "higher", "IMPROVED"],
    [3n, 0n, "either", "REGRESSED"],
  ] as const)(
    "an exact count %d -> %d where %s is worse: %s",
    async (before, after, worse, tier) => {
      expect((await compareRods([before, 1n], [after, 1n], count(worse))).tier).toBe(tier);
    },
  );

  it("an exact count that drifts without a rule is regressed, whatever the direction", async () => {
    expect((await compareRods([0n], [3n])).tier).toBe("REGRESSED");
    expect((await compareRods([3n], [0n])).tier).toBe("REGRESSED");
  });

  it("a measured error 0 -> 1e-18 is stable within its margin, and regressed without", async () => {
    const rules = (margin: number) => ({ rules: [lengthRule({ margin, worse: "higher" })] });
    const kind = "DETERMINISTIC" as const;
    const within = await compareRods([0], [1e-18], { kind, ...rules(1e-15) });
    expect(within.tier).toBe("STABLE");
    expect(only(within.quantities)).toMatchObject({
      ...{ method: "difference", drift: 1e-18, tier: "STABLE" },
      reason: "length of rod is 1e-18 higher, margin 1e-15",
    });
    const beyond = await compareRods([0], [1e-18], { kind, ...rules(1e-19) });
    expect(beyond.tier).toBe("REGRESSED");
    expect((await compareRods([0], [1e-18], { kind })).tier).toBe("REGRESSED");
  });

  it("-0 -> 0 is stable, also in records that no measure rounded, and no -0 is reported", async () => {
    const evidence = (other: number, rules: StatedEvidence["rules"] = []) =>
      statedEvidence({ kind: "DETERMINISTIC", rules, arms: { rod: [0], other: [other] } });
    for (const rules of [[], [lengthRule()]]) {
      const negative = withLength(await evidence(1, rules), "rod", -0);
      const positive = await evidence(2, rules);
      for (const pair of [[negative, positive] as const, [positive, negative] as const]) {
        const item = onlyItem(compareEvidence([pair[0]], [pair[1]]));
        expect(item.equalQuantities).toBe(1 - rules.length);
        const ofRod = item.quantities.filter(({ name }) => name === "length of rod");
        const zeros = { tier: "STABLE", before: 0, after: 0, drift: 0, low: 0, high: 0 };
        expect(ofRod).toEqual(rules.map(() => expect.objectContaining(zeros) as QuantityDrift));
      }
    }
  });
});

/** With another length in one arm, sealed again. */
function withLength(record: EvidenceRecord, arm: string, value: number): EvidenceRecord {
  const runs = record.runs.map((run) => ({
    ...run,
    measurements: run.measurements.map((one) => (run.arm === arm ? { ...one, value } : one)),
  }));
  return sealEvidence({ ...record, runs });
}

describe("exact numbers", () => {
  it("are compared as integers of any size: beyond doubles the drift is told exactly", async () => {
    const huge = 10n ** 400n;
    const item = await compareRods([huge], [huge + 1n]);
    expect(only(item.quantities)).toMatchObject({
      ...{ before: null, after: null, drift: 1, exactDrift: "1", tier: "REGRESSED" },
      ...{ seedsBefore: 1, seedsAfter: 1, reason: "length of rod is 1 higher" },
    });
    const twice = only((await compareRods([huge], [3n * huge])).quantities);
    expect(twice).toMatchObject({ drift: null, low: null, high: null });
    expect(twice.exactDrift).toBe((2n * huge).toString());
  });

  it("are equal as fractions, not as texts, and drift by fractions in lowest terms", async () => {
    const before = await statedEvidence({ kind: "EXACT", arms: { rod: [1n], other: [1n] } });
    const halves = withExact(before, { rod: "1/2", other: "1/3" });
    const after = withExact(before, { rod: "2/4", other: "-1/6" });
    const item = onlyItem(compareEvidence([halves], [after]));
    expect(item.equalQuantities).toBe(1);
    expect(only(item.quantities)).toMatchObject({ exactDrift: "-1/2", drift: -0.5 });
  });

  it("have no tolerance: a margin does not excuse them, only their direction does", async () => {
    const rules = [lengthRule({ margin: 100, worse: "lower" })];
    expect((await compareRods([5n], [4n], { rules })).tier).toBe("REGRESSED");
    expect((await compareRods([5n], [6n], { rules })).tier).toBe("IMPROVED");
  });

  it("that are exact no more, or no number any more, are regressed", async () => {
    const rounded = await compareRods([5n], [5]);
    expect(rounded).toMatchObject({ tier: "REGRESSED" });
    expect(rounded.reason).toBe("length of rod was exact and is not any more");
    const lost = await compareRods([5n], [NaN]);
    expect(lost.tier).toBe("REGRESSED");
    expect(lost.reason).toContain("candidate: length of rod with seed 1 is not a number");
    expect(only(lost.quantities)).toMatchObject({ method: "none", drift: null, seedsAfter: 0 });
  });

  it("may become exact: the same number is equal", async () => {
    const before = await statedEvidence({ kind: "DETERMINISTIC", arms: { rod: [5] } });
    const after = await statedEvidence({ kind: "DETERMINISTIC", arms: { rod: [5n] } });
    expect(onlyItem(compareEvidence([before], [after]))).toMatchObject({
      ...{ tier: "STABLE", equalQuantities: 1, quantities: [] },
    });
  });

  it("on the scale log are equal or not, and have no exact drift", async () => {
    const rules = [lengthRule({ scale: "log", worse: "either", minus: "ref" })];
    const evidence = (rod: bigint, ref: bigint) =>
      statedEvidence({ kind: "EXACT", rules, arms: { rod: [rod], ref: [ref] } });
    const [sixth, third] = [await evidence(2n, 12n), await evidence(4n, 12n)];
    const drifted = onlyItem(compareEvidence([sixth], [third])).quantities;
    const ofRule = drifted.find(({ scale }) => scale === "log");
    expect(ofRule).toMatchObject({ tier: "REGRESSED", method: "exact", exactDrift: null });
    expect(ofRule?.drift).toBeCloseTo(Math.LN2, 15);
    const same = onlyItem(compareEvidence([sixth], [await evidence(3n, 18n)])).quantities;
    expect(same.find(({ scale }) => scale === "log")).toMatchObject({ tier: "STABLE", drift: 0 });
  });
});

describe("a rule of the difference between two arms", () => {
  const evidence = (rod: bigint, ref: bigint, scale: "absolute" | "log" = "absolute") =>
    statedEvidence({
      ...{ kind: "EXACT", rules: [lengthRule({ minus: "ref", scale })] },
      arms: { rod: [rod], ref: [ref] },
    });
  const tiersOf = (before: EvidenceRecord, after: EvidenceRecord) => {
    const { quantities } = onlyItem(compareEvidence([before], [after]));
    return Object.fromEntries(quantities.map(({ name, tier }) => [name, tier]));
  };

  it("says nothing of each arm by itself", async () => {
    expect(tiersOf(await evidence(12n, 6n), await evidence(13n, 7n))).toEqual({
      "length of rod": "REGRESSED",
      "length of ref": "REGRESSED",
      "length of rod minus ref": "STABLE",
    });
  });

  it.each([
    [-2n, -1n],
    [2n, -1n],
    [0n, 0n],
  ])("on the scale log has no number for %d and %d", async (rod, ref) => {
    const tiers = tiersOf(await evidence(2n, 1n, "log"), await evidence(rod, ref, "log"));
    expect(tiers["ln length of rod minus ref"]).toBe("REGRESSED");
  });
});

describe("deterministic numbers", () => {
  const kind = "DETERMINISTIC" as const;
  const ruled = (changes: Parameters<typeof lengthRule>[0] = {}) => ({
    ...{ kind, rules: [lengthRule(changes)] },
  });

  it.each([
    [8.9, "REGRESSED"],
    [9, "STABLE"],
    [11, "STABLE"],
    [11.1, "IMPROVED"],
  ])("10 -> %d with a margin of 1, lower being worse: %s", async (after, tier) => {
    expect((await compareRods([10], [after], ruled())).tier).toBe(tier);
  });

  it("show the worst seed, and the range over all of them", async () => {
    const item = await compareRods([10, 10, 10], [9.5, 7, 12], ruled());
    expect(only(item.quantities)).toMatchObject({
      ...{ tier: "REGRESSED", drift: -3, low: -3, high: 2, before: 10, after: 9.5 },
      reason: "length of rod with seed 2 is 3 lower, margin 1",
    });
  });

  it("show a number that is lost before any drift", async () => {
    const item = await compareRods([10, 10], [7, NaN], ruled());
    expect(only(item.quantities)).toMatchObject({ tier: "REGRESSED", drift: null, low: -3 });
    expect(item.reason).toMatch(/^length of rod with seed 2 is another .*; .* seed 1 is 3 lower/);
  });

  it("whose mean underflows to -0 have the mean 0", async () => {
    const item = await compareRods([-5e-324, 0], [-5e-324, 0.5], ruled());
    expect(only(item.quantities).before).toBe(0);
  });

  it("show of stable seeds the one that is nearest to the worse margin", async () => {
    const item = await compareRods([10, 10], [9.5, 10.75], ruled());
    expect(only(item.quantities)).toMatchObject({ tier: "STABLE", drift: -0.5 });
    const either = await compareRods([10, 10], [9.5, 10.75], ruled({ worse: "either" }));
    expect(only(either.quantities)).toMatchObject({ tier: "STABLE", drift: 0.75 });
  });

  it("say at most three seeds and how many more", async () => {
    const item = await compareRods([9, 9, 9, 9, 9], [1, 1, 1, 1, 1], ruled());
    expect(item.reason.match(/with seed/g)).toHaveLength(3);
    expect(item.reason).toContain("and 2 more");
  });

  it.each([
    ["the candidate", [10, 10], [10], "candidate: rod with seed 2 was not run"],
    ["the baseline", [10], [10, 10], "baseline: rod with seed 2 was not run"],
  ])("that lack a seed in %s are too few data", async (_side, before, after, reason) => {
    const item = await compareRods(before, after, ruled());
    expect(item.tier).toBe("INSUFFICIENT_DATA");
    expect(item.reason).toContain(reason);
  });

  it("of an arm that is gone are too few data, with a rule or without", async () => {
    const before = await statedEvidence({ kind, arms: { rod: [1], other: [2] } });
    const without = sealEvidence({
      ...before,
      runs: before.runs.filter((run) => run.arm === "rod"),
    });
    const item = onlyItem(compareEvidence([before], [without]));
    expect(item.tier).toBe("INSUFFICIENT_DATA");
    expect(item.reason).toContain("candidate: there is no arm other");
    expect(onlyItem(compareEvidence([without], [before])).reason).toContain(
      "baseline: there is no",
    );
  });

  it("of a quantity that is gone are too few data", async () => {
    const before = await statedEvidence({ kind, arms: { rod: [1] } });
    const runs = before.runs.map((run) => ({ ...run, measurements: [] }));
    const item = onlyItem(compareEvidence([before], [sealEvidence({ ...before, runs })]));
    expect(item.tier).toBe("INSUFFICIENT_DATA");
    expect(item.reason).toContain("candidate: rod with seed 1 measured no length");
  });

  it("that nobody measured on either side do not satisfy a rule", async () => {
    const { runs, ...before } = await statedEvidence({ ...ruled(), arms: { rod: [1] } });
    const none = sealEvidence({ ...before, runs: [], reason: "none" });
    const other = sealEvidence({ ...before, runs: [], seeds: [9] });
    expect(runs).toHaveLength(1);
    const item = onlyItem(compareEvidence([none], [other]));
    expect(item).toMatchObject({
      tier: "INSUFFICIENT_DATA",
      reason: "length of rod was not measured",
    });
  });

  it.each([NaN, Infinity, -Infinity])(
    "that are %d before and after are equal, with a rule and without",
    async (rod) => {
      const evidence = async (other: number, rules: StatedEvidence["rules"] = []) =>
        statedEvidence({ kind, rules, arms: { rod: [rod], other: [other] } });
      const without = onlyItem(compareEvidence([await evidence(1)], [await evidence(2)]));
      expect(without.equalQuantities).toBe(1);
      const rules = [lengthRule()];
      const ruledOne = compareEvidence([await evidence(1, rules)], [await evidence(2, rules)]);
      const ofRod = onlyItem(ruledOne).quantities.find(({ name }) => name === "length of rod");
      expect(ofRod).toMatchObject({ tier: "STABLE", method: "none", drift: null });
      expect(ofRod?.reason).toMatch(/^length of rod is no number before and after: /);
    },
  );

  it("that are infinite and become no number at all are another", async () => {
    const either = ruled({ worse: "either" });
    expect((await compareRods([Infinity], [NaN], either)).tier).toBe("REGRESSED");
    expect((await compareRods([Infinity], [-Infinity], either)).tier).toBe("REGRESSED");
    expect((await compareRods([Infinity], [NaN], ruled())).tier).toBe("INSUFFICIENT_DATA");
  });

  it("without a logarithm before and after are not known, with a margin", async () => {
    const log = ruled({ scale: "log", margin: 0.1 });
    const other = (runtime: number) =>
      statedEvidence({ ...log, arms: { rod: [-1], other: [runtime] } });
    const item = onlyItem(compareEvidence([await other(1)], [await other(2)]));
    const ofRod = item.quantities.find(({ scale }) => scale === "log");
    expect(ofRod).toMatchObject({ tier: "INSUFFICIENT_DATA", method: "none" });
  });

  it("that become finite are another number: to which side nobody knows", async () => {
    expect((await compareRods([NaN], [1], { kind })).tier).toBe("REGRESSED");
    expect((await compareRods([NaN], [1], ruled())).tier).toBe("INSUFFICIENT_DATA");
  });

  it("of a run that failed are missing, and its verdict tells", async () => {
    const item = await compareRods([1, 1], [1, "throw"], { kind });
    expect(item.tier).toBe("REGRESSED");
    expect(item.reason).toBe("the verdict was SUPPORTED and is INVALID");
    expect(only(item.quantities).reason).toContain("candidate: rod with seed 2 failed");
  });

  it("on the scale log fall to 0 and rise from it without a crash", async () => {
    const log = (worse: "lower" | "higher") => ruled({ scale: "log", margin: 0.1, worse });
    const fallen = only((await compareRods([0.5], [0], log("lower"))).quantities);
    expect(fallen).toMatchObject({ tier: "REGRESSED", drift: null, low: null, after: null });
    expect((await compareRods([0.5], [0], log("higher"))).tier).toBe("IMPROVED");
    expect((await compareRods([0], [0.5], log("higher"))).tier).toBe("REGRESSED");
    const zeros = await compareRods([0, 1], [0, 1.01], log("lower"));
    expect(only(zeros.quantities)).toMatchObject({ tier: "STABLE" });
    const negative = await compareRods([0.5], [-1], log("lower"));
    expect(negative.tier).toBe("REGRESSED");
    expect(negative.reason).toContain("is -1, which has no logarithm");
  });

  it("whose difference overflows have drifted beyond every margin", async () => {
    const item = await compareRods([1e308], [-1e308], ruled());
    expect(only(item.quantities)).toMatchObject({ tier: "REGRESSED", drift: null });
  });
});

function withExact(record: EvidenceRecord, exact: Readonly<Record<string, string>>) {
  const runs = record.runs.map((run) => ({
    ...run,
    measurements: run.measurements.map((one) => ({ ...one, exact: exact[run.arm] ?? one.exact })),
  }));
  return sealEvidence({ ...record, runs });
}
