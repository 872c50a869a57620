/** One record of evidence as a file: its canonical JSON on one line. */
import type { EvidenceRecord } from "../domain/evidence-record.ts";
import {
  isHeader,
  jsonOf,
  linesOf,
  quote,
  readRecord,
  refuse,
  refuseForeign,
  writeRecord,
} from "./evidence-lines.ts";

/**
 * The same record has the same bytes.
 *
 * @throws PlatformError DIGEST_MISMATCH for a record that was edited
 */
export function formatEvidence(record: EvidenceRecord): string {
  return `${writeRecord(record)}\n`;
}

/**
 * @param name of the file, for what is said about it
 * @throws PlatformError BAD_INPUT for what is not a whole record in canonical form, DIGEST_MISMATCH
 *   where it was edited, UNSUPPORTED_EVIDENCE_VERSION
 */
export function parseEvidence(text: string, name: string): EvidenceRecord {
  const what = "a record of evidence";
  const file = { name, command: "npx corollary export <claim> --out" };
  const { lines, isWhole } = linesOf(text, file);
  const [line = ""] = lines;
  const value = jsonOf(line);
  if (isHeader(value)) refuseForeign(file, `is a baseline, not ${what}`);
  if (typeof value !== "object" || value === null) {
    refuseForeign(file, `is not ${what}, or not a whole one: it begins with ${quote(line)}`);
  }
  const record = readRecord(line, { file, line: 1 });
  if (!isWhole) refuse({ file, line: 1 }, "the file is cut off: this line has no end");
  if (lines.length > 1) refuse({ file, line: 2 }, "something follows the record");
  return record;
}
