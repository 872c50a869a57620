import { expect, it } from "vitest";
import { describeEvidence } from "../../../src/cli/describe-evidence.ts";
import { sealEvidence } from "../../../src/domain/evidence-record.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

const environment = {
  ...({ engine: "abacus", device: "CPU", precision: "float32", threads: 1 } as const),
  ...{ cpuFeatures: null, versions: [] },
};
const supported = { verdict: "SUPPORTED", reasonCode: "ALL_CONDITIONS_HOLD", reason: "" } as const;
const other = { verdict: "NOT_SUPPORTED", reasonCode: "EFFECT_ABSENT", reason: "" } as const;
const apart = { arm: "rod", seed: 2, quantity: "value", difference: 3, relative: 0.25 };

it.each([
  ["agrees", supported, "  second    agrees on abacus (float32): SUPPORTED; "],
  ["disagrees", other, "  second    DISAGREES on abacus (float32): NOT_SUPPORTED; "],
])(
  "tells that a second engine %s, and the numbers that are furthest apart",
  async (_, second, told) => {
    const { digest, resultDigest, ...record } = await sampleEvidence("rods2020", "long-rods");
    const disagreements = [{ ...apart, first: 12, second: 9 }];
    const found = { environment, runs: [], checks: [], first: supported, second, disagreements };
    const text = describeEvidence(sealEvidence({ ...record, crossCheck: found }), null);
    expect(text.split("\n")).toContain(
      `${told}furthest apart (of 1) value of rod with seed 2: 12 and 9 (0.25 of the larger)`,
    );
  },
);

it("tells nothing of a second engine where there was none", async () => {
  expect(describeEvidence(await sampleEvidence("rods2020", "long-rods"), null)).not.toContain(
    "second",
  );
});
