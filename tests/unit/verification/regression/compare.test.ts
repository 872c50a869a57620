import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../../src/domain/canonical.ts";
import { EXACT_ENVIRONMENT } from "../../../../src/domain/environment.ts";
import { sealEvidence, type EvidenceRecord } from "../../../../src/domain/evidence-record.ts";
import {
  comparisonSchema,
  tierWords,
  TIERS,
  type Tier,
} from "../../../../src/domain/regression.ts";
import { VERDICTS } from "../../../../src/domain/verdict.ts";
import { PURPOSES, RandomStream } from "../../../../src/compute/numerics/threefry.ts";
import { assembleEvidence } from "../../../../src/verification/assemble-evidence.ts";
import { defineClaim } from "../../../../src/verification/index.ts";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";
import { runPlan } from "../../../support/run-plan.ts";
import { protocolOf, scratchClaim } from "../../../support/scratch-claim.ts";
import {
  lengthRule,
  statedEvidence,
  type StatedEvidence,
} from "../../../support/stated-evidence.ts";

const evidence = (stated: Partial<StatedEvidence> = {}) =>
  statedEvidence({ kind: "EXACT", arms: { rod: [12n] }, ...stated });

function compareChecked(baseline: readonly EvidenceRecord[], candidate: readonly EvidenceRecord[]) {
  const comparison = compareEvidence(baseline, candidate);
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  return comparison;
}

async function compareOne(before: Partial<StatedEvidence>, after: Partial<StatedEvidence>) {
  const comparison = compareChecked([await evidence(before)], [await evidence(after)]);
  const [item] = comparison.items;
  if (item === undefined) throw new Error("nothing was compared");
  return { comparison, item };
}

const LENGTH_FROM_10 = "condition length: at least 10 (claim) before,";

