import { canonicalJson, sha256 } from "../domain/canonical.ts";
import type { RunRecord } from "../domain/evidence-record.ts";
import { toMeasurement } from "../domain/measurement.ts";
import type { PlannedRun } from "./claim-spec.ts";

/** A run's record with the certificate's canonical bytes, which the record names by digest. */
export interface RunOutput {
  readonly record: RunRecord;
  readonly certificate: string | null;
}

function identityOf({ control, arm, seed, measure }: PlannedRun) {
  return { control, arm, seed, measure: measure.name };
}

/**
 * Computes one run. A measure that throws gives a FAILED run, not an exception: the verdict says
 * which run broke and why.
 */
export async function executeRun(planned: PlannedRun): Promise<RunOutput> {
  const { measure, setting, seed } = planned;
  try {
    const { quantities, certificate } = await measure.run(setting, { seed });
    const measurements = Object.entries(quantities).map(([name, quantity]) =>
      toMeasurement(name, quantity, measure.quantities[name]?.unit ?? null),
    );
    const content = certificate === undefined ? null : canonicalJson(certificate.content);
    const reference =
      certificate === undefined || content === null
        ? null
        : { name: certificate.name, digest: sha256(content) };
    const done = { status: "SUCCEEDED" as const, message: null, measurements };
    return {
      record: { ...identityOf(planned), ...done, certificate: reference },
      certificate: content,
    };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // No database keeps U+0000 in a text, and half a surrogate pair has no canonical form.
    const message = words.replaceAll("\u0000", "\uFFFD").toWellFormed();
    const failed = { status: "FAILED" as const, message, measurements: [], certificate: null };
    return { record: { ...identityOf(planned), ...failed }, certificate: null };
  }
}

/** The key under which a finished run is kept and found again. */
export function runKey(run: { control: string | null; arm: string; seed: number }): string {
  return JSON.stringify([run.control, run.arm, run.seed]);
}
