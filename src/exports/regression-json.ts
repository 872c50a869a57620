import { toEnumName } from "../domain/enum-name.ts";
import { FALSE_ALARM_RATE, type ComparedClaim, type QuantityDrift } from "../domain/regression.ts";
import { claimsOf, type RegressionReport, type Side } from "./regression-report.ts";

function toQuantityJson({ scale, worse, method, ...numbers }: QuantityDrift) {
  const names = { scale: toEnumName(scale), worse: toEnumName(worse), method: toEnumName(method) };
  return { ...numbers, ...names };
}

function toSideJson({ name, releases }: Side) {
  return { name, releases };
}

function toItemJson({ claim: slug, budget, quantities, ...rest }: ComparedClaim) {
  return {
    ...{ slug, claim: { slug }, budget: toEnumName(budget), ...rest },
    quantities: quantities.map(toQuantityJson),
  };
}

/**
 * One comparison in the shape of the GraphQL type `Regression`, enum values in capitals, with what it was
 * made of. `gate`, `reason` and `level` are null where nothing could be compared; `problem` says why.
 */
export function toRegressionJson(report: RegressionReport) {
  const { version, comparison, problem } = report;
  return {
    ...{ version, problem },
    baseline: toSideJson(report.baseline),
    candidate: toSideJson(report.candidate),
    gate: comparison?.gate ?? null,
    reason: comparison?.reason ?? null,
    intervals: comparison?.intervals ?? 0,
    level: comparison?.level ?? null,
    falseAlarmRate: FALSE_ALARM_RATE,
    items: claimsOf(report).map(toItemJson),
  };
}