describe("a claim", () => {
  it("in one set only is new or gone", async () => {
    const [old, young] = [await evidence({ claim: "old" }), await evidence({ claim: "young" })];
    const { items } = compareChecked([old], [young]);
    expect(items).toMatchObject([
      { claim: "old", tier: "GONE", after: null, before: { digest: old.digest } },
      { claim: "young", tier: "NEW", before: null, after: { digest: young.digest } },
    ]);
  });

  it("at two budgets, or in two papers, is two", async () => {
    const { items } = compareChecked(
      [await evidence({ budget: "smoke" }), await evidence({ budget: "quick", paper: "other" })],
      [await evidence({ budget: "quick" })],
    );
    expect(items.map(({ tier, paper, budget }) => [tier, paper, budget])).toEqual([
      ["GONE", "other", "quick"],
      ["GONE", "rods2020-length", "smoke"],
      ["NEW", "rods2020-length", "quick"],
    ]);
  });

  it.each([
    [{ statement: "The rod is not short." }, "its statement changed"],
    [{ least: 11 }, `its protocol changed: ${LENGTH_FROM_10} at least 11 (claim) now`],
    [
      { rules: [lengthRule({ margin: 50 })] },
      "its protocol changed: rule of drift of length of rod is new",
    ],
    [
      { kind: "DETERMINISTIC" as const },
      "its protocol changed: kind of evidence: EXACT before, DETERMINISTIC now",
    ],
    [
      { least: 11, statement: "It is 11." },
      `its statement changed; its protocol changed: ${LENGTH_FROM_10} at least 11 (claim) now`,
    ],
  ])("with %j is changed, and says which", async (change, reason) => {
    const { item, comparison } = await compareOne({}, change);
    expect(item.tier).toBe("CHANGED");
    expect(item.reason).toBe(`${reason}; the verdict is still SUPPORTED`);
    expect(comparison.gate).toBe("FAIL");
  });

  it("that changed shows its drifts by the rules of the baseline, and they decide nothing", async () => {
    const before = { rules: [lengthRule({ worse: "higher" })], arms: { rod: [12n] } };
    const loosened = { rules: [lengthRule({ worse: "lower", margin: 99 })], arms: { rod: [99n] } };
    const { item } = await compareOne(before, { ...loosened, verdict: "REFUTED" });
    expect(item).toMatchObject({
      ...{
        tier: "CHANGED",
        reason:
          "its protocol changed: rule of drift of length of rod: 1 (higher) before, 99 (lower) now; the verdict was SUPPORTED and is REFUTED",
      },
      quantities: [{ tier: "REGRESSED", margin: 1, worse: "higher", drift: 87 }],
    });
  });

  it("with equal results is stable whatever its verdict is, and lists nothing", async () => {
    const verdict = "INCONCLUSIVE";
    const { item } = await compareOne({ verdict }, { verdict });
    expect(item).toMatchObject({ tier: "STABLE", quantities: [], equalQuantities: 0 });
    expect(item.reason).toBe("the results are the same to the last bit");
  });

  it("that is stable by its numbers says how many there are", async () => {
    const rules = [lengthRule({ worse: "either" })];
    const shared = { kind: "DETERMINISTIC", rules } as const;
    const arms = (rod: number) => ({ rod: [rod], other: [1], third: [2] });
    const { item } = await compareOne(
      { ...shared, arms: arms(12) },
      { ...shared, arms: arms(12.5) },
    );
    expect(item).toMatchObject({ tier: "STABLE", equalQuantities: 2 });
    const told = "the verdict is still SUPPORTED, 1 drift within the margin, 2 numbers equal";
    expect(item.reason).toBe(told);
  });

  describe("whose controls measured other numbers", () => {
    async function withOtherControls(kind: "EXACT" | "STATISTICAL", margin = 0.5) {
      const protocol = () => {
        const { drift, ...rest } = protocolOf({});
        return {
          ...rest,
          drift: drift.map((rule) => ({ ...rule, worse: "higher", margin }) as const),
        };
      };
      const claim = defineClaim(scratchClaim({ evidenceKind: kind, protocol }));
      const runs = await runPlan(claim.plan("quick"));
      const zeros = "0".repeat(64);
      const release = { version: "0.0.0", sourceDigest: zeros, dependencyDigest: zeros };
      const shared = { paper: "rods2020-length", claim, budget: "quick", release } as const;
      const before = assembleEvidence({ ...shared, environment: EXACT_ENVIRONMENT }, runs);
      const other = before.runs.map((run) => {
        const measurements = run.measurements.map((one) => ({ ...one, value: 4 }));
        return run.control === null ? run : { ...run, measurements };
      });
      // In reverse, so that those of controls come last.
      return compareChecked([before], [sealEvidence({ ...before, runs: other.toReversed() })]);
    }

    it("is held to them where there is no noise", async () => {
      const [item] = (await withOtherControls("EXACT")).items;
      expect(item?.tier).toBe("REGRESSED");
      expect(item?.quantities.map(({ name, drift }) => [name, drift])).toEqual([
        ["value of rod in control short rod", 1],
        ["value of rod", 0],
      ]);
    });

    it("but may drift in them by as much as its own arms may", async () => {
      const margin = 1.5;
      const [item] = (await withOtherControls("EXACT", margin)).items;
      expect(item?.tier).toBe("STABLE");
    });

    it("is not where there is, but they are no numbers of its own", async () => {
      const [item] = (await withOtherControls("STATISTICAL")).items;
      expect(item?.quantities.map(({ name }) => name)).toEqual(["value of rod"]);
    });
  });

  describe("whose check was changed and not its protocol", () => {
    type Change = (check: EvidenceRecord["checks"][number]) => EvidenceRecord["checks"][number];
    async function withChecks(change: Change, keep = 9) {
      const before = await evidence();
      const checks = before.checks.slice(0, keep).map(change);
      return compareChecked([before], [sealEvidence({ ...before, checks })]).items[0];
    }

    it("is changed where a threshold was loosened", async () => {
      const item = await withChecks((check) => ({ ...check, threshold: 2, thresholdExact: null }));
      expect(item).toMatchObject({
        tier: "CHANGED",
        reason: `its check changed: ${LENGTH_FROM_10} at least 2 (claim) now; the verdict is still SUPPORTED`,
      });
    });

    it("is changed where a condition was taken out, or another one put in", async () => {
      const before = await evidence();
      const [check] = before.checks;
      if (check === undefined) throw new Error("the stated claim has no condition");
      const both = sealEvidence({ ...before, checks: [check, { ...check, name: "weight" }] });
      const [fewer] = compareChecked([both], [before]).items;
      expect(fewer?.reason).toContain("its check changed: condition weight is gone");
      const [more] = compareChecked([before], [both]).items;
      expect(more?.reason).toContain("its check changed: condition weight is new");
      expect([fewer?.tier, more?.tier]).toEqual(["CHANGED", "CHANGED"]);
    });

    it("is changed where it finds another number in the same runs", async () => {
      const item = await withChecks((check) => ({ ...check, value: 13, exact: "13" }));
      expect(item).toMatchObject({
        tier: "CHANGED",
        reason: "its check finds something else in the same runs",
      });
    });

    it("is stable where the same numbers are told in other words", async () => {
      const item = await withChecks((check) => ({ ...check, quantity: "how long the rod is" }));
      expect(item).toMatchObject({ tier: "STABLE" });
    });

    it("is not for a threshold that follows how many seeds there are", async () => {
      const [before, fewer] = [
        await evidence({ arms: { rod: [12n, 12n] } }),
        await evidence({ arms: { rod: [12n] } }),
      ];
      const checks = fewer.checks.map((check) => ({ ...check, threshold: 4, thresholdExact: "4" }));
      const [item] = compareChecked([before], [sealEvidence({ ...fewer, checks })]).items;
      expect(item?.tier).toBe("INSUFFICIENT_DATA");
    });
  });

  it("of which not one number was compared is not stable", async () => {
    const { drift, ...record } = await evidence({ kind: "STATISTICAL", rules: [lengthRule()] });
    expect(drift).toHaveLength(1);
    const other = { ...record, seeds: [7] };
    const { items, gate } = compareChecked([sealEvidence(record)], [sealEvidence(other)]);
    expect(items).toMatchObject([{ tier: "INSUFFICIENT_DATA" }]);
    expect(gate).toBe("UNDECIDED");
  });

  it("has the worst tier of its verdict and its quantities, and says what made it so", async () => {
    const rules = [
      lengthRule({ worse: "lower" }),
      lengthRule({ arm: "second", worse: "higher" }),
      lengthRule({ arm: "third", worse: "higher" }),
    ];
    const arms = { rod: [1n], second: [1n], third: [1n] };
    const after = { rod: [2n], second: [1n], third: [2n] };
    const { item } = await compareOne({ rules, arms }, { rules, arms: after });
    expect(item.tier).toBe("REGRESSED");
    expect(item.reason).toBe("length of third was 1 and is 2");
    expect(item.quantities.map(({ tier }) => tier)).toEqual(["REGRESSED", "IMPROVED", "STABLE"]);
    const worse = await compareOne({ rules, arms }, { rules, arms: after, verdict: "REFUTED" });
    expect(worse.item.reason).toBe(
      "the verdict was SUPPORTED and is REFUTED; length of third was 1 and is 2",
    );
  });

  it("is judged by its verdict without the cap of its budget", async () => {
    const smoke = { budget: "smoke", rules: [lengthRule()], kind: "STATISTICAL" } as const;
    const [before, after] = [
      await evidence({ ...smoke, arms: { rod: [1, 2, 3, 4, 5] } }),
      await evidence({ ...smoke, arms: { rod: [1, 2, 3, 4, 6] }, verdict: "NOT_SUPPORTED" }),
    ];
    expect([before.verdict, before.uncappedVerdict]).toEqual(["INCONCLUSIVE", "SUPPORTED"]);
    expect(compareChecked([before], [after]).items).toMatchObject([
      { tier: "REGRESSED", reason: "the verdict was SUPPORTED and is NOT_SUPPORTED" },
    ]);
  });
});

