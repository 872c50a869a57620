import { z } from "zod";
import { digestOf } from "./canonical.ts";
import { disagreementSchema } from "./disagreement.ts";
import { driftRuleSchema, rulesAlone } from "./drift-rule.ts";
import { environmentSchema } from "./environment.ts";
import { exactValue, measurementSchema } from "./measurement.ts";
import { RUN_STATUSES } from "./run-status.ts";
import {
  BUDGETS,
  CHECK_OUTCOMES,
  EVIDENCE_KINDS,
  REASON_CODES,
  VERDICTS,
  type Verdict,
} from "./verdict.ts";

/** Of records; a reader refuses every other. */
export const EVIDENCE_VERSION = 1;

/** SHA-256 in lower-case hexadecimal. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What a failing condition says about: the instrument, a hypothesis, or the claim itself. */
export const CHECK_ROLES = ["implementation", "precondition", "claim"] as const;
export const RELATIONS = ["equal", "atMost", "atLeast"] as const;

/** One named condition with the number that decided it. */
export const checkSchema = z.strictObject({
  name: z.string().min(1),
  role: z.enum(CHECK_ROLES),
  quantity: z.string(),
  relation: z.enum(RELATIONS),
  value: z.number().nullable(),
  exact: exactValue.nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  threshold: z.number().nullable(),
  thresholdExact: exactValue.nullable(),
  outcome: z.enum(CHECK_OUTCOMES),
});
export type Check = z.infer<typeof checkSchema>;

/**
 * KEPT: its named condition failed on a number. PASSED: it did not. UNEXPECTED: it failed on
 * another number than the one that is known for it. NOT_RUN: it erred.
 */
export const CONTROL_OUTCOMES = ["KEPT", "PASSED", "UNEXPECTED", "NOT_RUN"] as const;

export const controlSchema = z.strictObject({
  name: z.string().min(1),
  because: z.string(),
  mustFail: z.string(),
  /** The number that is known for it, where there is one. */
  golden: exactValue.nullable(),
  outcome: z.enum(CONTROL_OUTCOMES),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
  checks: z.array(checkSchema),
});
export type Control = z.infer<typeof controlSchema>;

export const certificateReferenceSchema = z.strictObject({
  name: z.string().min(1),
  digest: digestSchema,
});

/** One arm with one seed, or the same inside a control (`control` names it). */
export const runRecordSchema = z.strictObject({
  control: z.string().nullable(),
  arm: z.string().min(1),
  seed: z.int().nonnegative(),
  measure: z.string(),
  status: z.enum(RUN_STATUSES),
  message: z.string().nullable(),
  measurements: z.array(measurementSchema),
  certificate: certificateReferenceSchema.nullable(),
  /** Digest of the document that holds its curves; absent where it has none. */
  series: digestSchema.optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** What the claim's own runs say, before its controls are asked and before the cap of its budget. */
const ownVerdictSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  reasonCode: z.enum(REASON_CODES),
  reason: z.string(),
});

/** The protocol's own runs on a second engine, beside those of the record. Controls are of the first. */
export const crossCheckSchema = z.strictObject({
  /** What computed them. */
  environment: environmentSchema,
  runs: z.array(runRecordSchema),
  checks: z.array(checkSchema),
  /** On the engine of the record, and on this one. */
  first: ownVerdictSchema,
  second: ownVerdictSchema,
  /** One a measurement, the largest first. */
  disagreements: z.array(disagreementSchema),
});
export type CrossCheck = z.infer<typeof crossCheckSchema>;

/** Nothing was found: two engines may lack each something else for it. */
const OPEN: readonly Verdict[] = ["INCONCLUSIVE", "INVALID"];

function comeOutAlike(checks: readonly Check[], others: readonly Check[]): boolean {
  const outcomes = (all: readonly Check[]) => all.map(({ name, outcome }) => `${outcome} ${name}`);
  return outcomes(checks).toSorted().join("\n") === outcomes(others).toSorted().join("\n");
}

/**
 * Whether both engines found the same verdict for the same reason: numbers of long trainings need not
 * be the same. Where that is no verdict, every check must come out alike and the same numbers be there.
 *
 * @param checks of the first
 */
export function enginesAgree(
  checks: readonly Check[],
  crossCheck: Pick<CrossCheck, "first" | "second" | "checks" | "disagreements">,
): boolean {
  const { first, second, disagreements } = crossCheck;
  const { verdict, reasonCode } = first;
  if (verdict !== second.verdict || reasonCode !== second.reasonCode) return false;
  if (!OPEN.includes(verdict)) return true;
  const isMeasuredAlike = disagreements.every(({ difference }) => difference !== null);
  return isMeasuredAlike && comeOutAlike(checks, crossCheck.checks);
}

