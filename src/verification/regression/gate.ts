/** From the claims of a comparison to what a pipeline is told. Never green on nothing. */
import {
  countTiers,
  FAILING_TIERS,
  UNDECIDED_TIERS,
  type ComparedClaim,
  type Gate,
  type Tier,
} from "../../domain/regression.ts";
import { tierOfVerdicts } from "./tier-of-verdicts.ts";
import { count } from "./words.ts";

interface Told {
  readonly gate: Gate;
  readonly reason: string;
}

/** Of all broken instruments too: an equal digest says that they broke, or diverged, in the same way. */
function decidesNothing(items: readonly ComparedClaim[]): boolean {
  const verdicts = items.flatMap(({ after }) => after?.uncappedVerdict ?? []);
  return verdicts.every((verdict) => verdict === "INVALID" || verdict === "INCONCLUSIVE");
}

/** What makes a claim softly regressed must not hide that the rest of it could not be compared. */
function isPartlyUndecided({ tier, before, after, quantities }: ComparedClaim): boolean {
  if (tier !== "SOFTLY_REGRESSED" || before === null || after === null) return false;
  const ofVerdict = tierOfVerdicts(before.uncappedVerdict, after.uncappedVerdict);
  return [ofVerdict, ...quantities.map((one) => one.tier)].some((one) =>
    UNDECIDED_TIERS.includes(one),
  );
}

/** Its instrument does not work: there is nothing to begin with. */
function isNewAndInvalid({ tier, after }: ComparedClaim): boolean {
  return tier === "NEW" && after?.uncappedVerdict === "INVALID";
}

export function gateOf(items: readonly ComparedClaim[]): Told {
  if (items.length === 0) {
    return { gate: "UNDECIDED", reason: "no evidence on either side: nothing was compared" };
  }
  const counts = `${count(items.length, "claim")}: ${countTiers(items)}`;
  const has = (tiers: readonly Tier[]) => items.some(({ tier }) => tiers.includes(tier));
  if (has(FAILING_TIERS)) return { gate: "FAIL", reason: counts };
  if (has(UNDECIDED_TIERS)) return { gate: "UNDECIDED", reason: counts };
  if (items.some(isPartlyUndecided)) {
    return { gate: "UNDECIDED", reason: `${counts}; parts of these could not be compared` };
  }
  if (items.every(({ tier }) => tier === "NEW")) {
    return { gate: "UNDECIDED", reason: `${counts}; nothing was compared` };
  }
  if (decidesNothing(items)) {
    return { gate: "UNDECIDED", reason: `${counts}; the candidate decides none of them` };
  }
  if (items.some(isNewAndInvalid)) {
    return { gate: "UNDECIDED", reason: `${counts}; a new claim is INVALID` };
  }
  return { gate: has(["SOFTLY_REGRESSED"]) ? "WARN" : "PASS", reason: counts };
}
