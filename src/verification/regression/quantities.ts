/** All quantities of one claim, before and after, in the order of its rules and then of its runs. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { EvidenceRecord } from "../../domain/evidence-record.ts";
import type { QuantityDrift } from "../../domain/regression.ts";
import type { TwoRuns } from "./quantity-drift.ts";
import { allRunsOf, inControl, ownRunsOf, type OwnRuns } from "./readings.ts";
import { driftOfSample, sampleOf } from "./sampled-drift.ts";
import { driftBySeed } from "./seedwise-drift.ts";

/** They are judged in a second step: how wide intervals are depends on how many there are of all claims. */
export interface Quantities {
  /** How many need an interval. */
  readonly intervals: number;
  /** How many have no rule of their own and did not drift. */
  readonly equal: number;
  at(level: number): readonly QuantityDrift[];
}

const MUST_BE_EQUAL = {
  ...({ scale: "absolute", margin: 0, worse: "either" } as const),
  because: "The claim states no rule by which it may drift.",
};

function measuredIn(runs: OwnRuns): Pick<DriftRule, "arm" | "quantity">[] {
  return [...runs].flatMap(([arm, bySeed]) => {
    const names = [...bySeed.values()].flatMap(({ measurements }) =>
      measurements.map(({ name }) => name),
    );
    return [...new Set(names)].map((quantity) => ({ arm, quantity }));
  });
}

/** What an arm may drift by, it may in a control; equality where there is no rule of it. */
function ruleOfControl(
  { arm, quantity }: Pick<DriftRule, "arm" | "quantity">,
  rules: readonly DriftRule[],
) {
  const found = rules.find(
    (rule) =>
      rule.minus === undefined && rule.quantity === quantity && arm.startsWith(inControl(rule.arm)),
  );
  if (found === undefined) return MUST_BE_EQUAL;
  const { scale, margin, worse, because } = found;
  return { scale, margin, worse, because };
}

/** A rule of a difference between two arms says nothing about each of them. */
function withoutRule({ before, after }: TwoRuns, rules: readonly DriftRule[]): DriftRule[] {
  const key = ({ arm, quantity }: Pick<DriftRule, "arm" | "quantity">) =>
    JSON.stringify([arm, quantity]);
  const ruled = new Set(rules.filter(({ minus }) => minus === undefined).map(key));
  const measured = [...measuredIn(before), ...measuredIn(after)];
  const byKey = new Map(measured.map((one) => [key(one), one]));
  for (const one of ruled) byKey.delete(one);
  return [...byKey.values()].map((one) => ({ ...one, ...ruleOfControl(one, rules) }));
}

function seedwise(runs: TwoRuns, rules: readonly DriftRule[]): Quantities {
  const ruled = rules.map((rule) => driftBySeed(runs, rule));
  const others = withoutRule(runs, rules).map((rule) => driftBySeed(runs, rule));
  const drifted = others.filter(({ tier }) => tier !== "STABLE");
  const all = [...ruled, ...drifted];
  return { intervals: 0, equal: others.length - drifted.length, at: () => all };
}

/** The same engine gives the same seed the same number. */
function hasSameEngine(one: EvidenceRecord, other: EvidenceRecord): boolean {
  const keys = ["engine", "device", "precision"] as const;
  return keys.every((key) => one.environment[key] === other.environment[key]);
}

/**
 * By the rules, and the kind of evidence, of the baseline. Where there is no noise the numbers of controls
 * are held to the same rules, or must be equal.
 */
export function quantitiesOf(before: EvidenceRecord, after: EvidenceRecord): Quantities {
  const { drift: rules = [], kind } = before;
  if (kind !== "STATISTICAL") {
    return seedwise({ before: allRunsOf(before), after: allRunsOf(after) }, rules);
  }
  const runs = { before: ownRunsOf(before), after: ownRunsOf(after) };
  const isSameEngine = hasSameEngine(before, after);
  const samples = rules.map((rule) => sampleOf(runs, rule, isSameEngine));
  const intervals = samples.filter(({ problems }) => problems.length === 0).length;
  return {
    intervals,
    equal: 0,
    at: (level) => samples.map((sampled) => driftOfSample(sampled, level)),
  };
}