/** A version of the code that can change a number. The commit is kept beside it, not in it. */
export const releaseSchema = z.strictObject({
  version: z.string(),
  sourceDigest: digestSchema,
  dependencyDigest: digestSchema,
});
export type Release = z.infer<typeof releaseSchema>;

/**
 * A verdict with all it rests on. Frozen once written. No times, durations, hosts, attempts or row
 * ids: the same computation has the same bytes in a terminal, a worker and a test.
 */
export const evidenceRecordSchema = z.strictObject({
  schemaVersion: z.literal(EVIDENCE_VERSION),
  paper: z.string(),
  claim: z.string(),
  claimDigest: digestSchema,
  protocolDigest: digestSchema,
  resultDigest: digestSchema,
  digest: digestSchema,
  kind: z.enum(EVIDENCE_KINDS),
  budget: z.enum(BUDGETS),
  seeds: z.array(z.int().nonnegative()),
  runs: z.array(runRecordSchema),
  checks: z.array(checkSchema),
  controls: z.array(controlSchema),
  uncappedVerdict: z.enum(VERDICTS),
  verdict: z.enum(VERDICTS),
  reasonCode: z.enum(REASON_CODES),
  reason: z.string(),
  /** How far its quantities may drift until the next version; absent where the claim states none. */
  drift: z.array(driftRuleSchema).optional(),
  /** Absent where nobody asked for a second engine. */
  crossCheck: crossCheckSchema.optional(),
  environment: environmentSchema,
  /** Why that engine; absent where none computes. Prose, in no digest. */
  engineReason: z.string().optional(),
  release: releaseSchema,
});
export type EvidenceRecord = z.infer<typeof evidenceRecordSchema>;

type WithoutDigests = Omit<EvidenceRecord, "digest" | "resultDigest">;

/**
 * "SUPPORTED on both, before the cap of its budget": what two engines that agree have found, and what
 * made another verdict of it where the record has another.
 */
export function foundOnBoth(
  { verdict, uncappedVerdict }: Pick<EvidenceRecord, "verdict" | "uncappedVerdict">,
  { second }: Pick<CrossCheck, "second">,
): string {
  const before = second.verdict !== uncappedVerdict ? "its controls" : "the cap of its budget";
  const after = second.verdict === verdict ? "" : `, before ${before}`;
  return `${second.verdict} on both${after}`;
}

const withoutMessages = (runs: readonly RunRecord[]) =>
  runs.map(({ message, ...numbers }) => numbers);

/** What a second engine found, and nothing about which that is. */
function numbersOf({ environment, first, second, ...found }: CrossCheck) {
  const verdicts = [first, second].map(({ reason, ...words }) => words);
  return { ...found, runs: withoutMessages(found.runs), verdicts };
}

/**
 * What came out, and nothing about where: equal digests mean equal results to the last bit. No
 * prose, which may name a path or be worded anew: messages, reasons and the why of a control. The one
 * exception is what a check measured (`quantity`), its own, a control's or a second engine's: records
 * have had it in their digest from the first, and without it all of them would count as edited. Where
 * nothing but these words is another, a comparison finds the same result.
 */
export function resultDigestOf(record: WithoutDigests): string {
  const { seeds, checks, uncappedVerdict, verdict, reasonCode, crossCheck } = record;
  const runs = withoutMessages(record.runs);
  const controls = record.controls.map(({ because, reason, ...numbers }) => numbers);
  const checked = crossCheck === undefined ? {} : { crossCheck: numbersOf(crossCheck) };
  const found = { seeds, runs, checks, controls, uncappedVerdict, verdict, reasonCode };
  return digestOf({ ...found, ...checked });
}

/** What was claimed, computed, found, where, and how far it may drift. */
export function recordDigestOf(record: Omit<EvidenceRecord, "digest">): string {
  const { paper, claim, claimDigest, protocolDigest, resultDigest } = record;
  const { budget, environment, release, drift, crossCheck } = record;
  const named = { paper, claim, claimDigest, protocolDigest, resultDigest };
  const rules = drift === undefined ? {} : { drift: rulesAlone(drift) };
  const checked = crossCheck === undefined ? {} : { crossCheckedIn: crossCheck.environment };
  return digestOf({ ...named, budget, environment, release, ...rules, ...checked });
}

/** Adds both digests to a record that has none yet. */
export function sealEvidence(record: WithoutDigests): EvidenceRecord {
  const found = { ...record, resultDigest: resultDigestOf(record) };
  return { ...found, digest: recordDigestOf(found) };
}

/** The digest that is not that of the record's contents: it was edited. Null where both are. */
export function brokenDigest(record: EvidenceRecord): "resultDigest" | "digest" | null {
  if (resultDigestOf(record) !== record.resultDigest) return "resultDigest";
  return recordDigestOf(record) === record.digest ? null : "digest";
}
