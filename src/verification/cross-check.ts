/**
 * A second engine's numbers beside those of the first. What is compared is the verdict, and the numbers
 * are shown: a long training in float32 ends at other weights wherever sums are rounded in another
 * order, so that no bound on the numbers could tell a wrong engine from another right one.
 */
import type { Disagreement } from "../domain/disagreement.ts";
import type { Environment } from "../domain/environment.ts";
import {
  enginesAgree,
  type Check,
  type CrossCheck,
  type RunRecord,
} from "../domain/evidence-record.ts";
import type { Measurement } from "../domain/measurement.ts";
import { doubleOf, parseRational, subtractRationals } from "../domain/rational.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Condition } from "./checks/condition.ts";
import type { Conclusion } from "./checks/conclude.ts";
import { runKey } from "./execute-run.ts";

/** The protocol's own runs on another engine, in the order of the plan. */
export interface SecondEngine {
  readonly environment: Environment;
  readonly runs: readonly RunRecord[];
  /** The name of the first one. */
  readonly beside: string;
}

/** What a claim's own runs say on one engine. */
export interface Judged {
  readonly own: Conclusion;
  readonly conditions: readonly Condition[];
}

function distanceOf(first: Measurement, second: Measurement): number | null {
  if (first.exact !== null && second.exact !== null) {
    const [left, right] = [first.exact, second.exact].map(parseRational);
    if (left !== undefined && right !== undefined) {
      return Math.abs(doubleOf(subtractRationals(left, right)));
    }
  }
  if (first.value !== null && second.value !== null) return Math.abs(first.value - second.value);
  return first.state !== null && first.state === second.state ? 0 : null;
}

function relativeTo(distance: number | null, first: Measurement, second: Measurement) {
  if (distance === null || distance === 0) return distance;
  return distance / Math.max(Math.abs(first.value ?? 0), Math.abs(second.value ?? 0));
}

const finite = (value: number | null) => (Number.isFinite(value) ? value : null);

/** One where a run gave a quantity on both engines or on one alone. */
function disagreementsIn(first: RunRecord, second: RunRecord | undefined): Disagreement[] {
  const { arm, seed } = first;
  const named = (run: RunRecord | undefined) =>
    new Map(run?.measurements.map((one) => [one.name, one]));
  const [ofFirst, ofSecond] = [named(first), named(second)];
  return [...new Set([...ofFirst.keys(), ...ofSecond.keys()])].map((quantity) => {
    const [left, right] = [ofFirst.get(quantity), ofSecond.get(quantity)];
    const values = { first: left?.value ?? null, second: right?.value ?? null };
    if (left === undefined || right === undefined) {
      return { arm, seed, quantity, ...values, difference: null, relative: null };
    }
    const distance = distanceOf(left, right);
    const relative = relativeTo(distance, left, right);
    return {
      arm,
      seed,
      quantity,
      ...values,
      difference: finite(distance),
      relative: finite(relative),
    };
  });
}

/** Of every measurement, the largest first; what cannot be compared before all of them. */
export function disagreementsOf(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
): Disagreement[] {
  const others = new Map(second.map((run) => [runKey(run), run]));
  const size = ({ relative }: Disagreement) => relative ?? Infinity;
  return first
    .filter(({ control }) => control === null)
    .flatMap((run) => disagreementsIn(run, others.get(runKey(run))))
    .toSorted((left, right) => (size(left) === size(right) ? 0 : size(right) - size(left)));
}

/** What evidence keeps of the second engine. */
export function crossCheckOf(
  runs: readonly RunRecord[],
  second: SecondEngine,
  [first, other]: readonly [Judged, Judged],
): CrossCheck {
  return {
    environment: second.environment,
    runs: [...second.runs],
    checks: other.conditions.map(({ check }) => check),
    ...{ first: first.own, second: other.own },
    disagreements: disagreementsOf(runs, second.runs),
  };
}

/** What changes where two engines do not find the same. */
function whatChanges(first: Verdict, second: Verdict): string {
  if (first !== second) return "the verdict";
  return first === "INCONCLUSIVE" ? "what is missing for a verdict" : "the reason of the verdict";
}

/**
 * The first engine's conclusion, unless the second found something else. INVALID on either stays so:
 * a second opinion does not mend an instrument that is broken on one of them.
 */
export function unlessEnginesDisagree(
  crossCheck: CrossCheck,
  checks: readonly Check[],
  beside: string,
): Conclusion {
  const { first, second, environment } = crossCheck;
  if (enginesAgree(checks, crossCheck) || first.verdict === "INVALID") return first;
  const told = (engine: string, { verdict, reason }: Conclusion) =>
    `on ${engine} it is ${verdict} (${reason})`;
  const found = `${told(beside, first)}, ${told(environment.engine, second)}`;
  const changes = whatChanges(first.verdict, second.verdict);
  const reason = `${changes} changes with the engine: ${found}`;
  if (second.verdict === "INVALID") return { ...second, reason };
  return { verdict: "INCONCLUSIVE", reasonCode: "ENGINES_DISAGREE", reason };
}