describe("the tiers", () => {
  it("stand worst first: an order of which items, claims and gates are made", () => {
    expect(TIERS.map(tierWords).join(", ")).toBe(
      "regressed, gone, changed, softly regressed, unstable baseline, insufficient data, new, improved, stable",
    );
  });
});

describe("records that cannot be", () => {
  const refusal = (code: string, ...words: readonly string[]) =>
    expect.objectContaining({
      code,
      message: expect.stringMatching(words.join(".*")) as string,
    }) as Error;

  it("two of one claim and budget in one set, on either side", async () => {
    const [one, other] = [await evidence(), await evidence({ arms: { rod: [13n] } })];
    const words = ["two records", "rod", "quick"];
    expect(() => compareEvidence([one, other], [one])).toThrow(
      refusal("BAD_INPUT", "baseline", ...words),
    );
    expect(() => compareEvidence([one], [one, one])).toThrow(
      refusal("BAD_INPUT", "candidate", ...words),
    );
  });

  it.each([
    ["other rules", { drift: [lengthRule({ margin: 99 })] }],
    ["another kind", { kind: "DETERMINISTIC" as const }],
  ])("%s under one digest of the protocol", async (_what, change) => {
    const before = await evidence({ rules: [lengthRule()] });
    const edited = sealEvidence({ ...before, ...change });
    expect(edited.protocolDigest).toBe(before.protocolDigest);
    expect(() => compareEvidence([before], [edited])).toThrow(refusal("DIGEST_MISMATCH", "rod"));
  });
});

