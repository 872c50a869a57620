/**
 * Other words are no other finding, and hide none. The records are those of the baseline, sealed anew:
 * claims of every kind, with all their controls.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  evidenceRecordSchema,
  sealEvidence,
  type Check,
  type EvidenceRecord,
} from "../../../../src/domain/evidence-record.ts";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";

const [, ...lines] = readFileSync("baselines/smoke.jsonl", "utf8").trimEnd().split("\n");
const records = lines.map((line) => sealEvidence(evidenceRecordSchema.parse(JSON.parse(line))));

type Checks = readonly Check[];
type Change = (record: EvidenceRecord) => Partial<EvidenceRecord>;

const reworded = (checks: Checks) => checks.map((one) => ({ ...one, quantity: "in other words" }));

function inOtherWords(record: EvidenceRecord): EvidenceRecord {
  const controls = record.controls.map((one) => ({ ...one, checks: reworded(one.checks) }));
  return sealEvidence({ ...record, checks: reworded(record.checks), controls });
}

/** The last check with something else in it. */
const withLast = (checks: Checks, change: (check: Check) => Partial<Check>) =>
  checks.map((one, at) => (at === checks.length - 1 ? { ...one, ...change(one) } : one));

const ofChecks =
  (change: (checks: Checks) => Check[]): Change =>
  ({ checks }) => ({ checks: change(checks) });

const ofControls =
  (change: (checks: Checks) => Check[]): Change =>
  ({ controls }) => ({
    controls: controls.map((one, at) =>
      at === controls.length - 1 ? { ...one, checks: change(one.checks) } : one,
    ),
  });

const otherValue = (checks: Checks) =>
  withLast(checks, ({ value }) => ({ value: (value ?? 0) + 1, exact: null }));
const otherOutcome = (checks: Checks) =>
  withLast(checks, ({ outcome }) => ({ outcome: outcome === "FAIL" ? "PASS" : "FAIL" }));
const otherThreshold = (checks: Checks) =>
  withLast(checks, ({ threshold }) => ({ threshold: (threshold ?? 0) + 1, thresholdExact: null }));

const FINDINGS: readonly (readonly [string, Change])[] = [
  ["the value of a check", ofChecks(otherValue)],
  ["the outcome of a check", ofChecks(otherOutcome)],
  ["the threshold of a check", ofChecks(otherThreshold)],
  ["the value of a control's check", ofControls(otherValue)],
  ["the outcome of a control's check", ofControls(otherOutcome)],
  ["the threshold of a control's check", ofControls(otherThreshold)],
  ["a control's check that is lost", ofControls((checks) => checks.slice(0, -1))],
];

function comparedWith(before: EvidenceRecord, after: EvidenceRecord) {
  const [item] = compareEvidence([before], [after]).items;
  if (item === undefined) throw new Error("nothing was compared");
  const { tier, reason, quantities, equalQuantities } = item;
  return { tier, reason, quantities, equalQuantities };
}

describe.each(records)("$claim", (record) => {
  const worded = inOtherWords(record);

  it("is the same result in other words", () => {
    expect(worded.resultDigest).not.toBe(record.resultDigest);
    expect(comparedWith(record, worded)).toEqual({
      ...comparedWith(record, record),
      reason: "the results are the same to the last bit, in other words",
    });
  });

  it.each(FINDINGS)("is changed by %s, in whatever words it is told", (_what, change) => {
    const other = sealEvidence({ ...record, ...change(record) });
    const told = comparedWith(record, other);
    expect(told.tier).toBe("CHANGED");
    expect(comparedWith(record, inOtherWords(other))).toEqual(told);
  });
});
