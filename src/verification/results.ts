import type { RunRecord } from "../domain/evidence-record.ts";
import type { Measurement } from "../domain/measurement.ts";
import type { Budget } from "../domain/verdict.ts";
import type { AnyClaimSpec, Figure } from "./claim-spec.ts";
import type { ArmResults, Arms, Results } from "./protocol.ts";

function armResults(runs: readonly RunRecord[]): ArmResults {
  const ordered = runs.toSorted((left, right) => left.seed - right.seed);
  const values: Record<string, Measurement[]> = {};
  for (const { measurements } of ordered) {
    for (const one of measurements) (values[one.name] ??= []).push(one);
  }
  return { seeds: ordered.map(({ seed }) => seed), values };
}

/** Groups the runs of one control (or, with null, of the protocol) by arm. */
export function resultsOf(runs: readonly RunRecord[], control: string | null): Results<Arms> {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs.filter((one) => one.control === control)) {
    groups.set(run.arm, [...(groups.get(run.arm) ?? []), run]);
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, armResults(group)]));
}

/** No figure is drawn of a protocol with a failed run: it would look whole. */
export function figuresOf(
  spec: AnyClaimSpec,
  budget: Budget,
  runs: readonly RunRecord[],
): readonly Figure[] {
  if (spec.figures === undefined) return [];
  if (runs.some(({ control, status }) => control === null && status === "FAILED")) return [];
  return spec.figures(resultsOf(runs, null), spec.protocol(budget).thresholds);
}
