import type { Control, EvidenceRecord } from "../domain/evidence-record.ts";
import { describeCheck } from "../verification/checks/describe-check.ts";
import { describeCrossCheck } from "./describe-cross-check.ts";
import { nextStep } from "./next-step.ts";

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

/** One line: "s1-nonoverlap-upper: SUPPORTED, all conditions hold: ..." */
export function describeVerdict({ record }: { readonly record: EvidenceRecord }): string {
  return `${record.claim}: ${record.verdict}, ${record.reason}`;
}

/** One verification as a person reads it: verdict, bounds, seeds, controls, digests. */
export function describeEvidence(record: EvidenceRecord, durationMs: number | null): string {
  const time = durationMs === null ? "" : ` · ${(durationMs / 1000).toFixed(1)} s`;
  const { engine, precision } = record.environment;
  const next = nextStep(record);
  const controls = record.controls.map(
    ({ name, outcome, reason }) => `  control   ${name} ${CONTROL_WORDS[outcome]}: ${reason}`,
  );
  return [
    `${record.claim}: ${record.verdict}`,
    `  ${record.reason}`,
    ...(next === null ? [] : [`  next: ${next}`]),
    `  ${record.kind.toLowerCase()} · ${record.budget} · engine ${engine} (${precision})${time}`,
    ...checkLines(record),
    ...controls,
    ...describeCrossCheck(record),
    ...(record.engineReason === undefined ? [] : [`  engine    ${engine}: ${record.engineReason}`]),
    `  seeds     ${record.seeds.join(" ")}`,
    `  evidence  ${record.digest}`,
    `  result    ${record.resultDigest}`,
  ].join("\n");
}
