import { describe, expect, it } from "vitest";
import { EXACT_ENVIRONMENT } from "../../../../src/domain/environment.ts";
import { comparisonSchema } from "../../../../src/domain/regression.ts";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";
import {
  lengthRule,
  statedEvidence,
  type StatedEvidence,
} from "../../../support/stated-evidence.ts";

const RULES = [lengthRule()];
const TEN = [10, 10, 10, 10, 10];

const evidence = (stated: Partial<StatedEvidence>) =>
  statedEvidence({ kind: "STATISTICAL", rules: RULES, arms: { rod: TEN }, ...stated });

/** The one claim of two records, and its first quantity. */
async function compareOne(before: Partial<StatedEvidence>, after: Partial<StatedEvidence>) {
  const comparison = compareEvidence([await evidence(before)], [await evidence(after)]);
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
  const [item] = comparison.items;
  const [quantity] = item?.quantities ?? [];
  if (item === undefined || quantity === undefined) throw new Error("nothing was compared");
  return { comparison, item, quantity };
}

const rods = (...rod: readonly number[]) => ({ arms: { rod } });

/** t with 4 degrees of freedom at .99, level .98: a value of every table, 3.747. */
const T4 = 3.7469473879791968;

describe("the same seeds on the same engine", () => {
  it("are paired: mean difference +- t s / sqrt(n), by hand", async () => {
    // Differences -1.2, -0.8, -1, -1, -1: mean -1, s = sqrt(.08 / 4).
    const { quantity, comparison } = await compareOne(rods(...TEN), rods(8.8, 9.2, 9, 9, 9));
    const half = (T4 * Math.sqrt(0.08 / 4)) / Math.sqrt(5);
    expect(quantity).toMatchObject({ method: "paired-t", seedsBefore: 5, seedsAfter: 5 });
    expect(quantity.drift).toBeCloseTo(-1, 12);
    expect(quantity.low).toBeCloseTo(-1 - half, 12);
    expect(quantity.high).toBeCloseTo(-1 + half, 12);
    expect(quantity.tier).toBe("SOFTLY_REGRESSED");
    expect(quantity.reason).toBe("length of rod is 1 lower, interval -1.24 to -0.763, margin 1");
    expect(comparison).toMatchObject({ intervals: 1, level: 0.98, gate: "WARN" });
  });

  it("pair by seed, not by place: runs in another order give the same", async () => {
    const before = { seeds: [1, 2, 3, 4, 5], ...rods(1, 2, 3, 4, 5) };
    const after = { seeds: [5, 4, 3, 2, 1], ...rods(5.5, 4.5, 3.5, 2.5, 1.5) };
    const { quantity } = await compareOne(before, after);
    expect(quantity).toMatchObject({ method: "paired-t", drift: 0.5, low: 0.5, high: 0.5 });
  });

  it.each([
    ["STABLE", [9.5, 9.5, 9.5, 9.5, 9.5]],
    ["REGRESSED", [8.5, 8.5, 8.5, 8.5, 8.5]],
    ["IMPROVED", [11.5, 11.5, 11.5, 11.5, 11.5]],
    ["INSUFFICIENT_DATA", [10.5, 11, 11.5, 12, 10.1]],
    ["INSUFFICIENT_DATA", [5, 15, 9, 11, 10]],
  ])("are %s where the rod measured 10 five times and then %j", async (tier, after) => {
    const { item } = await compareOne(rods(...TEN), rods(...after));
    expect(item.tier).toBe(tier);
  });

  it("subtract two arms seed by seed, on the scale log their logarithms", async () => {
    const rules = [lengthRule({ minus: "ref", scale: "log", margin: 0.4 })];
    const before = { rules, arms: { rod: [2, 4, 6, 8, 10], ref: [1, 2, 3, 4, 5] } };
    const after = { rules, arms: { rod: [8, 16, 24, 32, 40], ref: [1, 2, 3, 4, 5] } };
    const { quantity } = await compareOne(before, after);
    expect(quantity.name).toBe("ln length of rod minus ref");
    expect(quantity.before).toBeCloseTo(Math.log(2), 14);
    expect(quantity.after).toBeCloseTo(Math.log(8), 14);
    expect(quantity.drift).toBeCloseTo(Math.log(4), 14);
    expect(quantity.tier).toBe("IMPROVED");
    expect(quantity.reason).toContain("length of rod minus ref is 1.39 higher (ln)");
  });
});

