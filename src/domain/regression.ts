/** What a comparison of two versions of evidence says, claim by claim. */
import { z } from "zod";
import { DRIFT_SCALES, WORSE_SIDES } from "./drift-rule.ts";
import { digestSchema, releaseSchema } from "./evidence-record.ts";
import { exactValue } from "./measurement.ts";
import { BUDGETS, VERDICTS } from "./verdict.ts";

/** Worst first. A claim has the worst tier of its parts. */
export const TIERS = [
  "REGRESSED",
  "GONE",
  "CHANGED",
  "SOFTLY_REGRESSED",
  "UNSTABLE_BASELINE",
  "INSUFFICIENT_DATA",
  "NEW",
  "IMPROVED",
  "STABLE",
] as const;
export type Tier = (typeof TIERS)[number];

export const TIER_SENTENCES: Readonly<Record<Tier, string>> = {
  REGRESSED: "It held and does not hold any more, or a number is beyond its margin.",
  GONE: "The baseline has evidence of it and the candidate has none.",
  CHANGED: "Its statement or its protocol is another one: accept it, or put it back.",
  SOFTLY_REGRESSED: "A number is worse with certainty, but perhaps by less than its margin.",
  UNSTABLE_BASELINE: "The baseline could not decide it, so that no verdict can be compared.",
  INSUFFICIENT_DATA: "Too few seeds, or too much noise, to tell a drift from none.",
  NEW: "The baseline has no evidence of it.",
  IMPROVED: "It did not hold and does now, or a number is better beyond its margin.",
  STABLE: "Nothing drifted beyond its margin.",
};

/** The tier in words: "softly regressed". */
export function tierWords(tier: Tier): string {
  return tier.toLowerCase().replaceAll("_", " ");
}

/** Tiers for which a pipeline stops, and those for which it cannot say. */
export const FAILING_TIERS: readonly Tier[] = ["REGRESSED", "GONE", "CHANGED"];
export const UNDECIDED_TIERS: readonly Tier[] = ["UNSTABLE_BASELINE", "INSUFFICIENT_DATA"];

/** "1 regressed, 57 stable", worst first. */
export function countTiers(items: readonly { readonly tier: Tier }[]): string {
  const counts = TIERS.map(
    (tier) => [items.filter((one) => one.tier === tier).length, tier] as const,
  );
  return counts
    .filter(([count]) => count > 0)
    .map(([count, tier]) => `${count} ${tierWords(tier)}`)
    .join(", ");
}

export function worstTier(tiers: readonly Tier[]): Tier {
  return TIERS.find((tier) => tiers.includes(tier)) ?? "STABLE";
}

/**
 * How a drift was judged. exact: numbers that must be equal. difference: deterministic numbers,
 * seed by seed. paired-t: the same seeds and engine. welch: other seeds, or another engine. none:
 * there was too little to judge.
 */
export const DRIFT_METHODS = ["exact", "difference", "paired-t", "welch", "none"] as const;

const finite = z.number().nullable();

/** One quantity, before and after. Every number is finite or null. */
export const quantityDriftSchema = z.strictObject({
  /** "testAccuracy of SB minus LB" */
  name: z.string(),
  scale: z.enum(DRIFT_SCALES),
  margin: z.number(),
  worse: z.enum(WORSE_SIDES),
  because: z.string(),
  method: z.enum(DRIFT_METHODS),
  /** How many seeds gave a finite number. */
  seedsBefore: z.int(),
  seedsAfter: z.int(),
  /** Means over the seeds; on the scale log, of the logarithms. */
  before: finite,
  after: finite,
  /** After minus before, with its interval; `exactDrift` where it is exact. */
  drift: finite,
  exactDrift: exactValue.nullable(),
  low: finite,
  high: finite,
  tier: z.enum(TIERS),
  reason: z.string(),
});
export type QuantityDrift = z.infer<typeof quantityDriftSchema>;

/** What a comparison keeps of a record. */
export const evidenceSummarySchema = z.strictObject({
  digest: digestSchema,
  claimDigest: digestSchema,
  protocolDigest: digestSchema,
  resultDigest: digestSchema,
  verdict: z.enum(VERDICTS),
  uncappedVerdict: z.enum(VERDICTS),
  reason: z.string(),
  /** What computed it, in words. */
  environment: z.string(),
  release: releaseSchema,
});
export type EvidenceSummary = z.infer<typeof evidenceSummarySchema>;

/** One claim at one budget. */
export const comparedClaimSchema = z.strictObject({
  paper: z.string(),
  claim: z.string(),
  budget: z.enum(BUDGETS),
  tier: z.enum(TIERS),
  /** One sentence: what made it so. */
  reason: z.string(),
  before: evidenceSummarySchema.nullable(),
  after: evidenceSummarySchema.nullable(),
  /** Those with a rule, and those exact ones that drifted, worst first. */
  quantities: z.array(quantityDriftSchema),
  /** How many exact numbers were equal. */
  equalQuantities: z.int(),
});
export type ComparedClaim = z.infer<typeof comparedClaimSchema>;

/** PASS and WARN exit with 0, FAIL with 1, UNDECIDED with 3. */
export const GATES = ["PASS", "WARN", "FAIL", "UNDECIDED"] as const;
export type Gate = (typeof GATES)[number];

export const comparisonSchema = z.strictObject({
  gate: z.enum(GATES),
  /** One sentence: why the gate is what it is. */
  reason: z.string(),
  /** Worst first, then by paper and claim. */
  items: z.array(comparedClaimSchema),
  /** How many quantities were judged by an interval, and the level of each interval. */
  intervals: z.int(),
  level: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/**
 * Of all intervals together, when nothing drifted: in at most this share of comparisons one of them
 * misses the truth (Bonferroni).
 */
export const FALSE_ALARM_RATE = 0.02;
