/** Reports as the comparison makes them, for the tests of what is written from them. */
import { sha256 } from "../../src/domain/canonical.ts";
import type { Release } from "../../src/domain/evidence-record.ts";
import {
  TIERS,
  type ComparedClaim,
  type Comparison,
  type EvidenceSummary,
  type Gate,
  type QuantityDrift,
  type Tier,
} from "../../src/domain/regression.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import type { RegressionReport, Side } from "../../src/exports/regression-report.ts";

function summary(
  seed: string,
  uncappedVerdict: Verdict,
  more: Partial<EvidenceSummary> = {},
): EvidenceSummary {
  const digest = sha256(seed);
  return {
    ...{ digest, claimDigest: digest, protocolDigest: digest, resultDigest: digest },
    ...{
      verdict: uncappedVerdict,
      uncappedVerdict,
      reason: "all conditions hold",
      environment: "exact arithmetic, no engine",
    },
    release: { version: "0.1.0", sourceDigest: digest, dependencyDigest: digest },
    ...more,
  };
}

/** An accuracy that fell by 0.031 where 0.02 is allowed. */
export const ACCURACY: QuantityDrift = {
  name: "testAccuracy of SB minus LB",
  ...{ scale: "absolute", margin: 0.02, worse: "lower", because: "half of the effect" },
  ...{ method: "paired-t", seedsBefore: 20, seedsAfter: 20, before: 0.0412, after: 0.0102 },
  ...{ drift: -0.031_04, exactDrift: null, low: -0.041_2, high: -0.020_9, tier: "REGRESSED" },
  reason: "testAccuracy of SB minus LB is 0.031 lower, interval -0.0412 to -0.0209, margin 0.02",
};

const RANK: QuantityDrift = {
  ...{ name: "rank of one-arm", scale: "absolute", margin: 0, worse: "either", because: "" },
  ...{ method: "exact", seedsBefore: 5, seedsAfter: 5, before: 64, after: 61, drift: -3 },
  ...{ exactDrift: "-3", low: null, high: null, tier: "REGRESSED" },
  reason: "rank of one-arm with seed 2 was 64 and is 61",
};

const FEW_SEEDS =
  "testAccuracy of SB minus LB cannot be compared: candidate: 3 seeds of the 5 that are needed";

const SHAPES: Readonly<Record<Tier, Omit<ComparedClaim, "paper" | "claim" | "budget" | "tier">>> = {
  REGRESSED: {
    reason: `the verdict was SUPPORTED and is NOT_SUPPORTED; ${ACCURACY.reason}`,
    before: summary("old", "SUPPORTED", { environment: "onnx-cpu on CPU" }),
    after: summary("new", "NOT_SUPPORTED", { environment: "onnx-cpu on CPU" }),
    ...{ quantities: [ACCURACY, { ...ACCURACY, name: "loss of SB", tier: "STABLE" }] },
    equalQuantities: 0,
  },
  GONE: {
    reason: "the candidate has no evidence of it",
    ...{ before: summary("old", "SUPPORTED"), after: null, quantities: [], equalQuantities: 0 },
  },
  CHANGED: {
    reason: "its protocol changed; the verdict is still SUPPORTED",
    before: summary("old", "SUPPORTED"),
    after: summary("new", "SUPPORTED"),
    ...{ quantities: [RANK], equalQuantities: 41 },
  },
  SOFTLY_REGRESSED: {
    reason: "the verdict was SUPPORTED and is INCONCLUSIVE",
    before: summary("old", "SUPPORTED"),
    after: summary("new", "INCONCLUSIVE"),
    quantities: [{ ...ACCURACY, drift: -0.0162, low: -0.0312, high: -0.0012, tier: "STABLE" }],
    equalQuantities: 0,
  },
  UNSTABLE_BASELINE: {
    reason: "the verdict was INCONCLUSIVE and is SUPPORTED",
    before: summary("old", "INCONCLUSIVE"),
    after: summary("new", "SUPPORTED"),
    ...{ quantities: [], equalQuantities: 0 },
  },
  INSUFFICIENT_DATA: {
    reason: FEW_SEEDS,
    before: summary("old", "SUPPORTED", { environment: "reference on CPU" }),
    after: summary("new", "SUPPORTED", { environment: "onnx-cpu on CPU" }),
    quantities: [
      {
        ...{ ...ACCURACY, method: "none", seedsBefore: 4, seedsAfter: 3, drift: null, low: null },
        ...{ high: null, tier: "INSUFFICIENT_DATA", reason: FEW_SEEDS },
      },
    ],
    equalQuantities: 0,
  },
  NEW: {
    reason: "the baseline has no evidence of it",
    ...{ before: null, after: summary("new", "SUPPORTED"), quantities: [], equalQuantities: 0 },
  },
  IMPROVED: {
    reason: "the verdict was NOT_SUPPORTED and is SUPPORTED",
    before: summary("old", "NOT_SUPPORTED"),
    after: summary("new", "SUPPORTED"),
    ...{ quantities: [], equalQuantities: 0 },
  },
  STABLE: {
    reason: "the results are the same to the last bit",
    before: summary("old", "SUPPORTED"),
    after: summary("old", "SUPPORTED"),
    ...{ quantities: [], equalQuantities: 12 },
  },
};

