/** Certificates of runs as files, from which someone else can check them. */
import { join } from "node:path";
import type { RunRecord } from "../domain/evidence-record.ts";
import type { CliContext } from "./context.ts";
import { writeWhole } from "./report-file.ts";
import type { Outcome } from "./verify-target.ts";

/** Names of arms come from claim files, which may be anybody's. */
function fileName(claim: string, { control, arm, seed }: RunRecord): string {
  const words = [claim, ...(control === null ? [] : ["control", control]), arm, `seed-${seed}`];
  return `${words.join("-").replaceAll(/[^\p{L}\p{N}-]+/gu, "-")}.json`;
}

/** One file a run that has a certificate; says how many. */
export function writeCertificates(
  { output }: Pick<CliContext, "output">,
  folder: string,
  { record, certificates }: Outcome,
): void {
  let count = 0;
  for (const run of record.runs) {
    const content = run.certificate && certificates.get(run.certificate.digest);
    if (content == null) continue;
    writeWhole(join(folder, fileName(record.claim, run)), `${content}\n`);
    count += 1;
  }
  output.err(`wrote ${count} certificate${count === 1 ? "" : "s"} of ${record.claim} to ${folder}`);
}
