import { readFileSync, statSync } from "node:fs";
import type { Baseline } from "../domain/baseline.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import { formatBaseline, isReplaceable } from "../exports/baseline-file.ts";
import { shellWord } from "../exports/shell-word.ts";
import type { CliContext } from "./context.ts";
import {
  assertDeliverable,
  deliver,
  isToStandardOutput,
  type DocumentOptions,
} from "./document.ts";

const isBroken = ({ uncappedVerdict }: EvidenceRecord) => uncappedVerdict === "INVALID";

/** Nothing can be told worse than what was broken or could not be decided. */
const isUnstable = (record: EvidenceRecord) =>
  isBroken(record) || record.uncappedVerdict === "INCONCLUSIVE";

/**
 * Before anything is computed.
 *
 * @throws PlatformError BAD_INPUT for a file that cannot be written, CONFLICT for one that is there and
 *   is no baseline
 */
export function assertTakesBaseline(options: DocumentOptions): void {
  assertDeliverable(options);
  const { out } = options;
  // What is no file (a pipe, a device) has nothing to lose.
  const isFile = statSync(out, { throwIfNoEntry: false })?.isFile() === true;
  if (isToStandardOutput(options) || !isFile || isReplaceable(readFileSync(out, "utf8"))) return;
  const told = `${out} is there and is not a baseline: name another file, or remove it first`;
  throw new PlatformError("CONFLICT", told);
}

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
