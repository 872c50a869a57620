import { findDataset, noDataset } from "../compute/datasets/index.ts";
import { describeQuantity, driftRuleSchema, type DriftRule } from "../domain/drift-rule.ts";
import { BUDGETS } from "../domain/verdict.ts";
import type { AnyClaimSpec } from "./claim-spec.ts";
import type { Arms, Protocol } from "./protocol.ts";

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function duplicates<T>(items: readonly T[]): T[] {
  return items.filter((item, index) => items.indexOf(item) !== index);
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

/** What has the same digest is the same: JSON drops undefined, the sign of 0, and what is in a Map. */
function isPlainJson(value: unknown): boolean {
  if (value === null || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === "string") return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isPlainJson);
  const isPlain = typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.values(value).every(isPlainJson);
}

/** A seed that stands twice is a sample that is counted twice. */
function seedProblems(where: string, seeds: readonly number[]): string[] {
  const none = seeds.filter((seed) => !Number.isSafeInteger(seed) || seed < 0);
  return [
    ...none.map((seed) => `${where}: the seed ${seed} is not a whole number from 0 on`),
    ...duplicates(seeds).map((seed) => `${where}: the seed ${seed} stands twice`),
  ];
}

function armProblems(where: string, arms: Arms): string[] {
  return Object.entries(arms).flatMap(([name, { measure, setting, seeds = [] }]) => {
    const here = `${where}, arm ${name}`;
    const ofSetting = isPlainJson(setting)
      ? measure.problems(setting).map((problem) => `${here}: ${problem}`)
      : [`${here}: its setting is not plain JSON`];
    return [...ofSetting, ...seedProblems(here, seeds)];
  });
}

function ruleProblem(rule: DriftRule, arms: Arms): string | null {
  const told = `drift of ${describeQuantity(rule)}`;
  const parsed = driftRuleSchema.safeParse(rule);
  if (!parsed.success)
    return `${told}: ${parsed.error.issues.map((one) => one.message).join(", ")}`;
  const named = rule.minus === undefined ? [rule.arm] : [rule.arm, rule.minus];
  for (const name of named) {
    const measure = arms[name]?.measure;
    if (measure === undefined) return `${told}: there is no arm ${name}`;
    if (!(rule.quantity in measure.quantities)) {
      return `${told}: ${measure.name} measures no ${rule.quantity}`;
    }
  }
  return null;
}

/** Without a rule nobody could tell the drift of a statistical claim from its noise. */
function driftProblems(where: string, spec: AnyClaimSpec, protocol: Protocol): string[] {
  const { drift = [], arms } = protocol;
  const statistical = spec.evidenceKind === "STATISTICAL";
  const none = statistical && drift.length === 0 ? ["it states no rule of drift"] : [];
  const exact = statistical ? drift.filter(({ margin }) => margin === 0).map(describeQuantity) : [];
  const noMargin = exact.map((name) => `drift of ${name}: a margin of 0 is for exact numbers`);
  const twice = duplicates(drift.map(describeQuantity)).map((name) => `drift of ${name} twice`);
  const broken = drift.map((rule) => ruleProblem(rule, arms)).filter((one) => one !== null);
  return [...none, ...noMargin, ...twice, ...broken].map((problem) => `${where}: ${problem}`);
}

function thresholdProblems(where: string, thresholds: unknown): string[] {
  return isPlainJson(thresholds) ? [] : [`${where}: its thresholds are not plain JSON`];
}

/** Everything that is wrong with a claim, so that the author sees it all at once. */
export function problemsOf(spec: AnyClaimSpec): string[] {
  const ofBudgets = BUDGETS.flatMap((budget) => {
    const protocol = spec.protocol(budget);
    const ofControls = spec.controls.flatMap((control) => {
      const { arms = {}, thresholds = null } = control.changes(protocol);
      const where = `control ${control.name} at ${budget}`;
      return [...armProblems(where, arms as Arms), ...thresholdProblems(where, thresholds)];
    });
    const { seeds, arms, thresholds } = protocol;
    const where = `protocol at ${budget}`;
    return [
      ...(seeds.length === 0 ? [`${budget} has no seeds`] : []),
      ...seedProblems(where, seeds),
      ...armProblems(where, arms),
      ...thresholdProblems(where, thresholds),
      ...ofControls,
      ...driftProblems(where, spec, protocol),
    ];
  });
  return [...wordProblems(spec), ...ofBudgets];
}
