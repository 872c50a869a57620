import { describe, expect, it } from "vitest";
import type { Measure } from "../../../src/compute/measures/measure.ts";
import { canonicalJson, sha256 } from "../../../src/domain/canonical.ts";
import { EXACT_ENVIRONMENT } from "../../../src/domain/environment.ts";
import {
  evidenceRecordSchema,
  runRecordSchema,
  type RunRecord,
} from "../../../src/domain/evidence-record.ts";
import { assembleEvidence } from "../../../src/verification/assemble-evidence.ts";
import type { PlannedRun } from "../../../src/verification/claim-spec.ts";
import { executeRun } from "../../../src/verification/execute-run.ts";
import { defineClaim } from "../../../src/verification/index.ts";
import { runPlan } from "../../support/run-plan.ts";
import { protocolOf, scratchClaim, stated } from "../../support/scratch-claim.ts";

const digest = "0".repeat(64);
const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };

function assemble(
  claim: ReturnType<typeof defineClaim>,
  runs: readonly RunRecord[],
  environment = EXACT_ENVIRONMENT,
) {
  const verification = { paper: "rods2020-length", claim, budget: "quick" as const };
  return assembleEvidence({ ...verification, environment, release }, runs);
}

describe("one run", () => {
  const planned = (value: number | "NaN" | "throw") => {
    return { control: null, arm: "rod", seed: 3, measure: stated, setting: { value } };
  };

  it("records name, seed, unit and a certificate by its digest", async () => {
    const run = planned(12) as Parameters<typeof executeRun>[0];
    const { record, certificate } = await executeRun(run);
    expect(certificate).toBe('{"seed":3,"value":12}');
    expect(record).toMatchObject({
      ...{ arm: "rod", seed: 3, measure: "stated", status: "SUCCEEDED", message: null },
      measurements: [{ name: "value", value: 12, unit: "mm", state: null }],
      certificate: { name: "stated", digest: sha256(canonicalJson({ value: 12, seed: 3 })) },
    });
  });

  it("that measures NaN succeeds with a state instead of a value", async () => {
    const { record } = await executeRun(planned("NaN"));
    expect(record.status).toBe("SUCCEEDED");
    expect(record.measurements).toMatchObject([{ value: null, exact: null, state: "NAN" }]);
  });

  it("that diverged is a result: every quantity, NaN where it has none, and its curves", async () => {
    const measure: Measure<unknown, "loss" | "updates"> = {
      name: "training",
      quantities: {
        loss: { unit: "nat", meaning: "the last loss" },
        updates: { unit: null, meaning: "how many" },
      },
      problems: () => [],
      run: () => ({
        diverged: { step: 7, message: "the loss is NaN" },
        quantities: { updates: 7 },
        series: [{ name: "loss", unit: "nat", x: [0, 7], y: [2.5, Number.NaN] }],
      }),
    };
    const run = { control: null, arm: "large", seed: 1, measure, setting: {} } as PlannedRun;
    const { record, series } = await executeRun(run);
    expect(record).toMatchObject({
      ...{ status: "DIVERGED", message: "diverged at step 7: the loss is NaN" },
      measurements: [
        { name: "loss", value: null, state: "NAN", unit: "nat" },
        { name: "updates", value: 7, state: null },
      ],
    });
    expect(series).toBe('[{"name":"loss","unit":"nat","x":[0,7],"y":[2.5,null]}]');
    expect(record.series).toBe(sha256(series ?? ""));
    expect(runRecordSchema.parse(record)).toEqual(record);
  });

  it("of a claim without an engine that asks for one is FAILED and says what to do", async () => {
    const measure: Measure<unknown, "value"> = {
      ...{ name: "eager", problems: () => [] },
      quantities: { value: { unit: null, meaning: "none" } },
      run: (_, { engine }) => ({ quantities: { value: engine.name.length } }),
    };
    const run = { control: null, arm: "rod", seed: 1, measure, setting: {} } as PlannedRun;
    const { record } = await executeRun(run);
    expect(record).toMatchObject({ status: "FAILED" });
    expect(record.message).toContain("its claim declares none: add engine to it");
  });

  it("that throws is FAILED with the message", async () => {
    const { record } = await executeRun(planned("throw"));
    expect(record).toMatchObject({ status: "FAILED", message: "the gauge is broken" });
  });
});

describe("evidence", () => {
  it("is a valid record, the same whatever order the runs finished in", async () => {
    const claim = defineClaim(scratchClaim());
    const runs = await runPlan(claim.plan("quick"));
    const evidence = assemble(claim, runs);
    expect(evidenceRecordSchema.parse(evidence)).toEqual(evidence);
    expect(assemble(claim, runs.toReversed())).toEqual(evidence);
  });

  it("stands with a number that is not finite", async () => {
    const claim = defineClaim(scratchClaim({ protocol: () => protocolOf({ rod: "NaN" }) }));
    const evidence = assemble(claim, await runPlan(claim.plan("quick")));
    expect(evidence.verdict).toBe("INCONCLUSIVE");
    expect(evidenceRecordSchema.parse(evidence)).toEqual(evidence);
  });

  it("is not made of fewer runs than the plan has", async () => {
    const claim = defineClaim(scratchClaim());
    const runs = await runPlan(claim.plan("quick"));
    expect(() => assemble(claim, runs.slice(1))).toThrow(/no run of .*short rod/);
  });

  it("elsewhere has another digest and the same result digest", async () => {
    const claim = defineClaim(scratchClaim());
    const runs = await runPlan(claim.plan("quick"));
    const here = assemble(claim, runs);
    const there = assemble(claim, runs, { ...EXACT_ENVIRONMENT, engine: "other" });
    expect(there.resultDigest).toBe(here.resultDigest);
    expect(there.digest).not.toBe(here.digest);
  });
});

describe("figures", () => {
  const none = new Map();
  const figures = () => [{ name: "length", title: "Length", spec: {} }];

  it("are drawn of finished runs, and not where a run failed", async () => {
    const good = defineClaim(scratchClaim({ figures }));
    expect(good.figures("quick", await runPlan(good.plan("quick")), none)).toHaveLength(1);
    const protocol = () => protocolOf({ rod: "throw" });
    const bad = defineClaim(scratchClaim({ figures, protocol }));
    expect(bad.figures("quick", await runPlan(bad.plan("quick")), none)).toEqual([]);
  });
});
