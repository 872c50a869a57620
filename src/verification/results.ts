import type { RunRecord } from "../domain/evidence-record.ts";
import type { Measurement } from "../domain/measurement.ts";
import type { Budget } from "../domain/verdict.ts";
import type { AnyClaimSpec, Figure } from "./claim-spec.ts";
import type { ArmResults, Arms, FigureResults, Results } from "./protocol.ts";
import { seriesOf, type SeriesByDigest } from "./series.ts";

function armResults(runs: readonly RunRecord[]): ArmResults {
  const values: Record<string, Measurement[]> = {};
  for (const { measurements } of runs) {
    for (const one of measurements) (values[one.name] ??= []).push(one);
  }
  const diverged = runs.filter(({ status }) => status === "DIVERGED").map(({ seed }) => seed);
  return { seeds: runs.map(({ seed }) => seed), diverged, values };
}

/** The runs of one control (or, with null, of the protocol) by arm, each in the order of its seeds. */
function byArm(runs: readonly RunRecord[], control: string | null): [string, RunRecord[]][] {
  const groups = new Map<string, RunRecord[]>();
  const own = runs.filter((one) => one.control === control);
  for (const run of own.toSorted((left, right) => left.seed - right.seed)) {
    groups.set(run.arm, [...(groups.get(run.arm) ?? []), run]);
  }
  return [...groups];
}

/** Groups the runs of one control (or, with null, of the protocol) by arm. */
export function resultsOf(runs: readonly RunRecord[], control: string | null): Results<Arms> {
  return Object.fromEntries(byArm(runs, control).map(([name, group]) => [name, armResults(group)]));
}

function figureResultsOf(runs: readonly RunRecord[], series: SeriesByDigest): FigureResults<Arms> {
  return Object.fromEntries(
    byArm(runs, null).map(([name, group]) => [
      name,
      { ...armResults(group), series: group.map((run) => seriesOf(run, series)) },
    ]),
  );
}

/** No figure is drawn of a protocol with a failed run: it would look whole. */
export function figuresOf(
  spec: AnyClaimSpec,
  of: { budget: Budget; runs: readonly RunRecord[]; series: SeriesByDigest },
): readonly Figure[] {
  const { budget, runs, series } = of;
  if (spec.figures === undefined) return [];
  if (runs.some(({ control, status }) => control === null && status === "FAILED")) return [];
  return spec.figures(figureResultsOf(runs, series), spec.protocol(budget).thresholds);
}
