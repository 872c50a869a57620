import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/domain/evidence-record.ts";
import { condition, CONCLUSIONS, defineClaim } from "../../../src/verification/index.ts";
import { runPlan } from "../../support/run-plan.ts";
import { protocolOf, scratchClaim, type ScratchSpec } from "../../support/scratch-claim.ts";

async function decideOn(
  values: Parameters<typeof protocolOf>[0],
  changes: Partial<ScratchSpec> = {},
) {
  const claim = defineClaim(scratchClaim({ protocol: () => protocolOf(values), ...changes }));
  return claim.decide("quick", await runPlan(claim.plan("quick")));
}

/** The control's arm with another value. */
const controlOf = (value: number | "NaN" | "throw"): Partial<ScratchSpec> => ({
  controls: scratchClaim().controls.map((control) =>
    control.name === "short rod"
      ? { ...control, changes: () => ({ arms: { rod: protocolOf({ rod: value }).arms["rod"] } }) }
      : control,
  ),
});

describe("a verdict", () => {
  it("is SUPPORTED when all conditions hold and all controls fail", async () => {
    const decision = await decideOn({});
    expect(decision.verdict).toBe("SUPPORTED");
    expect(decision.reason).toBe(
      "all conditions hold: 1 of the claim, 1 of its hypotheses, 1 of the instrument; " +
        "2 of 2 controls failed as they must",
    );
    expect(decision.controls.map(({ outcome }) => outcome)).toEqual(["KEPT", "KEPT"]);
  });

  it.each([
    ["the claim's condition fails", { rod: 9 }, "NOT_SUPPORTED", "EFFECT_ABSENT"],
    ["a hypothesis does not hold", { moisture: 1 }, "PRECONDITION_FAILED", "HYPOTHESIS_NOT_MET"],
    ["the instrument is off", { calibration: 6 }, "INVALID", "IMPLEMENTATION_CHECK_FAILED"],
    [
      "a hypothesis and the claim fail",
      { moisture: 1, rod: 9 },
      "PRECONDITION_FAILED",
      "HYPOTHESIS_NOT_MET",
    ],
    [
      "everything fails",
      { calibration: 6, moisture: 1, rod: 9 },
      "INVALID",
      "IMPLEMENTATION_CHECK_FAILED",
    ],
    ["a number is not finite", { rod: "NaN" }, "INCONCLUSIVE", "MEASUREMENT_NOT_FINITE"],
    ["a run breaks", { moisture: "throw" }, "INVALID", "RUN_FAILED"],
  ] as const)("when %s", async (_name, values, verdict, reasonCode) => {
    const decision = await decideOn(values);
    expect([decision.verdict, decision.reasonCode]).toEqual([verdict, reasonCode]);
  });

  it("names the run that broke, and why", async () => {
    const { reason, checks } = await decideOn({ rod: "throw" });
    expect(reason).toBe("run rod with seed 1 failed: the gauge is broken");
    expect(checks).toEqual([]);
  });
});

