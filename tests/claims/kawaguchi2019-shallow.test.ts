import { beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { dwShallowClassical } from "../../src/papers/kawaguchi2019-depth-width/dw-shallow-classical.claim.ts";
import { dwShallowIdentity } from "../../src/papers/kawaguchi2019-depth-width/dw-shallow-identity.claim.ts";
import type { Decision } from "../../src/verification/decide.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import { runPlan } from "../support/run-plan.ts";
import { tamper } from "../support/tamper.ts";
import { failed, failures, figuresOf, keptControls } from "./kawaguchi2020-support.ts";

const CLAIMS = [dwShallowIdentity, dwShallowClassical];
type Claim = (typeof CLAIMS)[number];

describe.each(CLAIMS)("$slug", (claim) => {
  describe.each(["smoke", "quick"] as const)("at %s", (budget) => {
    let decision: Decision;

    beforeAll(async () => {
      decision = claim.decide(budget, await runPlan(claim.plan(budget)));
    });

    it("is SUPPORTED with every condition passed", () => {
      expect(failures(decision)).toEqual([]);
      expect(decision.verdict).toBe("SUPPORTED");
    });

    it("keeps every control", () => {
      expect(keptControls(decision)).toEqual(claim.controls.map(({ name }) => name));
    });
  });

  it("draws the loss over the activation cells with the values of the minima", async () => {
    const [figure] = await figuresOf(claim, "smoke");
    const layers = figure?.spec["layer"] as { data: { values: { loss: number }[] } }[];
    const losses = layers[1]?.data.values.map(({ loss }) => loss).toSorted((a, b) => a - b);
    const [f1, s1] = [
      [5 / 2, 3, 5, 11 / 2, 15 / 2],
      [7 / 40, 21 / 2, 28, 57 / 2],
    ];
    expect(losses).toEqual(claim === dwShallowIdentity ? f1 : s1);
    expect(layers[0]?.data.values).toHaveLength(8);
  });
});

/** The claim's decision with the settings of its own runs changed. */
async function mutated(claim: Claim, change: (planned: PlannedRun) => unknown): Promise<Decision> {
  const plan = claim
    .plan("smoke")
    .map((one) => (one.control === null ? { ...one, setting: change(one) } : one));
  return claim.decide("smoke", await runPlan(plan));
}

interface PointSetting {
  readonly data: { readonly targets: readonly string[] };
  readonly units?: unknown;
}

const shuffled = ({ setting }: PlannedRun) => {
  const { data, ...rest } = setting as PointSetting;
  return {
    ...rest,
    data: { ...data, targets: data.targets.map((_, i) => data.targets.at(i - 1)) },
  };
};

const unitsOf = (units: unknown) => (planned: PlannedRun) =>
  planned.measure.name === "relu-point"
    ? { ...(planned.setting as PointSetting), units }
    : planned.setting;

async function tampered(
  claim: Claim,
  matches: (run: RunRecord) => boolean,
  quantity: string,
  exact: string,
): Promise<Decision> {
  const runs = await runPlan(claim.plan("smoke"));
  return claim.decide("smoke", tamper(runs, matches, quantity, { exact, value: Number(exact) }));
}

describe("dw-shallow-identity made false", () => {
  it("by a saddle in place of the minimum is refused by its hypothesis", async () => {
    const decision = await mutated(
      dwShallowIdentity,
      unitsOf([{ outgoing: "0", incoming: ["-1", "12"] }]),
    );
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
    expect(failed(decision, "claim")).toEqual(["L = 1/2 ||PN[Dbar] y||^2 at the point"]);
    expect(failed(decision, "implementation")).toEqual([]);
  });

  it("by shuffled labels misses the known values", async () => {
    const decision = await mutated(dwShallowIdentity, shuffled);
    expect(failed(decision, "implementation")).toContain("no known value is missing");
    expect(decision.verdict).toBe("INVALID");
  });

  it("by the wrong formula, with v_k as a factor, is caught by the saddle", async () => {
    const isSaddle = ({ control }: RunRecord) => control === "saddle with v = 0: no identity";
    const decision = await tampered(dwShallowIdentity, isSaddle, "gap", "0");
    expect(decision).toMatchObject({ verdict: "INVALID", reasonCode: "CONTROL_PASSED" });
  });

  it("by an enumerator that finds dead units alone is INVALID", async () => {
    const isOwn = ({ control, arm }: RunRecord) => control === null && arm === "F1, one unit";
    const decision = await tampered(dwShallowIdentity, isOwn, "missing", "4");
    expect(decision.verdict).toBe("INVALID");
  });

  it("by one minimum with another loss is REFUTED", async () => {
    const isOwn = ({ control, arm }: RunRecord) => control === null && arm === "F1, two units";
    const decision = await tampered(dwShallowIdentity, isOwn, "mismatches", "1");
    expect(decision).toMatchObject({ verdict: "REFUTED", reasonCode: "COUNTEREXAMPLE" });
  });

  it("by data without any open cell is VACUOUS", async () => {
    const isOwn = ({ control, arm }: RunRecord) => control === null && arm === "S1, one unit";
    const runs = await runPlan(dwShallowIdentity.plan("smoke"));
    const changed = tamper(runs, isOwn, "cells", { exact: "0", value: 0 });
    const { checks } = dwShallowIdentity.decide("smoke", changed);
    const failing = checks.filter(({ outcome }) => outcome === "FAIL").map(({ name }) => name);
    expect(failing).toEqual([
      "every sample has a strict sign in some cell: S1, one unit",
      "cells of S1, one unit",
    ]);
  });

  it("without a live minimum is INCONCLUSIVE", async () => {
    const decision = await tampered(
      dwShallowIdentity,
      ({ control }) => control === null,
      "instances",
      "0",
    );
    expect(decision.verdict).toBe("INCONCLUSIVE");
  });
});

describe("dw-shallow-classical made false", () => {
  it("by a dead unit in place of the active one is refused by its hypothesis", async () => {
    const decision = await mutated(
      dwShallowClassical,
      unitsOf([{ outgoing: "1", incoming: ["0", "-1"] }]),
    );
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
    expect(failed(decision, "claim")).toEqual([
      "L at the point is at most that of linear regression",
    ]);
  });

  it("by shuffled labels misses the known values", async () => {
    expect((await mutated(dwShallowClassical, shuffled)).verdict).toBe("INVALID");
  });

  it.each(["boundViolations", "regressionViolations"])("by one of %s is REFUTED", async (name) => {
    const isOwn = ({ control, arm }: RunRecord) => control === null && arm === "F1, two units";
    expect((await tampered(dwShallowClassical, isOwn, name, "1")).verdict).toBe("REFUTED");
  });
});
