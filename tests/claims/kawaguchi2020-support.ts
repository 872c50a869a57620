import type { EliminationProblem } from "../../src/compute/measures/index.ts";
import type { Budget } from "../../src/domain/verdict.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { executeRun } from "../../src/verification/execute-run.ts";
import type { Figure } from "../../src/verification/index.ts";
import { parseSeries } from "../../src/verification/series.ts";
import { runPlan } from "../support/run-plan.ts";

export function failures({ checks }: Decision): string[] {
  return checks.filter(({ outcome }) => outcome !== "PASS").map(({ name }) => name);
}

export function keptControls({ controls }: Decision): string[] {
  return controls.filter(({ outcome }) => outcome === "KEPT").map(({ name }) => name);
}

interface WithProblem {
  readonly problem: EliminationProblem;
}

/** Runs that test the instrument, whatever the claim is about. */
function isInstrument({ arm, measure }: PlannedRun): boolean {
  return measure.name === "elimination-values" || arm.startsWith("must be rejected");
}

/** The claim's decision where the problem of every own run is another one. */
export async function mutated(
  claim: ClaimDefinition,
  budget: Budget,
  change: (problem: EliminationProblem) => EliminationProblem,
): Promise<Decision> {
  const plan = claim.plan(budget).map((planned) => {
    if (planned.control !== null || isInstrument(planned)) return planned;
    const setting = planned.setting as WithProblem;
    return { ...planned, setting: { ...setting, problem: change(setting.problem) } };
  });
  return claim.decide(budget, await runPlan(plan));
}

/** Every sample has the label of the one before it. */
export function shuffledLabels(problem: EliminationProblem): EliminationProblem {
  const { targets } = problem;
  return { ...problem, targets: targets.map((_, i) => targets.at(i - 1) ?? []) };
}

/** Names of the failed conditions of a role. */
export function failed({ checks }: Decision, role: "claim" | "precondition" | "implementation") {
  return checks
    .filter((one) => one.role === role && one.outcome === "FAIL")
    .map(({ name }) => name);
}

/** The claim's figures, of runs of its own. */
export async function figuresOf(
  claim: ClaimDefinition,
  budget: Budget,
): Promise<readonly Figure[]> {
  const outputs = [];
  for (const planned of claim.plan(budget)) outputs.push(await executeRun(planned));
  const series = outputs.flatMap(({ record, series: curves }) =>
    record.series === undefined || curves === null
      ? []
      : [[record.series, parseSeries(curves)] as const],
  );
  const runs = outputs.map(({ record }) => record);
  return claim.figures(budget, runs, new Map(series));
}
