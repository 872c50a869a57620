import type { ComparedClaim, Tier } from "../domain/regression.ts";
import { BUDGETS } from "../domain/verdict.ts";
import { claimsOf, type RegressionReport } from "./regression-report.ts";
import { shellWord } from "./shell-word.ts";
import { oneLine } from "./visible.ts";

/** What to do about some claims, and what to type for the first of them. */
export interface Advice {
  readonly what: string;
  readonly command: string;
}

function asWord(text: string): string {
  return shellWord(oneLine(text));
}

function firstOf(report: RegressionReport, tiers: readonly Tier[]): ComparedClaim | undefined {
  return claimsOf(report).find(({ tier }) => tiers.includes(tier));
}

/** Whether the code that would run is what was compared. */
function isThisVersion({ candidate }: RegressionReport): boolean {
  return candidate.kind === "this version";
}

function lookAtIt(report: RegressionReport): Advice[] {
  const item = firstOf(report, ["REGRESSED", "SOFTLY_REGRESSED"]);
  if (item === undefined || !isThisVersion(report)) return [];
  const command = `npx corollary verify ${asWord(item.claim)} --budget ${item.budget}`;
  return [{ what: "see the numbers of a claim that regressed", command }];
}

function acceptIt(report: RegressionReport): Advice[] {
  const item = firstOf(report, ["CHANGED", "GONE"]);
  const { baseline } = report;
  if (item === undefined || baseline.kind !== "file" || !isThisVersion(report)) return [];
  const against = asWord(baseline.name);
  const command = `npx corollary regress --against ${against} --bless ${asWord(item.claim)} --reason "..."`;
  return [{ what: "accept a claim that changed or is gone, or put it back", command }];
}

function useMoreSeeds(report: RegressionReport): Advice[] {
  const item = firstOf(report, ["UNSTABLE_BASELINE", "INSUFFICIENT_DATA"]);
  const larger = item && BUDGETS[BUDGETS.indexOf(item.budget) + 1];
  if (larger === undefined) return [];
  const command = `npx corollary baseline --budget ${larger} --out baselines/${larger}.jsonl`;
  return [
    {
      what: "decide with more seeds: a larger baseline, made by the version to compare with",
      command,
    },
  ];
}

/** What to type next, most pressing first. */
export function adviceOn(report: RegressionReport): Advice[] {
  return [...lookAtIt(report), ...acceptIt(report), ...useMoreSeeds(report)];
}
