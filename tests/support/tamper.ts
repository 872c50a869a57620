import type { RunRecord } from "../../src/domain/evidence-record.ts";

/** The records with the named measurement of matching runs changed. */
export function tamper(
  runs: readonly RunRecord[],
  matches: (run: RunRecord) => boolean,
  quantity: string,
  change: Partial<RunRecord["measurements"][number]>,
): RunRecord[] {
  return runs.map((run) => {
    if (!matches(run)) return run;
    const measurements = run.measurements.map((one) =>
      one.name === quantity ? { ...one, ...change } : one,
    );
    return { ...run, measurements };
  });
}
