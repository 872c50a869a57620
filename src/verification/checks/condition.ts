import type { Check } from "../../domain/evidence-record.ts";
import type { Measurement } from "../../domain/measurement.ts";
import {
  compareRationals,
  doubleOf,
  formatRational,
  parseRational,
  rationalOf,
  type Rational,
} from "../../domain/rational.ts";
import type { CheckOutcome, ReasonCode, Verdict } from "../../domain/verdict.ts";

/** What a claim concludes when a condition of it does not pass. */
export interface Conclusion {
  readonly verdict: Verdict;
  readonly reasonCode: ReasonCode;
}

/** A check with what follows from its outcome. */
export interface Condition {
  readonly check: Check;
  readonly ifFails: Conclusion;
}

export const CONCLUSIONS = {
  invalid: { verdict: "INVALID", reasonCode: "IMPLEMENTATION_CHECK_FAILED" },
  hypothesisNotMet: { verdict: "PRECONDITION_FAILED", reasonCode: "HYPOTHESIS_NOT_MET" },
  vacuous: { verdict: "VACUOUS", reasonCode: "HYPOTHESES_NEVER_HOLD" },
  refuted: { verdict: "REFUTED", reasonCode: "COUNTEREXAMPLE" },
  notSupported: { verdict: "NOT_SUPPORTED", reasonCode: "EFFECT_ABSENT" },
  underpowered: { verdict: "INCONCLUSIVE", reasonCode: "UNDERPOWERED" },
  unresolved: { verdict: "INCONCLUSIVE", reasonCode: "UNRESOLVED" },
} as const satisfies Record<string, Conclusion>;

/** A measured number, or an exact one computed from several of them. */
export type Measured = Pick<Measurement, "value" | "exact" | "low" | "high"> | bigint | Rational;

export interface ConditionSpec {
  readonly name: string;
  readonly role: Check["role"];
  readonly quantity: string;
  readonly measured: Measured;
  readonly relation: Check["relation"];
  readonly threshold: number | bigint | Rational;
  readonly ifFails: Conclusion;
}

function numbersOf(measured: Measured) {
  if (typeof measured !== "bigint" && "exact" in measured) return measured;
  const number = toRational(measured);
  return { value: finite(doubleOf(number)), exact: formatRational(number), low: null, high: null };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** `order` is negative, zero or positive as the measured number is below, at or above. */
function holds(relation: Check["relation"], order: number): boolean {
  if (relation === "equal") return order === 0;
  return relation === "atMost" ? order <= 0 : order >= 0;
}

function toRational(number: number | bigint | Rational): Rational {
  if (typeof number === "number") return rationalOf(number);
  return typeof number === "bigint" ? { numerator: number, denominator: 1n } : number;
}

/** An interval decides when all of it lies on one side; else nobody knows. */
function outcomeOfInterval(
  { relation }: ConditionSpec,
  [toLow, toHigh]: readonly [number, number],
): CheckOutcome {
  const [low, high] = [holds(relation, toLow), holds(relation, toHigh)];
  if (low === high && (relation !== "equal" || toLow === toHigh)) return low ? "PASS" : "FAIL";
  return "UNDECIDED";
}

/**
 * Compares without rounding: exact values as fractions, doubles as the fractions that they are. A
 * number that is missing, and a threshold that is none, decide nothing.
 */
function outcomeOf(spec: ConditionSpec): CheckOutcome {
  const { value, exact, low, high } = numbersOf(spec.measured);
  if (typeof spec.threshold === "number" && !Number.isFinite(spec.threshold)) return "UNDECIDED";
  const threshold = toRational(spec.threshold);
  const orderOf = (number: Rational) => compareRationals(number, threshold);
  if (exact !== null) return holds(spec.relation, orderOf(parseRational(exact))) ? "PASS" : "FAIL";
  if (value === null) return "UNDECIDED";
  if (low !== null || high !== null) {
    // An end that is not finite lies beyond every threshold.
    const toLow = low === null ? -1 : orderOf(rationalOf(low));
    const toHigh = high === null ? 1 : orderOf(rationalOf(high));
    return outcomeOfInterval(spec, [toLow, toHigh]);
  }
  return holds(spec.relation, orderOf(rationalOf(value))) ? "PASS" : "FAIL";
}

/** Compares one measured number with its threshold; pure. */
export function condition(spec: ConditionSpec): Condition {
  const { value, exact, low, high } = numbersOf(spec.measured);
  const { name, role, quantity, relation, threshold } = spec;
  const isDouble = typeof threshold === "number";
  const exactThreshold = isDouble ? null : formatRational(toRational(threshold));
  return {
    ifFails: spec.ifFails,
    check: {
      name,
      role,
      quantity,
      relation,
      value,
      exact,
      low,
      high,
      threshold: finite(isDouble ? threshold : doubleOf(toRational(threshold))),
      thresholdExact: exactThreshold,
      outcome: outcomeOf(spec),
    },
  };
}
