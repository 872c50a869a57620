import type { EvidenceRecord } from "../domain/evidence-record.ts";
import type { ReasonCode } from "../domain/verdict.ts";

type Verified = Pick<
  EvidenceRecord,
  "claim" | "budget" | "reasonCode" | "environment" | "crossCheck"
>;

const verify = ({ claim, budget }: Verified) => `npx corollary verify ${claim} --budget ${budget}`;

/** An engine may be what is wrong, where one computed. */
function aboutInstrument(record: Verified): string {
  const onEngine = record.environment.engine === "none" ? "" : " and docs/engines.md";
  return (
    `this says nothing about the claim: npx corollary doctor${onEngine} may tell what is wrong here; ` +
    `else report it with what ${verify(record)} --json prints`
  );
}

/** A second engine is asked once, and only where a first one computed. */
function aboutDivergence(record: Verified): string {
  const isOpen = record.environment.engine !== "none" && record.crossCheck === undefined;
  return isOpen
    ? `${verify(record)} --cross-check tells whether a second engine diverges as well`
    : `${verify(record)} --json shows the runs, with what each that diverged came to`;
}

/** Where the reason itself does not say it: it names the larger budget, if one could decide. */
const NEXT: Partial<Record<ReasonCode, (record: Verified) => string>> = {
  RUN_FAILED: aboutInstrument,
  IMPLEMENTATION_CHECK_FAILED: aboutInstrument,
  CONTROL_PASSED: aboutInstrument,
  CONTROL_NOT_RUN: (record) =>
    `a verdict needs all controls: ${verify(record)} --json shows the runs of this one`,
  RUN_DIVERGED: aboutDivergence,
  MEASUREMENT_NOT_FINITE: (record) =>
    `${verify(record)} --json shows the checks, those without a number as UNDECIDED`,
  ENGINES_DISAGREE: () => "docs/cross-check.md says what it can mean; --json has all numbers",
  HYPOTHESIS_NOT_MET: ({ claim }) =>
    `this says nothing about the claim: npx corollary claims ${claim} lists its hypotheses`,
};

/** What to do about a verdict that leaves the claim open; null where nothing is to be done. */
export function nextStep(record: Verified): string | null {
  return NEXT[record.reasonCode]?.(record) ?? null;
}
