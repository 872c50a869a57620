/** Case 21 of the field: five positive differences cannot decide at .01, and p is never 0. */
import { describe, expect, it } from "vitest";
import type { Measure } from "../../../src/compute/measures/measure.ts";
import { arm, condition, CONCLUSIONS, defineClaim } from "../../../src/verification/index.ts";
import { differencesNeeded, signFlipTest } from "../../../src/verification/statistics/sign-flip.ts";
import { runPlan } from "../../support/run-plan.ts";
import { lengthRule } from "../../support/stated-evidence.ts";

const DIFFERENCES = [0.02, 0.01, 0.03, 0.005, 0.015, 0.025, 0.012];

const gauge: Measure<unknown, "length"> = {
  name: "gauge",
  quantities: { length: { unit: "mm", meaning: "by how much the rod is longer" } },
  problems: () => [],
  run: (_, { seed }) => ({ quantities: { length: DIFFERENCES[seed] ?? NaN } }),
};

/** The rod is longer by a sign-flip test at .01, over the first seeds. */
function longerClaim(seeds: number) {
  return defineClaim({
    ...{ slug: "rod-longer", title: "The rod is longer", kind: "EMPIRICAL" },
    ...{ evidenceKind: "STATISTICAL", source: { locator: "section 1", version: "v1" } },
    ...{ statement: "The rod is longer.", formula: "d > 0", provenance: [], hypotheses: [] },
    ...{ limits: [], deviations: [] },
    protocol: () => ({
      arms: { rod: arm(gauge, {}) },
      seeds: Array.from({ length: seeds }, (_, seed) => seed),
      thresholds: { sign: 1, alpha: 0.01 },
      drift: [lengthRule()],
    }),
    check: ({ rod }, { sign, alpha }) => {
      const lengths = rod.values.length.map(({ value }) => sign * (value ?? NaN));
      const p = signFlipTest(lengths);
      return [
        condition({
          ...{ name: "seeds", role: "claim", quantity: "seeds", relation: "atLeast" },
          ...{ measured: BigInt(lengths.length), threshold: BigInt(differencesNeeded(alpha)) },
          ifFails: { verdict: "INCONCLUSIVE", reasonCode: "UNDERPOWERED" },
        }),
        condition({
          ...{ name: "p", role: "claim", quantity: "p of the sign-flip test" },
          measured: { value: p, exact: null, low: null, high: null },
          ...{ relation: "atMost", threshold: alpha, ifFails: CONCLUSIONS.unresolved },
        }),
      ];
    },
    controls: [
      {
        ...{ name: "turned around", because: "The other way it is shorter.", mustFail: "p" },
        changes: ({ thresholds }) => ({ thresholds: { ...thresholds, sign: -1 } }),
      },
    ],
  });
}

async function decide(seeds: number) {
  const claim = longerClaim(seeds);
  return claim.decide("standard", await runPlan(claim.plan("standard")));
}

describe("a claim that five seeds cannot decide", () => {
  it("is INCONCLUSIVE with p 1/32, and says how many seeds it would need", async () => {
    const decision = await decide(5);
    expect(decision).toMatchObject({
      ...{ verdict: "INCONCLUSIVE", reasonCode: "UNDERPOWERED" },
      reason: "too little was computed to decide: seeds: 5, required at least 7",
    });
    expect(decision.checks.map(({ value }) => value)).toEqual([5, 1 / 32]);
  });

  it("is decided by as many as it asked for", async () => {
    const decision = await decide(7);
    expect(decision.verdict).toBe("SUPPORTED");
    expect(decision.checks.map(({ value }) => value)).toEqual([7, 1 / 128]);
    expect((await decide(6)).verdict).toBe("INCONCLUSIVE");
  });
});
