/** What must hold of a pair of arms before their difference may speak (spec 3.1). */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Measured, Results } from "../../verification/index.ts";
import { logRatios, pairsOf } from "./pairs.ts";

/** Of |mean ln(f(LB) / f(SB))|: 10 % between the losses at which the arms stop. */
export const LOSS_RATIO_LOG_MAX = 0.1;
export const EQUAL_LOSS = "both arms stop at the same training loss";

const MISSING = { value: null, exact: null, low: null, high: null };

function meanOf(values: readonly (number | null)[]): Measured {
  const sum = values.reduce<number>((total, value) => total + (value ?? NaN), 0);
  const mean = Math.abs(sum / values.length);
  return Number.isFinite(mean) ? { ...MISSING, value: mean } : MISSING;
}

/** Runs of the arms that never reached their target; every one makes the claim undecidable. */
function missed(results: Results<Arms>, arms: readonly string[]): bigint {
  const reached = arms.flatMap((arm) => results[arm]?.values["reachedTarget"] ?? []);
  return BigInt(reached.filter(({ value }) => value !== 1).length);
}

export function validityConditions(
  results: Results<Arms>,
  arms: { readonly small: string; readonly large: string },
): Condition[] {
  const reached = pairsOf(results, arms, "reachedTarget").map(
    ({ small, large }) => small === 1 && large === 1,
  );
  // A run that did not arrive has another loss for that reason, and is counted below.
  const pairs = pairsOf(results, arms, "trainingLoss").filter((_, pair) => reached[pair]);
  const ratios = logRatios(pairs);
  return [
    condition({
      ...{ name: EQUAL_LOSS, role: "precondition", measured: meanOf(ratios) },
      quantity: "|mean ln of the training loss at large batches over that at small ones|",
      ...{ relation: "atMost", threshold: LOSS_RATIO_LOG_MAX, ifFails: CONCLUSIONS.invalid },
    }),
    condition({
      name: "every run reaches the target loss",
      ...{ role: "precondition", quantity: "runs that stopped at the limit of updates" },
      measured: missed(results, [arms.small, arms.large]),
      ...{ relation: "equal", threshold: 0n, ifFails: CONCLUSIONS.unresolved },
    }),
  ];
}
