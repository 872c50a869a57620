import { expect, it } from "vitest";
import { describeEvidence } from "../../../src/cli/describe-evidence.ts";
import { sealEvidence } from "../../../src/domain/evidence-record.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";
import { protocolOf } from "../../support/scratch-claim.ts";

const environment = {
  ...({ engine: "abacus", device: "CPU", precision: "float32", threads: 1 } as const),
  ...{ cpuFeatures: null, versions: [] },
};
const supported = { verdict: "SUPPORTED", reasonCode: "ALL_CONDITIONS_HOLD", reason: "" } as const;
const other = { verdict: "NOT_SUPPORTED", reasonCode: "EFFECT_ABSENT", reason: "" } as const;
const apart = { arm: "rod", seed: 2, quantity: "value", difference: 3, relative: 0.25 };

it.each([
  ["agrees", supported, "  second    agrees on abacus (float32): SUPPORTED on both"],
  ["disagrees", other, "  second    DISAGREES on abacus (float32): NOT_SUPPORTED"],
])("tells that a second engine %s, and what is furthest apart", async (_, second, told) => {
  const { digest, resultDigest, ...record } = await sampleEvidence("rods2020", "long-rods");
  const disagreements = [{ ...apart, first: 12, second: 9 }];
  const checks = record.checks.map((check) => {
    return check.name === "length" ? { ...check, value: 9 } : { ...check, value: 99 };
  });
  const found = { environment, runs: [], checks, first: supported, second, disagreements };
  const lines = describeEvidence(sealEvidence({ ...record, crossCheck: found }), null).split("\n");
  const at = lines.indexOf(told);
  expect(lines.slice(at, at + 3)).toEqual([
    told,
    "            furthest apart of its checks length: 12 and 9",
    "            furthest apart of 1 numbers value of rod with seed 2: 12 and 9 (0.25 of the larger)",
  ]);
});

it.each([
  ["the cap of its budget", "INCONCLUSIVE", "SUPPORTED"],
  ["its controls", "INVALID", "INVALID"],
] as const)(
  "tells that engines agree on what was found before %s made another verdict of it",
  async (after, verdict, uncappedVerdict) => {
    const { digest, resultDigest, ...record } = await sampleEvidence("rods2020", "long-rods");
    const engines = { first: supported, second: supported, disagreements: [] };
    const crossCheck = { environment, runs: [], checks: record.checks, ...engines };
    const found = sealEvidence({ ...record, verdict, uncappedVerdict, crossCheck });
    expect(describeEvidence(found, null)).toContain(
      `agrees on abacus (float32): SUPPORTED on both, before ${after}\n`,
    );
  },
);

it.each([
  ["INVALID", "CONTROL_PASSED", /next: this says nothing about the claim: npx corollary doctor /],
  ["INVALID", "RUN_FAILED", /--budget quick --json prints$/],
  ["INCONCLUSIVE", "RUN_DIVERGED", /next: npx corollary verify long-rods .* --cross-check tells/],
  ["PRECONDITION_FAILED", "HYPOTHESIS_NOT_MET", /next: .*npx corollary claims long-rods lists/],
] as const)("says what to do about %s by %s", async (verdict, reasonCode, next) => {
  const { digest, resultDigest, ...record } = await sampleEvidence("rods2020", "long-rods");
  const found = sealEvidence({
    ...{ ...record, budget: "quick", environment, verdict, reasonCode },
  });
  expect(describeEvidence(found, null).split("\n")[2]).toMatch(next);
});

it.each([
  ["no engine computed", { ...environment, engine: "none" }, undefined],
  ["a second engine was asked", environment, "asked"],
] as const)("advises no cross-check of a run that diverged where %s", async (_, first, second) => {
  const { digest, resultDigest, ...record } = await sampleEvidence("rods2020", "long-rods");
  const engines = { first: supported, second: supported, disagreements: [] };
  const crossCheck = { environment, runs: [], checks: record.checks, ...engines };
  const found = sealEvidence({
    ...{ ...record, environment: first, verdict: "INCONCLUSIVE", reasonCode: "RUN_DIVERGED" },
    ...(second === undefined ? {} : { crossCheck }),
  });
  expect(describeEvidence(found, null).split("\n")[2]).toBe(
    "  next: npx corollary verify long-rods --budget smoke --json shows the runs, " +
      "with what each that diverged came to",
  );
});

it("does not tell a control that fails without its change too as one that has to", async () => {
  const changes = { protocol: () => protocolOf({ rod: 9 }) };
  const told = describeEvidence(await sampleEvidence("rods2020", "long-rods", changes), null);
  expect(told).toContain(
    "  control   short rod failed: length: 3, required at least 10; it fails without the change " +
      "too, so that this control says nothing here\n",
  );
  expect(told).toContain(
    "  control   longer failed, as it must: length: 9, required at least 100\n",
  );
});

it("has nothing to do about a claim that is supported", async () => {
  const record = await sampleEvidence("rods2020", "long-rods");
  expect(record.verdict).toBe("SUPPORTED");
  expect(describeEvidence(record, null)).not.toContain("next:");
});

it("tells nothing of a second engine where there was none", async () => {
  expect(describeEvidence(await sampleEvidence("rods2020", "long-rods"), null)).not.toContain(
    "second",
  );
});