describe("the gate", () => {
  /** For each tier the two sides of a claim that gets it; null where it has no record. */
  const SIDES: Readonly<Record<Tier, readonly [Partial<StatedEvidence> | null, object | null]>> = {
    REGRESSED: [{}, { verdict: "REFUTED" }],
    GONE: [{}, null],
    CHANGED: [{}, { least: 11 }],
    SOFTLY_REGRESSED: [{}, { verdict: "INCONCLUSIVE" }],
    UNSTABLE_BASELINE: [{ verdict: "INCONCLUSIVE" }, { verdict: "REFUTED" }],
    INSUFFICIENT_DATA: [{}, { arms: { rod: [12n, 13n] } }],
    NEW: [null, {}],
    IMPROVED: [{ verdict: "REFUTED" }, { verdict: "SUPPORTED" }],
    STABLE: [{}, {}],
  };

  async function compareTiers(tiers: readonly Tier[]) {
    const sides: [EvidenceRecord[], EvidenceRecord[]] = [[], []];
    for (const [index, tier] of tiers.entries()) {
      const claim = `claim${index}`;
      const [before, after] = SIDES[tier];
      if (before !== null) sides[0].push(await evidence({ claim, ...before }));
      if (after !== null) sides[1].push(await evidence({ claim, ...before, ...after }));
    }
    return compareChecked(...sides);
  }

  it.each([
    [["REGRESSED", "INSUFFICIENT_DATA", "SOFTLY_REGRESSED"], "FAIL"],
    [["GONE", "STABLE"], "FAIL"],
    [["CHANGED", "STABLE"], "FAIL"],
    [["UNSTABLE_BASELINE", "SOFTLY_REGRESSED"], "UNDECIDED"],
    [["INSUFFICIENT_DATA", "STABLE"], "UNDECIDED"],
    [["SOFTLY_REGRESSED", "STABLE", "NEW"], "WARN"],
    [["STABLE", "NEW", "IMPROVED"], "PASS"],
    [["STABLE"], "PASS"],
    [["IMPROVED"], "PASS"],
  ] as const)("of %j is %s", async (tiers, gate) => {
    const comparison = await compareTiers(tiers);
    const order = (tier: Tier) => TIERS.indexOf(tier);
    const sorted = tiers.toSorted((one, other) => order(one) - order(other));
    expect(comparison.items.map(({ tier }) => tier)).toEqual(sorted);
    expect(comparison.gate).toBe(gate);
  });

  it("of a softly regressed claim is undecided where the rest of it could not be compared", async () => {
    const soft = { verdict: "INCONCLUSIVE" } as const;
    const dropped = { ...soft, arms: { rod: [12n, 13n] } };
    const comparison = compareChecked([await evidence()], [await evidence(dropped)]);
    expect(comparison.items.map(({ tier }) => tier)).toEqual(["SOFTLY_REGRESSED"]);
    expect(comparison.gate).toBe("UNDECIDED");
    expect(comparison.reason).toBe(
      "1 claim: 1 softly regressed; parts of these could not be compared",
    );
  });

  it("counts claims by tier, the worst first", async () => {
    const { reason } = await compareTiers(["STABLE", "NEW", "SOFTLY_REGRESSED", "STABLE"]);
    expect(reason).toBe("4 claims: 1 softly regressed, 1 new, 2 stable");
  });

  it("is never green on nothing: no evidence, or nothing to compare it with", async () => {
    expect(compareChecked([], [])).toMatchObject({ gate: "UNDECIDED", items: [], level: 0.98 });
    expect(compareChecked([], [await evidence()])).toMatchObject({ gate: "UNDECIDED" });
    expect(compareChecked([await evidence()], [])).toMatchObject({ gate: "FAIL" });
  });

  it("holds nobody to the numbers of a baseline whose instrument was broken", async () => {
    const [before, after] = [
      await evidence({ verdict: "INVALID", kind: "EXACT", rules: [], arms: { rod: [3n] } }),
      await evidence({ verdict: "SUPPORTED", kind: "EXACT", rules: [], arms: { rod: [5n] } }),
    ];
    const [item] = compareChecked([before], [after]).items;
    expect(item?.tier).toBe("IMPROVED");
    expect(item?.quantities.map(({ exactDrift }) => exactDrift)).toEqual(["2"]);
    const [back] = compareChecked([after], [before]).items;
    expect(back?.tier).toBe("REGRESSED");
  });

  it("is not green on broken instruments, though they broke in the same way", async () => {
    const broken = [
      await evidence({ claim: "one", verdict: "INVALID" }),
      await evidence({ claim: "two", verdict: "INVALID" }),
    ];
    const comparison = compareChecked(broken, broken);
    expect(comparison.items.map(({ tier }) => tier)).toEqual(["STABLE", "STABLE"]);
    expect(comparison.gate).toBe("UNDECIDED");
    expect(comparison.reason).toBe("2 claims: 2 stable; the candidate decides none of them");
    const withOne = [...broken, await evidence({ claim: "three" })];
    expect(compareChecked(withOne, withOne).gate).toBe("PASS");
  });
});

