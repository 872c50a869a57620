import type { Budget } from "../domain/verdict.ts";
import type { AnyClaimSpec, PlannedRun } from "./claim-spec.ts";
import type { Arms } from "./protocol.ts";

/** The runs of some arms: with their own seeds where they have any, else with those given. */
export function runsOf(control: string | null, arms: Arms, seeds: readonly number[]): PlannedRun[] {
  return Object.entries(arms).flatMap(([arm, { measure, setting, seeds: own }]) =>
    (own ?? seeds).map((seed) => ({ control, arm, seed, measure, setting })),
  );
}

/** Controls first: an instrument that cannot fail is found before anything long is computed. */
export function planRuns(spec: AnyClaimSpec, budget: Budget): PlannedRun[] {
  const protocol = spec.protocol(budget);
  const controls = spec.controls.flatMap((control) => {
    const { arms = {} } = control.changes(protocol);
    return runsOf(control.name, arms as Arms, protocol.seeds);
  });
  return [...controls, ...runsOf(null, protocol.arms, protocol.seeds)];
}

/** The protocol's own runs: what a second engine computes too. */
export function withoutControls(plan: readonly PlannedRun[]): PlannedRun[] {
  return plan.filter(({ control }) => control === null);
}

/**
 * The places in a plan of the runs that are computed together: all seeds of an arm whose measure can,
 * else each by itself.
 */
export function groupsOf(plan: readonly PlannedRun[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [place, { control, arm, measure }] of plan.entries()) {
    const isAlone = measure.runTogether === undefined;
    const key = JSON.stringify([control, arm, ...(isAlone ? [place] : [])]);
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups.values()];
}

export function seedsOf(runs: readonly { readonly seed: number }[]): number[] {
  return [...new Set(runs.map(({ seed }) => seed))].toSorted((left, right) => left - right);
}
