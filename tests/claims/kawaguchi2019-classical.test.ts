import { beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { dwClassical } from "../../src/papers/kawaguchi2019-depth-width/dw-classical.claim.ts";
import { dwDeepLinear } from "../../src/papers/kawaguchi2019-depth-width/dw-deep-linear.claim.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runPlan } from "../support/run-plan.ts";
import { tamper } from "../support/tamper.ts";
import { failed, failures, figuresOf, keptControls } from "./kawaguchi2020-support.ts";

const CLAIMS = [dwClassical, dwDeepLinear];
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
});

it("the figure of dw-classical is above 0 for one linear unit alone", async () => {
  const [figure] = await figuresOf(dwClassical, "smoke");
  const { values } = figure?.spec["data"] as { values: { units: number; excess: number }[] };
  expect(new Set(values.map(({ units }) => units))).toEqual(new Set([1, 2, 3]));
  for (const { units, excess } of values) expect(excess > 1e-9).toBe(units === 1);
});

type Setting = Record<string, unknown>;

async function mutated(claim: Claim, change: (setting: Setting, run: PlannedRun) => Setting) {
  const plan = claim.plan("smoke").map((one) => {
    if (one.control !== null) return one;
    return { ...one, setting: change(one.setting as Setting, one) };
  });
  return claim.decide("smoke", await runPlan(plan));
}

const ofTails = (changes: Setting) => (setting: Setting) =>
  "widths" in setting ? { ...setting, ...changes } : setting;

async function tampered(claim: Claim, quantity: string, change: number): Promise<Decision> {
  const runs = await runPlan(claim.plan("smoke"));
  const isOwn = ({ control }: RunRecord) => control === null;
  const exact = Number.isInteger(change) ? String(change) : null;
  return claim.decide("smoke", tamper(runs, isOwn, quantity, { value: change, exact }));
}

describe("dw-classical made false", () => {
  it("by too few linear units is refused by its hypothesis, and (A) fails", async () => {
    const decision = await mutated(dwClassical, ofTails({ widths: [1, 1] }));
    expect(failed(decision, "precondition")).toContain("(i) every S has at least d_y units: n = 2");
    expect(failed(decision, "claim")).toContain(
      "(A) L = 1/2 ||PN[B_S] Y||^2 at every minimum found",
    );
    expect(["PRECONDITION_FAILED", "INVALID"]).toContain(decision.verdict);
  });

  it("by a saddle in place of the minima is PRECONDITION_FAILED", async () => {
    const decision = await mutated(dwClassical, (setting, { arm }) =>
      arm === "n = 3" ? { ...setting, start: "origin", starts: 1 } : setting,
    );
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
  });

  it("by shuffled labels the network is no minimum", async () => {
    const decision = await mutated(dwClassical, (setting, { arm }) => {
      if (arm !== "S1 at its minimum") return setting;
      const { network, data } = setting["model"] as {
        network: unknown;
        data: { inputs: unknown; targets: readonly (readonly number[])[] };
      };
      const targets = data.targets.map((_, i) => data.targets.at(i - 1));
      return { ...setting, model: { network, data: { ...data, targets } } };
    });
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
    expect(failed(decision, "precondition")).toEqual([
      "the point is stationary in A and C: S1 at its minimum",
    ]);
  });

  it("by a block that is left out of B_S is seen by (A)", async () => {
    const decision = await tampered(dwClassical, "defect", 0.01);
    expect(decision.verdict).toBe("INCONCLUSIVE");
    expect(failed(decision, "claim")).toHaveLength(3);
  });

  it.each(["defect", "excess", "termsDefect"])("by a %s of 2e-9 is not SUPPORTED", async (name) => {
    expect((await tampered(dwClassical, name, 2e-9)).verdict).toBe("INCONCLUSIVE");
  });

  it.each(["counterexamples", "unresolved"])("by one of %s is INCONCLUSIVE", async (quantity) => {
    expect((await tampered(dwClassical, quantity, 1)).verdict).toBe("INCONCLUSIVE");
  });
});

it("dw-deep-linear keeps its controls with three draws of the data", async () => {
  const decision = dwDeepLinear.decide("standard", await runPlan(dwDeepLinear.plan("standard")));
  expect(keptControls(decision)).toEqual(dwDeepLinear.controls.map(({ name }) => name));
  expect(decision.verdict).toBe("SUPPORTED");
});

describe("dw-deep-linear made false", () => {
  it("by a bottleneck is refused, and certified minima have other values", async () => {
    const decision = await mutated(dwDeepLinear, (setting) => {
      const widths = (setting["widths"] as number[]).map(() => 1);
      return { ...setting, widths };
    });
    expect(decision.verdict).toBe("PRECONDITION_FAILED");
    expect(failed(decision, "claim")).toContain(
      "no strict minimum by second derivatives has another value",
    );
  });

  it("by one counterexample in float64 is INCONCLUSIVE", async () => {
    expect((await tampered(dwDeepLinear, "counterexamples", 1)).verdict).toBe("INCONCLUSIVE");
  });

  it("without an end that attains the value is INCONCLUSIVE", async () => {
    expect((await tampered(dwDeepLinear, "attained", 0)).verdict).toBe("INCONCLUSIVE");
  });
});