describe("other seeds or another engine", () => {
  const FIRST = [12.1, 11.8, 12.4, 12.0, 11.9, 12.6];
  const SECOND = [11.2, 11.9, 10.8, 12.3, 11.1, 10.4, 11.7, 12.0];
  // SciPy 1.17.1, ttest_ind(equal_var=False).confidence_interval(0.98).
  const [LOW, HIGH] = [-1.4297695457927104, 0.01310287912604613];

  it("are compared by Welch's interval", async () => {
    const seeds = [11, 12, 13, 14, 15, 16, 17, 18];
    const { quantity } = await compareOne(rods(...FIRST), { seeds, ...rods(...SECOND) });
    expect(quantity).toMatchObject({ method: "welch", seedsBefore: 6, seedsAfter: 8 });
    expect(quantity.low).toBeCloseTo(LOW, 12);
    expect(quantity.high).toBeCloseTo(HIGH, 12);
    expect(quantity.drift).toBeCloseTo((quantity.after ?? NaN) - (quantity.before ?? NaN), 12);
  });

  it("of more seeds, the old ones among them, too", async () => {
    const { quantity } = await compareOne(rods(...FIRST), rods(...SECOND));
    expect(quantity.method).toBe("welch");
  });

  it.each([
    ["engine", { engine: "onnx-cpu" }],
    ["device", { device: "GPU" as const }],
    ["precision", { precision: "float32" as const }],
  ])("another %s is another engine, though the seeds are the same", async (_what, change) => {
    const environment = { ...EXACT_ENVIRONMENT, ...change };
    const after = { ...rods(9.5, 9.5, 9.5, 9.5, 9.5), environment };
    const { quantity } = await compareOne(rods(...TEN), after);
    expect(quantity).toMatchObject({ method: "welch", drift: -0.5, low: -0.5, high: -0.5 });
  });

  it("the same engine with other threads, processor and versions is the same", async () => {
    const versions = [{ name: "onnxruntime-node", version: "9.9.9" }];
    const environment = { ...EXACT_ENVIRONMENT, threads: 4, cpuFeatures: "avx9", versions };
    const after = { ...rods(9.5, 9.5, 9.5, 9.5, 9.5), environment };
    expect((await compareOne(rods(...TEN), after)).quantity.method).toBe("paired-t");
  });
});

describe("too few data", () => {
  const insufficient = async (
    before: Partial<StatedEvidence>,
    after: Partial<StatedEvidence>,
    reason: string,
  ) => {
    const { item, quantity, comparison } = await compareOne(before, after);
    expect(quantity).toMatchObject({ tier: "INSUFFICIENT_DATA", method: "none", drift: null });
    expect(quantity.reason).toContain(reason);
    expect(comparison.intervals).toBe(0);
    return item;
  };

  it("are four seeds on either side", async () => {
    const four = rods(10, 10, 10, 9);
    await insufficient(four, rods(...TEN), "baseline: 4 seeds of the 5 that are needed");
    await insufficient(four, rods(10, 10, 10, 8), "candidate: 4 seeds of the 5 that are needed");
  });

  it("is one seed that was dropped: the others would tell of survivors", async () => {
    const six = rods(10, 10, 10, 10, 10, 2);
    await insufficient(six, rods(...TEN), "candidate: seed 6 of the baseline was not run");
  });

  it("is a seed whose run has no finite number", async () => {
    await insufficient(rods(...TEN), rods(10, 10, NaN, 10, 10), "with seed 3 is not a number");
    await insufficient(rods(NaN, ...TEN), rods(10, ...TEN), "baseline: length of rod with seed 1");
  });

  it("is a seed that diverged", async () => {
    const arms = { rod: [10, 10, 10, 10, 10, "diverge"] } as const;
    const why = "length of rod with seed 6 is not a number: it diverged";
    await insufficient(rods(...TEN, 10), { arms }, why);
  });

  it("is a seed that failed; the claim is regressed by its verdict", async () => {
    const arms = { rod: [10, 10, 10, 10, 10, "throw"] } as const;
    const item = await insufficient(rods(...TEN, 10), { arms }, "rod with seed 6 failed");
    expect(item.tier).toBe("REGRESSED");
  });

  it("is a number without a logarithm", async () => {
    const rules = [lengthRule({ scale: "log" })];
    const positive = { rules, ...rods(...TEN) };
    const zero = { rules, ...rods(10, 0, 10, 10, 10) };
    await insufficient(positive, zero, "candidate: seed 2 has no finite logarithm");
    const negative = { rules, ...rods(10, -2, 10, 10, 10) };
    await insufficient(positive, negative, "is -2, which has no logarithm");
  });

  it("is a ratio of two negative numbers, which is positive", async () => {
    const rules = [lengthRule({ scale: "log", minus: "ref" })];
    const positive = { rules, arms: { rod: TEN, ref: TEN } };
    const negative = { rules, arms: { rod: [10, 10, 10, 10, -1], ref: [10, 10, 10, 10, -1] } };
    await insufficient(positive, negative, "is -1 and -1, which has no logarithm");
  });

  it("is a number whose square no double holds", async () => {
    await insufficient(rods(...TEN), rods(10, 10, 10, 10, -1e308), "a number beyond 1e+150");
  });

  it("is the only arm of a rule that is missing", async () => {
    await insufficient(rods(...TEN), rods(), "candidate: there is no arm rod");
  });

  it("is an arm that is missing, and a seed that only one of two arms has", async () => {
    const rules = [lengthRule({ minus: "ref" })];
    const both = { rules, arms: { rod: TEN, ref: TEN } };
    const ref = [10, 10, 10, 10];
    await insufficient(both, { rules, arms: { rod: TEN, ref } }, "ref with seed 5 was not run");
    const none = { rules, arms: { rod: TEN, ref: [] } };
    await insufficient(both, none, "candidate: there is no arm ref");
  });

  it("say at most three seeds and how many more", async () => {
    const lost = rods(10, NaN, NaN, NaN, NaN, NaN);
    const item = await insufficient(rods(...TEN), lost, "; and 2 more");
    expect(item.reason.match(/seed/g)).toHaveLength(3);
  });
});

