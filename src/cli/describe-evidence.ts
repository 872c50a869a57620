import type { Check, Control, EvidenceRecord } from "../domain/evidence-record.ts";
import { describeCheck } from "../verification/checks/describe-check.ts";
import { saysNothing } from "../verification/checks/says-nothing.ts";
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

/** One that fails without its change too keeps its outcome, and is not told as one that has to. */
function controlLine(control: Control, checks: readonly Check[]): string {
  const { name, outcome, reason } = control;
  const isSilent = outcome === "KEPT" && control.checks.some((one) => saysNothing(one, checks));
  return `  control   ${name} ${isSilent ? "failed" : CONTROL_WORDS[outcome]}: ${reason}`;
}

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
  const controls = record.controls.map((control) => controlLine(control, record.checks));
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
