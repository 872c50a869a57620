import type { Check } from "../../domain/evidence-record.ts";
import type { Measurement } from "../../domain/measurement.ts";
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
  refuted: { verdict: "REFUTED", reasonCode: "COUNTEREXAMPLE" },
  notSupported: { verdict: "NOT_SUPPORTED", reasonCode: "EFFECT_ABSENT" },
  unresolved: { verdict: "INCONCLUSIVE", reasonCode: "UNRESOLVED" },
} as const satisfies Record<string, Conclusion>;

/** A measured number, or an exact integer computed from several of them. */
export type Measured = Pick<Measurement, "value" | "exact" | "low" | "high"> | bigint;

export interface ConditionSpec {
  readonly name: string;
  readonly role: Check["role"];
  readonly quantity: string;
  readonly measured: Measured;
  readonly relation: Check["relation"];
  readonly threshold: number | bigint;
  readonly ifFails: Conclusion;
}

function numbersOf(measured: Measured) {
  if (typeof measured !== "bigint") return measured;
  return { value: finite(Number(measured)), exact: measured.toString(), low: null, high: null };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function holds(relation: Check["relation"], left: number | bigint, right: number | bigint) {
  if (relation === "equal") return left === right;
  return relation === "atMost" ? left <= right : left >= right;
}

/** Exact values are compared exactly; anything else as doubles; a missing number decides nothing. */
function outcomeOf(spec: ConditionSpec): CheckOutcome {
  const { value, exact } = numbersOf(spec.measured);
  if (exact !== null && /^-?\d+$/.test(exact) && typeof spec.threshold === "bigint") {
    return holds(spec.relation, BigInt(exact), spec.threshold) ? "PASS" : "FAIL";
  }
  if (value === null) return "UNDECIDED";
  return holds(spec.relation, value, Number(spec.threshold)) ? "PASS" : "FAIL";
}

/** Compares one measured number with its threshold; pure. */
export function condition(spec: ConditionSpec): Condition {
  const { value, exact, low, high } = numbersOf(spec.measured);
  const { name, role, quantity, relation, threshold } = spec;
  const exactThreshold = typeof threshold === "bigint" ? threshold.toString() : null;
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
      threshold: finite(Number(threshold)),
      thresholdExact: exactThreshold,
      outcome: outcomeOf(spec),
    },
  };
}
