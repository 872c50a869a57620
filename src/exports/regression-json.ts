import { toEnumName } from "../domain/enum-name.ts";
import type { ComparedClaim, QuantityDrift } from "../domain/regression.ts";
import { claimsOf, type RegressionReport } from "./regression-report.ts";

function toQuantityJson({ scale, worse, method, ...numbers }: QuantityDrift) {
  return {
    ...numbers,
    ...{ scale: toEnumName(scale), worse: toEnumName(worse) },
    method: toEnumName(method).replaceAll("-", "_"),
  };
}

function toItemJson({ claim, budget, quantities, ...rest }: ComparedClaim) {
  return {
    ...rest,
    claim: { slug: claim },
    budget: toEnumName(budget),
    quantities: quantities.map(toQuantityJson),
  };
}

/** One comparison with enum values in capitals, as the API has them; `gate` is null on a problem. */
export function toRegressionJson(report: RegressionReport) {
  const { version, against, comparison, problem } = report;
  return {
    ...{ version, against, problem },
    gate: comparison?.gate ?? null,
    reason: comparison?.reason ?? null,
    intervals: comparison?.intervals ?? 0,
    level: comparison?.level ?? null,
    items: claimsOf(report).map(toItemJson),
  };
}
