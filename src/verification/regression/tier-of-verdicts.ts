/** From two verdicts to a tier. */
import type { Tier } from "../../domain/regression.ts";
import type { Verdict } from "../../domain/verdict.ts";

/** Nothing can be compared with what was not decided. */
const UNDECIDED: readonly Verdict[] = ["INCONCLUSIVE", "INVALID"];

/** Both without the cap of their budget, under which a smoke run could never lose a verdict. */
export function tierOfVerdicts(before: Verdict, after: Verdict): Tier {
  if (before === after && !UNDECIDED.includes(before)) return "STABLE";
  if (after === "SUPPORTED") return "IMPROVED";
  if (UNDECIDED.includes(before)) return "UNSTABLE_BASELINE";
  return after === "INCONCLUSIVE" ? "SOFTLY_REGRESSED" : "REGRESSED";
}
