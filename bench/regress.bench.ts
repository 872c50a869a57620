/**
 * `corollary regress` over 60 claims without running anything: two files in, the answer out. The claims are
 * those of a baseline, repeated under other names, every measured number of the candidate moved a little, so
 * that every quantity is judged. Beside it, in the same run: starting Node and doing nothing, and reading
 * and parsing both files without checking anything.
 *
 *   npm run bench -- regress [--baseline file]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { sealEvidence, type EvidenceRecord } from "../src/domain/evidence-record.ts";
import type { Measurement } from "../src/domain/measurement.ts";
import { formatBaseline, parseBaseline } from "../src/exports/baseline-file.ts";
import { fromCommandLine } from "./command-line.ts";

const CLAIMS = 60;
const REPEATS = 5;
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CLI = join(ROOT, "dist/src/bin/cli.js");
const { baseline: file } = fromCommandLine(() =>
  parseArgs({
    options: { baseline: { type: "string", default: join(ROOT, "baselines/smoke.jsonl") } },
  }),
).values;

const folder = mkdtempSync(join(tmpdir(), "corollary-bench-"));

function moved(measurement: Measurement): Measurement {
  const { value, exact } = measurement;
  return exact !== null || value === null ? measurement : { ...measurement, value: value * 1.0001 };
}

function withMovedNumbers(record: EvidenceRecord): EvidenceRecord {
  const runs = record.runs.map((run) => ({ ...run, measurements: run.measurements.map(moved) }));
  return sealEvidence({ ...record, runs });
}

/** The records under other names until there are enough of them. */
function repeated(records: readonly EvidenceRecord[]): EvidenceRecord[] {
  return Array.from({ length: CLAIMS }, (_, index) => {
    const record = records[index % records.length];
    if (record === undefined) throw new Error(`${file} holds no evidence`);
    return sealEvidence({ ...record, claim: `${record.claim}-${index}` });
  });
}

function seconds(command: readonly string[], expected: readonly number[]): number {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    if (!expected.includes(status ?? -1)) throw new Error(`exit code ${status}: ${stderr}`);
    return (performance.now() - start) / 1000;
  });
  return times.toSorted((left, right) => left - right)[Math.floor(REPEATS / 2)] ?? NaN;
}

try {
  const baseline = parseBaseline(readFileSync(file, "utf8"), file);
  const records = repeated(baseline.records);
  const [before, after] = [join(folder, "before.jsonl"), join(folder, "after.jsonl")];
  const shared = { of: "all", budget: baseline.budget, accepted: [] };
  writeFileSync(before, formatBaseline({ ...shared, records }));
  writeFileSync(after, formatBaseline({ ...shared, records: records.map(withMovedNumbers) }));
  const read = `for (const file of ${JSON.stringify([before, after])})
    for (const line of require("fs").readFileSync(file, "utf8").trim().split("\\n")) JSON.parse(line)`;
  const regress = seconds([CLI, "regress", "--against", before, "--candidate", after], [0, 1, 3]);
  const start = seconds(["-e", "0"], [0]);
  const parse = seconds(["-e", read], [0]);
  const megabytes = readFileSync(before).length / 1e6;
  const row = { claims: CLAIMS, megabytes, regress, parse, start };
  console.log(JSON.stringify({ ...row, ratioToParse: regress / parse }, null, 2));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
