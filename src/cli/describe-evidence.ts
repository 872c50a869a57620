import { describeDisagreement } from "../domain/disagreement.ts";
import {
  enginesAgree,
  type Control,
  type CrossCheck,
  type EvidenceRecord,
} from "../domain/evidence-record.ts";
import { describeCheck } from "../verification/checks/conclude.ts";

/** Beyond this many conditions a person reads a summary and asks for --json. */
const SHOWN_CHECKS = 6;

const CONTROL_WORDS: Record<Control["outcome"], string> = {
  KEPT: "failed, as it must",
  PASSED: "DID NOT FAIL",
  UNEXPECTED: "FAILED ON ANOTHER NUMBER",
  NOT_RUN: "was not measured",
};

function checkLines({ checks }: EvidenceRecord): string[] {
  const failed = checks.filter(({ outcome }) => outcome !== "PASS");
  const strongest = checks
    .filter(({ role, outcome }) => role === "claim" && outcome === "PASS")
    .toSorted((left, right) => (right.threshold ?? 0) - (left.threshold ?? 0));
  const shown = [...failed, ...strongest].slice(0, SHOWN_CHECKS);
  const lines = shown.map(
    (check) => `  ${check.outcome.toLowerCase().padEnd(9)} ${describeCheck(check)}`,
  );
  const hidden = checks.length - shown.length;
  return hidden > 0 ? [...lines, `            and ${hidden} more (--json shows all)`] : lines;
}

/** "second    agrees on reference (float32): SUPPORTED; furthest apart (of 216) loss of SB ..." */
function crossCheckLines(crossCheck: CrossCheck | undefined): string[] {
  if (crossCheck === undefined) return [];
  const { environment, second, disagreements } = crossCheck;
  const [largest] = disagreements;
  const told = enginesAgree(crossCheck) ? "agrees" : "DISAGREES";
  const where = `${environment.engine} (${environment.precision})`;
  const numbers =
    largest === undefined
      ? "no numbers to compare"
      : `furthest apart (of ${disagreements.length}) ${describeDisagreement(largest)}`;
  return [`  second    ${told} on ${where}: ${second.verdict}; ${numbers}`];
}

/** One line: "s1-nonoverlap-upper: SUPPORTED, all conditions hold: ..." */
export function describeVerdict({ record }: { readonly record: EvidenceRecord }): string {
  return `${record.claim}: ${record.verdict}, ${record.reason}`;
}

/** One verification as a person reads it: verdict, bounds, seeds, controls, digests. */
export function describeEvidence(record: EvidenceRecord, durationMs: number | null): string {
  const time = durationMs === null ? "" : ` · ${(durationMs / 1000).toFixed(1)} s`;
  const { engine, precision } = record.environment;
  const controls = record.controls.map(
    ({ name, outcome, reason }) => `  control   ${name} ${CONTROL_WORDS[outcome]}: ${reason}`,
  );
  return [
    `${record.claim}: ${record.verdict}`,
    `  ${record.reason}`,
    `  ${record.kind.toLowerCase()} · ${record.budget} · engine ${engine} (${precision})${time}`,
    ...checkLines(record),
    ...controls,
    ...crossCheckLines(record.crossCheck),
    `  seeds     ${record.seeds.join(" ")}`,
    `  evidence  ${record.digest}`,
    `  result    ${record.resultDigest}`,
  ].join("\n");
}
