/**
 * A baseline: the evidence of some claims at one budget, as a file that is kept in a repository. JSON
 * Lines: first this header, then one record a line, sorted by paper and claim, each in canonical
 * form (RFC 8785). The same evidence has the same bytes.
 */
import { z } from "zod";
import { digestOf, sha256 } from "./canonical.ts";
import { digestSchema, type EvidenceRecord } from "./evidence-record.ts";
import { TIERS } from "./regression.ts";
import { BUDGETS, type Budget } from "./verdict.ts";

export const BASELINE_FORMAT = "corollary-baseline";
/** Of the header and of the records in it. */
export const BASELINE_VERSION = 1;

/** A change that somebody accepted: `regress --bless`. */
export const acceptanceSchema = z.strictObject({
  claim: z.string().min(1),
  /** What it was called when it was accepted. */
  tier: z.enum(TIERS),
  reason: z.string().min(1),
  /** Day, as 2026-11-26. */
  date: z.iso.date(),
  /** Digests of the records; null where the claim was new, or is gone. */
  from: digestSchema.nullable(),
  to: digestSchema.nullable(),
});
export type Acceptance = z.infer<typeof acceptanceSchema>;

export const baselineHeaderSchema = z.strictObject({
  format: z.literal(BASELINE_FORMAT),
  schemaVersion: z.literal(BASELINE_VERSION),
  /** What was verified: the slug of a claim or of a paper, or "all". */
  of: z.string().min(1),
  budget: z.enum(BUDGETS),
  records: z.int().nonnegative(),
  accepted: z.array(acceptanceSchema),
  /** Over everything above and the bytes of every line that follows. */
  digest: digestSchema,
});
export type BaselineHeader = z.infer<typeof baselineHeaderSchema>;

export interface Baseline {
  readonly of: string;
  readonly budget: Budget;
  readonly accepted: readonly Acceptance[];
  /** Sorted by paper and claim; one a claim. */
  readonly records: readonly EvidenceRecord[];
}

/** @param lines the records in canonical form, in their order */
export function baselineDigest(
  header: Omit<BaselineHeader, "digest">,
  lines: readonly string[],
): string {
  return digestOf({ ...header, lines: lines.map((line) => sha256(line)) });
}
