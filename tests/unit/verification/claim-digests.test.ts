import { describe, expect, it } from "vitest";
import type { DriftRule } from "../../../src/domain/drift-rule.ts";
import { arm, defineClaim } from "../../../src/verification/index.ts";
import { protocolOf, scratchClaim, stated, type ScratchSpec } from "../../support/scratch-claim.ts";

const claim = (changes: Partial<ScratchSpec> = {}) => defineClaim(scratchClaim(changes));
const base = claim();

const [shortRod, longer] = scratchClaim().controls;
if (shortRod === undefined || longer === undefined)
  throw new Error("the scratch claim has changed");
const withControl = (change: Partial<typeof shortRod>) => {
  return { controls: [{ ...shortRod, ...change }, longer] };
};

const withDrift = (change: Partial<DriftRule>): Partial<ScratchSpec> => {
  const drift = protocolOf({}).drift.map((rule) => ({ ...rule, ...change }));
  return { protocol: () => ({ ...protocolOf({}), drift }) };
};

const words: readonly (readonly [boolean, string, Partial<ScratchSpec>])[] = [
  [true, "the slug", { slug: "other" }],
  [true, "the kind", { kind: "THEOREM" }],
  [true, "the locator", { source: { locator: "section 2", version: "v1" } }],
  [true, "the version", { source: { locator: "section 1", version: "v2" } }],
  [true, "the statement", { statement: "The rod is longer than 10 mm." }],
  [true, "the formula", { formula: "\\ell > 10" }],
  [true, "a hypothesis", { hypotheses: [{ name: "dry", statement: "It is dry." }] }],
  [true, "the provenance", { provenance: [{ of: "everything", provenance: "RECALLED" }] }],
  [false, "the title", { title: "Long rod" }],
  [false, "a limit", { limits: ["one rod"] }],
  [false, "a deviation", { deviations: ["another rod"] }],
  [false, "a control", withControl({ because: "so" })],
];

const protocols: readonly (readonly [boolean, string, Partial<ScratchSpec>])[] = [
  [true, "a setting", { protocol: () => protocolOf({ rod: 13 }) }],
  [true, "a threshold", { protocol: () => ({ ...protocolOf({}), thresholds: { least: 11 } }) }],
  [true, "a margin of drift", withDrift({ margin: 2 })],
  [false, "why a margin is what it is", withDrift({ because: "so" })],
  [true, "which side of a drift is worse", withDrift({ worse: "either" })],
  [true, "a rule of drift less", { protocol: () => ({ ...protocolOf({}), drift: [] }) }],
  [true, "the kind of evidence", { evidenceKind: "STATISTICAL" }],
  [true, "a control's name", withControl({ name: "other" })],
  [true, "what a control must break", withControl({ mustFail: "dry" })],
  [true, "a control's golden number", withControl({ golden: 3n })],
  [
    true,
    "a control's setting",
    withControl({ changes: () => ({ arms: { rod: arm(stated, { value: 4 }) } }) }),
  ],
  [
    true,
    "a control's threshold",
    { controls: [shortRod, { ...longer, changes: () => ({ thresholds: { least: 99 } }) }] },
  ],
  [false, "the seeds", { protocol: () => ({ ...protocolOf({}), seeds: [7, 8, 9] }) }],
  [false, "why a control must fail", withControl({ because: "so" })],
  [false, "the statement", { statement: "The rod is long." }],
];

describe("the digest of a claim's words", () => {
  it.each(words)("follows (%s) %s", (follows, _what, change) => {
    expect(claim(change).claimDigest !== base.claimDigest).toBe(follows);
  });
});

describe("the digest of a protocol", () => {
  it.each(protocols)("follows (%s) %s", (follows, _what, change) => {
    expect(claim(change).protocolDigest("quick") !== base.protocolDigest("quick")).toBe(follows);
  });
});
