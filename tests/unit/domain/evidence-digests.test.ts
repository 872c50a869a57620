import { beforeAll, describe, expect, it } from "vitest";
import { EXACT_ENVIRONMENT } from "../../../src/domain/environment.ts";
import { sealEvidence, type EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { assembleEvidence } from "../../../src/verification/assemble-evidence.ts";
import { defineClaim } from "../../../src/verification/index.ts";
import { runPlan } from "../../support/run-plan.ts";
import { scratchClaim } from "../../support/scratch-claim.ts";

const zeros = "0".repeat(64);
const ones = "1".repeat(64);

let base: EvidenceRecord;

beforeAll(async () => {
  const claim = defineClaim(scratchClaim());
  const release = { version: "0.0.0", sourceDigest: zeros, dependencyDigest: zeros };
  const verification = { paper: "rods2020", claim, budget: "quick" as const, release };
  const environment = EXACT_ENVIRONMENT;
  base = assembleEvidence({ ...verification, environment }, await runPlan(claim.plan("quick")));
});

/** Replaces the first member of a list. */
function first<T>(list: readonly T[], change: Partial<T>): T[] {
  return list.map((one, index) => (index === 0 ? { ...one, ...change } : one));
}

type Change = (record: EvidenceRecord) => Partial<EvidenceRecord>;

/** What each change must do: change both digests, the record's alone, or none. */
const changes: readonly (readonly ["both" | "record" | "none", string, Change])[] = [
  ["record", "the paper", () => ({ paper: "other2020" })],
  ["record", "the claim", () => ({ claim: "other" })],
  ["record", "the claim's words", () => ({ claimDigest: ones })],
  ["record", "the protocol", () => ({ protocolDigest: ones })],
  ["record", "the budget", () => ({ budget: "paper" })],
  ["record", "the engine", ({ environment }) => ({ environment: { ...environment, engine: "x" } })],
  ["record", "the threads", ({ environment }) => ({ environment: { ...environment, threads: 2 } })],
  ["record", "the version", ({ release }) => ({ release: { ...release, version: "1.0.0" } })],
  ["record", "the sources", ({ release }) => ({ release: { ...release, sourceDigest: ones } })],
  [
    "record",
    "the packages",
    ({ release }) => ({ release: { ...release, dependencyDigest: ones } }),
  ],
  ["both", "the seeds", () => ({ seeds: [7] })],
  ["both", "a run's arm", ({ runs }) => ({ runs: first(runs, { arm: "other" }) })],
  ["both", "a run's seed", ({ runs }) => ({ runs: first(runs, { seed: 99 }) })],
  ["both", "a run's control", ({ runs }) => ({ runs: first(runs, { control: "other" }) })],
  ["both", "a run's measure", ({ runs }) => ({ runs: first(runs, { measure: "other" }) })],
  ["both", "a run's status", ({ runs }) => ({ runs: first(runs, { status: "DIVERGED" }) })],
  ["both", "a measurement", ({ runs }) => ({ runs: first(runs, { measurements: [] }) })],
  [
    "both",
    "a certificate",
    ({ runs }) => ({ runs: first(runs, { certificate: { name: "stated", digest: ones } }) }),
  ],
  ["both", "a check's number", ({ checks }) => ({ checks: first(checks, { value: 5.5 }) })],
  ["both", "a check's threshold", ({ checks }) => ({ checks: first(checks, { threshold: 6 }) })],
  ["both", "a check's outcome", ({ checks }) => ({ checks: first(checks, { outcome: "FAIL" }) })],
  [
    "both",
    "a control's outcome",
    ({ controls }) => ({ controls: first(controls, { outcome: "PASSED" }) }),
  ],
  ["both", "a control's number", ({ controls }) => ({ controls: first(controls, { checks: [] }) })],
  [
    "both",
    "a control's golden number",
    ({ controls }) => ({ controls: first(controls, { golden: "3" }) }),
  ],
  ["both", "the uncapped verdict", () => ({ uncappedVerdict: "REFUTED" })],
  ["both", "the verdict", () => ({ verdict: "REFUTED" })],
  ["both", "the reason's code", () => ({ reasonCode: "COUNTEREXAMPLE" })],
  ["none", "the reason's words", () => ({ reason: "in other words" })],
  [
    "both",
    "what a check measured in words",
    ({ checks }) => ({ checks: first(checks, { quantity: "in other words" }) }),
  ],
  [
    "both",
    "the same of a control's check",
    ({ controls }) => ({
      controls: controls.map((one) => ({
        ...one,
        checks: first(one.checks, { quantity: "other" }),
      })),
    }),
  ],
  ["none", "a message with a path", ({ runs }) => ({ runs: first(runs, { message: "/home/a" }) })],
  ["none", "a control's why", ({ controls }) => ({ controls: first(controls, { because: "so" }) })],
  [
    "none",
    "a control's words",
    ({ controls }) => ({ controls: first(controls, { reason: "so" }) }),
  ],
];

describe("the digests of a record", () => {
  it.each(changes)("%s of them follow %s", (which, _what, change) => {
    const { resultDigest, digest } = sealEvidence({ ...base, ...change(base) });
    expect(resultDigest !== base.resultDigest).toBe(which === "both");
    expect(digest !== base.digest).toBe(which !== "none");
  });

  it("follow nothing else", () => {
    expect(sealEvidence(base)).toEqual(base);
  });
});