describe("how many intervals there are", () => {
  const two = [lengthRule(), lengthRule({ arm: "ref", worse: "either" })];
  const arms = (rod: readonly number[]) => ({ rod, ref: [6, 6, 6, 6, 6] });
  const moved = [10.1, 10.2, 10, 10, 10];

  it("is the number of those that decide: not of claims that changed, or are the same", async () => {
    const claims = [
      // Two quantities, both judged.
      [{ claim: "judged", rules: two, arms: arms(TEN) }, { arms: arms(moved) }],
      // Two, of which one has a seed without a number.
      [{ claim: "half", rules: two, arms: arms(TEN) }, { arms: arms([10, 10, 10, 10, NaN]) }],
      [{ claim: "same", rules: two, arms: arms(TEN) }, {}],
      [
        { claim: "changed", rules: two, arms: arms(TEN) },
        { arms: arms(moved), least: 11 },
      ],
    ] as const;
    const baseline = await Promise.all(claims.map(([before]) => evidence(before)));
    const candidate = await Promise.all(
      claims.map(([before, after]) => evidence({ ...before, ...after })),
    );
    const exact = await statedEvidence({ kind: "EXACT", claim: "exact", arms: { rod: [1n] } });
    const { intervals, level, items } = compareEvidence(
      [...baseline, exact, await evidence({ claim: "gone" })],
      [...candidate, exact, await evidence({ claim: "new" })],
    );
    expect(intervals).toBe(3);
    expect(level).toBe(1 - 0.02 / 3);
    const judged = items.find(({ claim }) => claim === "judged")?.quantities[0];
    const shown = items.find(({ claim }) => claim === "changed")?.quantities[0];
    expect(judged?.method).toBe("paired-t");
    expect([shown?.low, shown?.high]).toEqual([judged?.low, judged?.high]);
  });

  it("widens each of them", async () => {
    const one = await compareOne(
      { rules: two, arms: arms(TEN) },
      { rules: two, arms: arms(moved) },
    );
    const alone = await compareOne(rods(...TEN), rods(...moved));
    expect(one.comparison.level).toBe(0.99);
    expect(one.quantity.high).toBeGreaterThan(alone.quantity.high ?? Infinity);
  });

  it("is taken for one where none decides", async () => {
    const { comparison, quantity } = await compareOne(rods(...TEN), {
      ...rods(...moved),
      least: 11,
    });
    expect(comparison).toMatchObject({ intervals: 0, level: 0.98 });
    expect(quantity.method).toBe("paired-t");
  });
});

describe("runs that all diverge where none did", () => {
  const none = Array.from({ length: 5 }, () => "diverge" as const);

  it("are regressed: no seed has its number any more", async () => {
    const { quantity, comparison } = await compareOne(rods(...TEN), { arms: { rod: none } });
    expect(quantity).toMatchObject({ tier: "REGRESSED", method: "none", seedsAfter: 0 });
    expect(quantity.reason).toMatch(/^length of rod has no number any more: .*it diverged/);
    expect(comparison).toMatchObject({ gate: "FAIL", intervals: 0 });
  });

  it("are too little data where some seeds still have one, or some had none before", async () => {
    const some = { arms: { rod: [10, ...none.slice(1)] } };
    const { quantity } = await compareOne(rods(...TEN), some);
    expect(quantity.tier).toBe("INSUFFICIENT_DATA");
    const { quantity: before } = await compareOne(some, { arms: { rod: none } });
    expect(before.tier).toBe("INSUFFICIENT_DATA");
  });
});
