/** Which way a drift of the trained claims is worse: where the effect that is claimed gets smaller. */
import { describe, expect, it } from "vitest";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { sealEvidence, type EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { toMeasurement } from "../../src/domain/measurement.ts";
import { dwEmpDepth } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth.claim.ts";
import { dwEmpWidth } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width.claim.ts";
import { k1Gap } from "../../src/papers/keskar2017-large-batch/k1-gap.claim.ts";
import { k4SharpFull } from "../../src/papers/keskar2017-large-batch/k4-sharp-full.claim.ts";
import { k4SharpMagnitude } from "../../src/papers/keskar2017-large-batch/k4-sharp-magnitude.claim.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import { compareEvidence } from "../../src/verification/regression/compare.ts";

const BUDGET = "quick";

/** By how much the numbers of an arm are multiplied. */
type Factor = (arm: string) => number;

/** Every quantity of every arm is about 1, a little off with each seed. */
function recordOf(claim: ClaimDefinition, factor: Factor): EvidenceRecord {
  const runs = claim.plan(BUDGET).map(({ control, arm, seed, measure }) => {
    const value = factor(arm) * (1 + 1e-3 * Math.sin(seed + arm.length));
    const names = Object.keys(measure.quantities);
    return {
      ...({ control, arm, seed, measure: measure.name, status: "SUCCEEDED" } as const),
      measurements: names.map((name) => toMeasurement(name, value)),
      ...{ message: null, certificate: null },
    };
  });
  const digest = "0".repeat(64);
  const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };
  return sealEvidence({
    schemaVersion: 1,
    paper: "a paper",
    claim: claim.slug,
    claimDigest: claim.claimDigest,
    protocolDigest: claim.protocolDigest(BUDGET),
    kind: claim.evidenceKind,
    budget: BUDGET,
    seeds: [...claim.seeds(BUDGET)],
    runs,
    // Nobody decides: only numbers are compared.
    ...{ checks: [], controls: [], uncappedVerdict: "INCONCLUSIVE", verdict: "INCONCLUSIVE" },
    ...{ reasonCode: "UNRESOLVED", reason: "nobody decided" },
    drift: [...claim.drift(BUDGET)],
    environment: EXACT_ENVIRONMENT,
    release,
  });
}

/** The tier of each difference between two arms when the arms move so. */
function tiersOf(claim: ClaimDefinition, factor: Factor) {
  const before = recordOf(claim, () => 1);
  const { items } = compareEvidence([before], [recordOf(claim, factor)]);
  const between = items[0]?.quantities.filter(({ name }) => name.includes(" minus ")) ?? [];
  return [...new Set(between.map(({ tier }) => tier))];
}

const double =
  (which: RegExp): Factor =>
  (arm) =>
    which.test(arm) ? 2 : 1;

const flatter = { claim: k4SharpFull, against: /^SB$/, towards: /^LB$/ };

/** Where everything of the one arm is doubled the effect is smaller, of the other larger. */
describe.each([
  { claim: k1Gap, against: /^LB$/, towards: /^SB$/ },
  flatter,
  { ...flatter, claim: k4SharpMagnitude },
  { claim: dwEmpWidth, against: /width 16$/, towards: /width 2$/ },
  { claim: dwEmpDepth, against: /^\w+, 3 /, towards: /^\w+, 1 / },
])("$claim.slug", ({ claim, against, towards }) => {
  it("has regressed where its effect is smaller", () => {
    expect(tiersOf(claim, double(against))).toEqual(["REGRESSED"]);
  });

  it("is better where its effect is larger", () => {
    expect(tiersOf(claim, double(towards))).toEqual(["IMPROVED"]);
  });
});