/** A claim of that tier, as realistic as one gets without computing. */
export function comparedClaim(tier: Tier, more: Partial<ComparedClaim> = {}): ComparedClaim {
  const claim = `k-${tier.toLowerCase().replaceAll("_", "-")}`;
  const named = { paper: "keskar2017-large-batch", claim, budget: "smoke", tier } as const;
  return { ...named, ...SHAPES[tier], ...more };
}

function gateOf(items: readonly ComparedClaim[]): Gate {
  const has = (...tiers: Tier[]) => items.some(({ tier }) => tiers.includes(tier));
  if (has("REGRESSED", "GONE", "CHANGED")) return "FAIL";
  if (items.length === 0 || has("INSUFFICIENT_DATA", "UNSTABLE_BASELINE")) return "UNDECIDED";
  return has("SOFTLY_REGRESSED") ? "WARN" : "PASS";
}

/** The comparison of these claims, worst first. */
export function comparisonOf(
  items: readonly ComparedClaim[],
  more: Partial<Comparison> = {},
): Comparison {
  const sorted = items.toSorted((one, two) => TIERS.indexOf(one.tier) - TIERS.indexOf(two.tier));
  const intervals = items.flatMap(({ quantities }) =>
    quantities.filter(({ method }) => method !== "exact" && method !== "none"),
  ).length;
  return {
    gate: gateOf(items),
    reason: `${items.length} claims`,
    ...{ items: sorted, intervals, level: 1 - 0.02 / Math.max(1, intervals) },
    ...more,
  };
}

/** Where no baseline was named. */
export const NO_SIDE: Side = { kind: "file", name: "", releases: [] };

/** A release of that version, whose sources are told apart by it. */
export function releaseOf(version: string): Release {
  const sourceDigest = sha256(version);
  return { version, sourceDigest, dependencyDigest: sha256("dependencies") };
}

/** A report of this version's comparison with a baseline file. */
export function reportOf(
  comparison: Comparison | null,
  more: Partial<RegressionReport> = {},
): RegressionReport {
  const file = "baselines/smoke.jsonl";
  return {
    ...{ version: "0.2.0", comparison, problem: null },
    baseline: { kind: "file", name: file, releases: [releaseOf("0.1.0")] },
    candidate: {
      ...{ kind: "this version", name: "this version (0.2.0, sources 1234abcd)" },
      releases: [releaseOf("0.2.0")],
    },
    placeOf: (claim) =>
      claim.includes("gone")
        ? { path: file, line: 3 }
        : { path: `src/papers/keskar2017-large-batch/${claim}.claim.ts`, line: 1 },
    wholePlace: { path: file, line: 1 },
    ...more,
  };
}
