import { describe, expect, it } from "vitest";
import { conclude } from "../../../src/verification/checks/conclude.ts";
import { effectConditions, effectNames, type EffectSpec } from "../../../src/verification/index.ts";

const GAP = {
  ...({ of: "d", means: "the gain", scale: "difference" } as const),
  ...{ threshold: 0.005, alpha: 0.01 },
} as const;
const RATIO = {
  ...({ of: "q", means: "the growth", scale: "ratio" } as const),
  ...{ threshold: 2, alpha: 0.01 },
} as const;

/** Alternates around a centre. */
const around = (centre: number, spread: number, count = 8) =>
  Array.from({ length: count }, (_, seed) => centre + (seed % 2 === 0 ? spread : -spread));

function judge(spec: EffectSpec) {
  const conditions = effectConditions(spec);
  const checks = conditions.map(({ check }) => check);
  const outcomes = Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
  return { ...conclude(conditions), outcomes, checks };
}

describe("an effect", () => {
  it("is SUPPORTED where it is significant and as large as the threshold", () => {
    expect(judge({ ...GAP, values: around(0.0137, 0.003) }).verdict).toBe("SUPPORTED");
    expect(judge({ ...RATIO, values: around(Math.log(5), 0.3) }).verdict).toBe("SUPPORTED");
  });

  it("is NOT_SUPPORTED where its upper bound lies below the threshold", () => {
    const judged = judge({ ...GAP, values: around(0.001, 0.001) });
    expect(judged).toMatchObject({ verdict: "NOT_SUPPORTED", reasonCode: "EFFECT_ABSENT" });
    expect(judged.reason).toMatch(
      /too small: 99 % upper bound of mean d: 0.\d{4,6}, required at least 0.005 \(mean of the gain\)$/,
    );
  });

  it("is NOT_SUPPORTED where it is significant and yet too small for certain", () => {
    const judged = judge({ ...RATIO, threshold: 10, values: around(Math.log(5), 0.3) });
    expect(judged.verdict).toBe("NOT_SUPPORTED");
    expect(judged.outcomes["p of q"]).toBe("PASS");
  });

  it("is INCONCLUSIVE where it is too small and its bound is not", () => {
    const judged = judge({ ...GAP, values: around(0.004, 0.004) });
    expect(judged).toMatchObject({ verdict: "INCONCLUSIVE", reasonCode: "UNRESOLVED" });
    expect(judged.outcomes).toMatchObject({
      "mean d": "FAIL",
      "99 % upper bound of mean d": "PASS",
    });
  });

  it("is INCONCLUSIVE where it is large and not significant", () => {
    const judged = judge({ ...GAP, values: around(0.02, 0.05) });
    expect(judged).toMatchObject({ verdict: "INCONCLUSIVE", reasonCode: "UNRESOLVED" });
    expect(judged.outcomes).toMatchObject({ "mean d": "PASS", "p of d": "FAIL" });
  });

  it("fails on the number itself, so that a control can name it", () => {
    const { checks } = judge({ ...RATIO, values: around(Math.log(1.55), 0.4) });
    const mean = checks.find(({ name }) => name === effectNames(RATIO).mean);
    expect(mean).toMatchObject({ name: "exp(mean q)", outcome: "FAIL", threshold: 2 });
    expect(mean?.value).toBeCloseTo(1.55, 12);
  });

  it.each([
    [0.5, "PASS", "SUPPORTED"],
    [0.5000001, "FAIL", "NOT_SUPPORTED"],
  ])("at the threshold counts as reaching it: %d", (threshold, mean, verdict) => {
    const judged = judge({ ...GAP, threshold, values: [0.5, 0.5, 0.5] });
    expect(judged.outcomes["mean d"]).toBe(mean);
    expect(judged.verdict).toBe(verdict);
  });

  it.each([
    [0.01, "PASS"],
    [0.01 + 2 ** -59, "FAIL"],
    [0, "PASS"],
  ])("needs p at most at the level: %d", (adjustedP, outcome) => {
    const judged = judge({ ...GAP, values: around(0.0137, 0.003), adjustedP });
    expect(judged.outcomes["p of d"]).toBe(outcome);
  });

  it.each([
    [4, 1, "PASS"],
    [3, 2, "FAIL"],
    [16, 4, "PASS"],
    [15, 5, "FAIL"],
    [7, 1, "PASS"],
    [6, 2, "FAIL"],
  ])("counts seeds exactly: %d positive, %d not, at 80 %%", (positive, not, outcome) => {
    const values = [
      ...Array.from({ length: positive }, (_, index) => 0.1 + index / 1000),
      ...Array.from({ length: not }, () => 0),
    ];
    const judged = judge({ ...GAP, values, positivePercent: 80 });
    expect(judged.outcomes["seeds with positive d"]).toBe(outcome);
  });

  it("is INCONCLUSIVE where too few seeds are positive", () => {
    const values = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, -0.001, -0.001, -0.001];
    expect(judge({ ...GAP, values, positivePercent: 70 }).verdict).toBe("SUPPORTED");
    expect(judge({ ...GAP, values, positivePercent: 80 }).verdict).toBe("INCONCLUSIVE");
  });

  it.each([[[]], [[0.5]], [[0.5, null, 0.5]], [[0.5, NaN, 0.5]], [[0.5, -Infinity]]])(
    "decides nothing from %j",
    (values) => {
      const judged = judge({ ...GAP, values, positivePercent: 80 });
      expect(judged).toMatchObject({
        verdict: "INCONCLUSIVE",
        reasonCode: "MEASUREMENT_NOT_FINITE",
      });
      expect(new Set(Object.values(judged.outcomes))).toEqual(new Set(["UNDECIDED"]));
    },
  );
});