describe("a comparison in which nothing is decided", () => {
  it("is no pass where every claim is INCONCLUSIVE, as when all its runs diverge", async () => {
    const lost = [
      await evidence({ claim: "one", verdict: "INCONCLUSIVE" }),
      await evidence({ claim: "two", verdict: "INVALID" }),
    ];
    expect(compareChecked(lost, lost).gate).toBe("UNDECIDED");
    const known = [...lost, await evidence({ claim: "three", verdict: "NOT_SUPPORTED" })];
    expect(compareChecked(known, known).gate).toBe("PASS");
  });

  it("is no pass where a new claim is INVALID", async () => {
    const [old, broken] = [await evidence(), await evidence({ claim: "b", verdict: "INVALID" })];
    const comparison = compareChecked([old], [old, broken]);
    expect(comparison.gate).toBe("UNDECIDED");
    expect(comparison.reason).toBe("2 claims: 1 new, 1 stable; a new claim is INVALID");
    const refuted = await evidence({ claim: "b", verdict: "REFUTED" });
    expect(compareChecked([old], [old, refuted]).gate).toBe("PASS");
  });
});

describe("a comparison of many claims", () => {
  const random = new RandomStream(6, PURPOSES.statistics, 0);
  const pick = <T>(from: readonly T[]): T => from[random.below(from.length)] as T;

  /** Claims of every kind and verdict, measuring what comes. */
  function randomEvidence(index: number): Promise<EvidenceRecord> {
    const kind = pick(["EXACT", "DETERMINISTIC", "STATISTICAL"] as const);
    const length = () => (kind === "EXACT" ? BigInt(random.below(3)) : random.normal());
    const rod = Array.from({ length: 4 + random.below(4) }, () => pick([length(), length(), NaN]));
    const rules = [lengthRule({ worse: pick(["lower", "higher", "either"]) })];
    const paper = pick(["a2020-a", "b2020-b", "\u00e92020"]);
    const shared = { paper, claim: `claim${index % 12}`, kind, rules, arms: { rod } };
    return statedEvidence({ ...shared, budget: pick(["smoke", "quick"]), verdict: pick(VERDICTS) });
  }

  async function randomSet(): Promise<EvidenceRecord[]> {
    const records = await Promise.all(
      Array.from({ length: 30 }, (_, index) => randomEvidence(index)),
    );
    const units = new Map(records.map((one) => [`${one.paper} ${one.claim} ${one.budget}`, one]));
    return [...units.values()];
  }

  const shuffled = <T>(list: readonly T[]): T[] =>
    [...random.permutation(list.length)].map((index) => list[index] as T);

  it("with itself is all stable", async () => {
    for (let round = 0; round < 5; round += 1) {
      const records = await randomSet();
      const { items, gate, intervals } = compareChecked(records, shuffled(records));
      expect(new Set(items.map(({ tier }) => tier))).toEqual(new Set(["STABLE"]));
      expect([items.length, gate, intervals]).toEqual([records.length, "PASS", 0]);
    }
  });

  it("is the same to the last byte in whatever order they come, and changes none of them", async () => {
    for (let round = 0; round < 5; round += 1) {
      const [before, after] = [await randomSet(), await randomSet()];
      const bytes = canonicalJson([before, after]);
      const comparison = canonicalJson(compareChecked(before, after));
      expect(canonicalJson(compareEvidence(shuffled(before), shuffled(after)))).toBe(comparison);
      expect(canonicalJson([before, after])).toBe(bytes);
    }
  });

  it("lists the worst first, then papers and claims by their code units", async () => {
    const { items } = compareChecked(await randomSet(), await randomSet());
    const keys = items.map(({ tier, paper, claim, budget }) =>
      [TIERS.indexOf(tier), paper, claim, budget === "smoke" ? 0 : 1].join(" "),
    );
    expect(items.length).toBeGreaterThan(20);
    expect(keys).toEqual([...keys].sort());
  });
});
