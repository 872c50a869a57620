import { findDataset, noDataset } from "../compute/datasets/index.ts";
import { canonicalJson } from "../domain/canonical.ts";
import { BUDGETS } from "../domain/verdict.ts";
import type { AnyClaimSpec } from "./claim-spec.ts";
import type { Arms } from "./protocol.ts";

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function wordProblems(spec: AnyClaimSpec): string[] {
  const problems: string[] = [];
  if (!SLUG.test(spec.slug)) problems.push(`slug "${spec.slug}" is not lower case with dashes`);
  if (spec.source.locator.trim() === "") problems.push("source has no locator");
  if (spec.source.version.trim() === "") problems.push("source has no version");
  if (spec.controls.length === 0) problems.push("it has no negative control");
  for (const name of duplicates(spec.controls.map((control) => control.name))) {
    problems.push(`control ${name} is defined twice`);
  }
  for (const name of spec.data ?? []) {
    if (findDataset(name) === undefined) problems.push(noDataset(name));
  }
  return problems;
}

function isPlainJson(value: unknown): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

function armProblems(where: string, arms: Arms): string[] {
  return Object.entries(arms).flatMap(([name, { measure, setting }]) =>
    isPlainJson(setting)
      ? measure.problems(setting).map((problem) => `${where}, arm ${name}: ${problem}`)
      : [`${where}, arm ${name}: its setting is not plain JSON`],
  );
}

/** Everything that is wrong with a claim, so that the author sees it all at once. */
export function problemsOf(spec: AnyClaimSpec): string[] {
  const ofBudgets = BUDGETS.flatMap((budget) => {
    const protocol = spec.protocol(budget);
    const ofControls = spec.controls.flatMap((control) => {
      const { arms = {} } = control.changes(protocol);
      return armProblems(`control ${control.name} at ${budget}`, arms as Arms);
    });
    const seedless = protocol.seeds.length === 0 ? [`${budget} has no seeds`] : [];
    return [...seedless, ...armProblems(`protocol at ${budget}`, protocol.arms), ...ofControls];
  });
  return [...wordProblems(spec), ...ofBudgets];
}