describe("a control", () => {
  it("that passes makes the claim INVALID, whatever else holds", async () => {
    const decision = await decideOn({}, controlOf(11));
    expect([decision.verdict, decision.reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
    expect(decision.reason).toBe(
      "control short rod did not fail: length: 11, required at least 10",
    );
  });

  it("that fails where nothing is changed either is told to say nothing", async () => {
    const told = async (values: Parameters<typeof protocolOf>[0]) =>
      (await decideOn(values)).controls.map(({ outcome, reason }) => [outcome, reason]);
    const silent = "it fails without the change too, so that this control says nothing here";
    expect((await told({ rod: 9 }))[0]).toEqual([
      "KEPT",
      `length: 3, required at least 10; ${silent}`,
    ]);
    expect((await told({}))[0]).toEqual(["KEPT", "length: 3, required at least 10"]);
    const heldToMore = (await told({ rod: 9 }))[1];
    expect(heldToMore).toEqual(["KEPT", "length: 9, required at least 100"]);
  });

  it.each([
    ["is not finite", "NaN"],
    ["breaks", "throw"],
  ] as const)("that %s makes it INCONCLUSIVE", async (_name, value) => {
    const decision = await decideOn({}, controlOf(value));
    expect([decision.verdict, decision.reasonCode]).toEqual(["INCONCLUSIVE", "CONTROL_NOT_RUN"]);
  });

  it("that was skipped for one seed makes it INCONCLUSIVE", async () => {
    const claim = defineClaim(scratchClaim());
    const runs = await runPlan(claim.plan("quick"));
    const without = runs.filter(({ control, seed }) => control === null || seed === 1);
    const decision = claim.decide("quick", without);
    expect([decision.verdict, decision.reasonCode]).toEqual(["INCONCLUSIVE", "CONTROL_NOT_RUN"]);
    expect(decision.reason).toContain("run rod with seed 2 is missing");
  });

  it("that names no condition of the claim is a fault of the claim, which is told", async () => {
    const controls = scratchClaim().controls.map((one) => ({ ...one, mustFail: "weight" }));
    const { verdict, reasonCode, reason } = await decideOn({}, { controls });
    expect([verdict, reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
    expect(reason).toBe(
      'control short rod did not fail: no condition is named "weight"; ' +
        'there are: "calibration", "dry", "length"',
    );
  });

  it("whose condition is stated of the claim's own runs alone was not measured", async () => {
    const { check, controls } = scratchClaim();
    const judged = await decideOn(
      {},
      {
        controls: controls.slice(1),
        check: (results, thresholds) =>
          check(results, thresholds).filter(
            (one) => thresholds.least === 10 || one.check.name !== "length",
          ),
        protocol: () => protocolOf({ moisture: 1 }),
      },
    );
    expect(judged.controls.map(({ outcome }) => outcome)).toEqual(["NOT_RUN"]);
  });

  it("that names none of very many is told a dozen of them", async () => {
    const [control] = scratchClaim().controls;
    const lengths = Array.from({ length: 20 }, (_, at) =>
      condition({
        ...{ name: `length ${at}`, role: "claim", quantity: "length", measured: 1n },
        ...{ relation: "atLeast", threshold: 1, ifFails: CONCLUSIONS.notSupported },
      }),
    );
    const controls = [{ ...control, mustFail: "nope" }] as ScratchSpec["controls"];
    const { reason } = await decideOn({}, { controls, check: () => lengths });
    expect(reason).toMatch(/there are: "length 0", .*, "length 11", and 8 more$/);
  });

  it("that changes nothing is SUPPORTED, so the claim is INVALID", async () => {
    const controls = scratchClaim().controls.map((one) => {
      return { ...one, mustFail: "weight", changes: () => ({}) };
    });
    const decision = await decideOn({}, { controls });
    expect([decision.verdict, decision.reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
  });

  it("is not kept by a precondition that fails: its own condition must", async () => {
    const changes = () => ({ arms: { moisture: protocolOf({ moisture: 7 }).arms["moisture"] } });
    const [short] = scratchClaim().controls;
    const controls = [{ ...short, changes }] as ScratchSpec["controls"];
    const decision = await decideOn({}, { controls });
    expect([decision.verdict, decision.reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
  });

  it("is judged against the unchanged threshold, and keeps the number it failed on", async () => {
    const { controls } = await decideOn({});
    const shown = controls.map(({ checks }) =>
      checks.map(({ value, threshold }) => [value, threshold]),
    );
    expect(shown).toEqual([[[3, 10]], [[12, 100]]]);
  });
});

describe("a control with a golden number", () => {
  async function decideWith(measured: string) {
    const controls = scratchClaim()
      .controls.map((one) => ({ ...one, golden: 3n }))
      .slice(0, 1);
    const claim = defineClaim(scratchClaim({ controls }));
    const runs = await runPlan(claim.plan("quick"));
    const exact = (run: RunRecord): RunRecord => {
      if (run.control === null) return run;
      const measurements = run.measurements.map((one) => {
        return { ...one, value: Number(measured), exact: measured };
      });
      return { ...run, measurements };
    };
    return claim.decide("quick", runs.map(exact));
  }

  it("is kept when it fails on that number", async () => {
    const { verdict, controls } = await decideWith("3");
    expect([verdict, controls[0]?.outcome, controls[0]?.golden]).toEqual([
      "SUPPORTED",
      "KEPT",
      "3",
    ]);
  });

  it("that fails on another, as a dead instrument does, is INVALID", async () => {
    const { verdict, reasonCode, reason, controls } = await decideWith("0");
    expect([verdict, reasonCode]).toEqual(["INVALID", "IMPLEMENTATION_CHECK_FAILED"]);
    expect(controls[0]?.outcome).toBe("UNEXPECTED");
    expect(reason).toContain("another number than 3");
  });
});

describe("a check that throws", () => {
  const broken = () => {
    throw new Error("no such arm\u0000");
  };

  it("makes the claim INVALID, and says what broke", async () => {
    const claim = defineClaim(scratchClaim({ check: broken }));
    const decision = claim.decide("quick", await runPlan(claim.plan("quick")));
    expect(decision).toMatchObject({
      ...{ verdict: "INVALID", reasonCode: "IMPLEMENTATION_CHECK_FAILED", checks: [] },
      reason: "its check broke: no such arm\uFFFD",
    });
  });

  it("leaves a control unmeasured where it throws for that alone", async () => {
    const { check } = scratchClaim();
    const claim = defineClaim(
      scratchClaim({
        check: (results, thresholds) =>
          thresholds.least > 10 ? broken() : check(results, thresholds),
      }),
    );
    const decision = claim.decide("quick", await runPlan(claim.plan("quick")));
    expect(decision.verdict).toBe("INCONCLUSIVE");
    expect(decision.controls[1]).toMatchObject({ outcome: "NOT_RUN", verdict: "INVALID" });
  });
});

describe("the cap of the budget", () => {
  it.each([
    ["STATISTICAL", "smoke", "INCONCLUSIVE", "NOT_TESTABLE_AT_BUDGET"],
    ["STATISTICAL", "quick", "SUPPORTED", "ALL_CONDITIONS_HOLD"],
    ["EXACT", "smoke", "SUPPORTED", "ALL_CONDITIONS_HOLD"],
  ] as const)("%s at %s: %s", async (evidenceKind, budget, verdict, reasonCode) => {
    const claim = defineClaim(scratchClaim({ evidenceKind }));
    const decision = claim.decide(budget, await runPlan(claim.plan(budget)));
    expect([decision.verdict, decision.reasonCode]).toEqual([verdict, reasonCode]);
    expect(decision.uncappedVerdict).toBe("SUPPORTED");
  });

  it.each(["notSupported", "refuted"] as const)(
    "lets nothing statistical be concluded at smoke: %s",
    async (conclusion) => {
      const claim = defineClaim(
        scratchClaim({
          evidenceKind: "STATISTICAL",
          protocol: () => protocolOf({ rod: 9 }),
          check: (results, thresholds) =>
            scratchClaim()
              .check(results, thresholds)
              .map((one) => ({ ...one, ifFails: CONCLUSIONS[conclusion] })),
        }),
      );
      const runs = await runPlan(claim.plan("smoke"));
      const uncapped = CONCLUSIONS[conclusion].verdict;
      expect(claim.decide("quick", runs).verdict).toBe(uncapped);
      expect(claim.decide("smoke", runs)).toMatchObject({
        verdict: "INCONCLUSIVE",
        uncappedVerdict: uncapped,
      });
    },
  );

  it("says which budget computes more", async () => {
    const seeds = { smoke: [1], quick: [1, 2, 3], standard: [1, 2, 3], paper: [1, 2, 3] };
    const protocol: ScratchSpec["protocol"] = (budget) => {
      return { ...protocolOf({}), seeds: seeds[budget] };
    };
    const claim = defineClaim(scratchClaim({ evidenceKind: "STATISTICAL", protocol }));
    const { reason } = claim.decide("smoke", await runPlan(claim.plan("smoke")));
    expect(reason).toMatch(/^at smoke no statistical claim is decided; by these few runs it would/);
    expect(reason).toMatch(/; budget quick has 3 seeds in place of 1$/);
  });

  it.each([
    ["STATISTICAL", "unresolved", true],
    ["STATISTICAL", "underpowered", true],
    ["EXACT", "unresolved", false],
    ["EXACT", "underpowered", true],
    ["DETERMINISTIC", "unresolved", false],
    ["DETERMINISTIC", "underpowered", true],
  ] as const)("of a %s claim that is %s names a larger one: %s", async (kind, open, isNamed) => {
    const { check } = scratchClaim();
    const claim = defineClaim(
      scratchClaim({
        evidenceKind: kind,
        protocol: (budget) => ({
          ...protocolOf({ rod: 9 }),
          seeds: budget === "quick" ? [1] : [1, 2],
        }),
        check: (results, thresholds) =>
          check(results, thresholds).map((one) => ({ ...one, ifFails: CONCLUSIONS[open] })),
      }),
    );
    const { reason } = claim.decide("quick", await runPlan(claim.plan("quick")));
    expect(reason.endsWith("; budget standard has 2 seeds in place of 1")).toBe(isNamed);
  });

  it.each([
    ["it decides", { rod: 12 }, "quick"],
    ["a hypothesis does not hold", { moisture: 1 }, "smoke"],
    ["no budget computes more", { rod: 12 }, "smoke"],
  ] as const)("names no other budget where %s", async (_, values, budget) => {
    const claim = defineClaim(
      scratchClaim({ evidenceKind: "STATISTICAL", protocol: () => protocolOf(values) }),
    );
    const { reason } = claim.decide(budget, await runPlan(claim.plan(budget)));
    expect(reason).not.toMatch(/budget (quick|standard|paper)/);
  });

  it("comes last: a passing control is INVALID at smoke too", async () => {
    const claim = defineClaim(scratchClaim({ evidenceKind: "STATISTICAL", ...controlOf(11) }));
    const decision = claim.decide("smoke", await runPlan(claim.plan("smoke")));
    expect(decision.verdict).toBe("INVALID");
  });
});

describe("a run that diverged", () => {
  const message = "diverged at step 12: the loss is NaN";
  const isRod = ({ arm, seed }: RunRecord) => arm === "rod" && seed === 1;

  /** As if the chosen runs had diverged; their numbers are still those of a run that holds. */
  async function decideDiverged(
    diverges: (run: RunRecord) => boolean,
    changes: Partial<ScratchSpec> = {},
  ) {
    const claim = defineClaim(scratchClaim(changes));
    const runs = await runPlan(claim.plan("quick"));
    return claim.decide(
      "quick",
      runs.map((run) => (diverges(run) ? { ...run, status: "DIVERGED", message } : run)),
    );
  }

  it.each([
    ["SUPPORTED", {}],
    ["NOT_SUPPORTED", { protocol: () => protocolOf({ rod: 9 }) }],
    ["INCONCLUSIVE", { protocol: () => protocolOf({ rod: "NaN" }) }],
  ] as const)("makes INCONCLUSIVE, with the count, of what else were %s", async (_, changes) => {
    const decision = await decideDiverged((run) => run.control === null && isRod(run), changes);
    expect([decision.verdict, decision.reasonCode]).toEqual(["INCONCLUSIVE", "RUN_DIVERGED"]);
    expect(decision.reason).toBe(`1 of 6 runs diverged (rod with seed 1); the first: ${message}`);
    expect(decision.uncappedVerdict).toBe("INCONCLUSIVE");
  });

  it("is counted in every arm", async () => {
    const { reason } = await decideDiverged(
      ({ control, arm }) => control === null && arm !== "dry",
    );
    expect(reason).toContain("6 of 6 runs diverged (calibration with seeds 1, 2; moisture with");
  });

  it.each([
    ["INVALID", { calibration: 6 }],
    ["PRECONDITION_FAILED", { moisture: 1 }],
  ] as const)("does not hide what is %s", async (verdict, values) => {
    const changes = { protocol: () => protocolOf(values) };
    expect((await decideDiverged(isRod, changes)).verdict).toBe(verdict);
  });

  it("in a control leaves it unmeasured", async () => {
    const { verdict, reasonCode, controls } = await decideDiverged(
      (run) => run.control === "short rod" && isRod(run),
    );
    expect([verdict, reasonCode]).toEqual(["INCONCLUSIVE", "CONTROL_NOT_RUN"]);
    expect(controls).toMatchObject([
      { outcome: "NOT_RUN", reason: `run rod with seed 1 ${message}` },
      { outcome: "KEPT" },
    ]);
  });

  it("that a control puts another in the place of does not count in it", async () => {
    const { controls } = await decideDiverged((run) => run.control === null && isRod(run));
    expect(controls.map(({ outcome }) => outcome)).toEqual(["KEPT", "NOT_RUN"]);
  });

  it("is the check's own business where the claim says so", async () => {
    const seen: (readonly number[])[] = [];
    const changes: Partial<ScratchSpec> = {
      judgesDivergence: true,
      check(results, thresholds) {
        seen.push(results["rod"]?.diverged ?? []);
        return scratchClaim().check(results, thresholds);
      },
    };
    const { verdict } = await decideDiverged((run) => run.control === null && isRod(run), changes);
    expect(verdict).toBe("SUPPORTED");
    expect(seen).toContainEqual([1]);
  });
});
