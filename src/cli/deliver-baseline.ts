import type { Baseline } from "../domain/baseline.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import { formatBaseline } from "../exports/baseline-file.ts";
import { shellWord } from "../exports/shell-word.ts";
import type { CliContext } from "./context.ts";
import { deliver, type DocumentOptions } from "./document.ts";

const isBroken = ({ uncappedVerdict }: EvidenceRecord) => uncappedVerdict === "INVALID";

/** Nothing can be told worse than what was broken or could not be decided. */
const isUnstable = (record: EvidenceRecord) =>
  isBroken(record) || record.uncappedVerdict === "INCONCLUSIVE";

/**
 * Writes a baseline, and names the claims in it that nothing can be compared with.
 *
 * @throws PlatformError NO_BASELINE where every claim is INVALID
 */
export function deliverBaseline(
  context: Pick<CliContext, "output">,
  options: DocumentOptions,
  baseline: Omit<Baseline, "accepted">,
): void {
  const { records } = baseline;
  for (const { claim, uncappedVerdict, reason } of records.filter(isUnstable)) {
    context.output.err(`unstable baseline: ${claim} came out ${uncappedVerdict}: ${reason}`);
  }
  if (records.every(isBroken)) {
    const told =
      `nothing was written to ${options.out}: every claim came out INVALID, which is no baseline; ` +
      "mend the instrument, then try again";
    throw new PlatformError("NO_BASELINE", told);
  }
  deliver(context, options, {
    text: formatBaseline({ ...baseline, accepted: [] }),
    records: records.length,
    next: `npx corollary regress --against ${shellWord(options.out)}`,
  });
}
