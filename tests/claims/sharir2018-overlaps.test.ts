import { beforeAll, describe, expect, it } from "vitest";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { s1NonoverlapUpper } from "../../src/papers/sharir2018-overlaps/s1-nonoverlap-upper.claim.ts";
import { s2OverlapLower } from "../../src/papers/sharir2018-overlaps/s2-overlap-lower.claim.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import type { Figure } from "../../src/verification/index.ts";
import type { Decision } from "../../src/verification/decide.ts";
import { runKey } from "../../src/verification/execute-run.ts";
import { runPlan } from "../support/run-plan.ts";
import { tamper } from "../support/tamper.ts";
import { TAMPERED } from "./sharir2018-tampered.ts";

type Budget = "smoke" | "quick" | "standard";
type Claim = typeof s1NonoverlapUpper;

/** Runs of the largest budget; the smaller ones are among them, with the same seeds. */
const standardRuns = new Map<string, RunRecord[]>();

beforeAll(async () => {
  for (const claim of [s1NonoverlapUpper, s2OverlapLower]) {
    standardRuns.set(claim.slug, await runPlan(claim.plan("standard")));
  }
});

function runsAt(claim: Claim, budget: Budget): RunRecord[] {
  const wanted = new Set(claim.plan(budget).map(runKey));
  const runs = standardRuns.get(claim.slug) ?? [];
  return runs.filter((run) => wanted.has(runKey(run)));
}

/** "KEPT C1 reach: 16 against 256" */
function controlNumbers({ controls }: Decision): string[] {
  return controls.map(({ name, outcome, checks: [check] }) => {
    return `${outcome} ${name}: ${check?.exact} against ${check?.thresholdExact}`;
  });
}

function failures({ checks }: Decision): string[] {
  return checks.filter(({ outcome }) => outcome !== "PASS").map(({ name }) => name);
}

describe.each(["smoke", "quick", "standard"] as const)("at %s", (budget) => {
  it("S1 is SUPPORTED and its controls fail on the numbers of the spec", () => {
    const decision = s1NonoverlapUpper.decide(budget, runsAt(s1NonoverlapUpper, budget));
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
    expect(controlNumbers(decision)).toEqual([
      "KEPT C2 even columns: 16 against 2",
      "KEPT C2 checkerboard: 16 against 2",
      "KEPT C2 even columns, D=(4,2): 256 against 2",
      "KEPT C2 checkerboard, D=(4,2): 256 against 2",
      "KEPT C2 even columns, width 16: 256 against 2",
      "KEPT C3 D=2: 4 against 2",
      "KEPT C3 D=3: 6 against 3",
      "KEPT C3 2 x 6, D=2: 4 against 2",
      "KEPT C3 2 x 6, D=3: 9 against 3",
      "KEPT C10 biases: 3 against 2",
      "KEPT C10 biases, D=(3,6): 7 against 6",
      "KEPT C10 biases, D=(1,6): 4 against 1",
      "KEPT one weight raised: 122880 against 0",
    ]);
  });

  it("S2 is SUPPORTED and its controls fail on the numbers of the spec", () => {
    const decision = s2OverlapLower.decide(budget, runsAt(s2OverlapLower, budget));
    expect(failures(decision)).toEqual([]);
    expect(decision.verdict).toBe("SUPPORTED");
    expect(controlNumbers(decision)).toEqual([
      "KEPT C1 reach: 16 against 256",
      "KEPT C4 overlap: 1 against 256",
      "KEPT C5 channels: 1 against 256",
      "KEPT C7 sum pooling: 2 against 16",
      "KEPT C8 equal templates: 1 against 16",
      "KEPT C8 dependent templates: 36 against 81",
      "KEPT C9 exponent: 256 against 512",
    ]);
  });
});

describe("what the budgets compute", () => {
  it("S1's draws are different weights: each certificate is another document", () => {
    const digests = new Map<string, Set<string | undefined>>();
    for (const { arm, control, certificate } of runsAt(s1NonoverlapUpper, "quick")) {
      if (control !== null || !arm.startsWith("halves of")) continue;
      digests.set(arm, (digests.get(arm) ?? new Set()).add(certificate?.digest));
    }
    expect([...digests.values()].map(({ size }) => size)).toEqual(Array(14).fill(5));
  });

  it("a bound of 1 is no condition, and the two forms of S2 are separate ones", () => {
    const { checks } = s2OverlapLower.decide("quick", runsAt(s2OverlapLower, "quick"));
    const claims = checks.filter(({ role }) => role === "claim");
    expect(claims.every(({ threshold }) => (threshold ?? 0) > 1)).toBe(true);
    const named = (words: string) => claims.filter(({ name }) => name.startsWith(words)).length;
    expect(named("S2 as proved (halved)")).toBeGreaterThan(10);
    expect(named("S2 as recalled from the paper (un-halved, unproved here)")).toBeGreaterThan(
      named("S2 as proved (halved)"),
    );
  });

  it("figures hold the measured ranks and the bounds", () => {
    const [growth] = s2OverlapLower.figures("quick", runsAt(s2OverlapLower, "quick"), new Map());
    const valuesOf = (figure: Figure | undefined) =>
      (figure?.spec["layer"] as { data: { values: object[] } }[]).map(({ data }) => data.values);
    const [bounds, measured] = valuesOf(growth);
    expect(bounds).toContainEqual({ family: "overlap", width: 20, bound: 10 });
    expect(measured).toContainEqual({ family: "overlap", width: 20, rank: 10 });
    expect(measured).toContainEqual({ family: "conv3/pool2", width: 16, rank: Math.log2(48) });
    const [ranks] = s1NonoverlapUpper.figures(
      "quick",
      runsAt(s1NonoverlapUpper, "quick"),
      new Map(),
    );
    const [lines, points] = valuesOf(ranks);
    expect(points).toContainEqual({ D1: 3, D2: 12, rank: 9 });
    // The corner of the bound, where no rank was measured.
    expect(lines).toContainEqual({ D1: 3, D2: 9, bound: 9 });
    expect(lines).toContainEqual({ D1: 3, D2: 8, bound: 8 });
  });
});

describe("the result's digest", () => {
  const digest = "0".repeat(64);
  const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };
  const evidence = (claim: Claim, runs: readonly RunRecord[]) => {
    const verification = { paper: "sharir2018-overlaps", claim, budget: "smoke" as const };
    return assembleEvidence({ ...verification, environment: EXACT_ENVIRONMENT, release }, runs);
  };

  it.each([s1NonoverlapUpper, s2OverlapLower])(
    "is the same in a second run, in any order: $slug",
    async (claim) => {
      const again = await runPlan(claim.plan("smoke").toReversed());
      const first = evidence(claim, runsAt(claim, "smoke"));
      expect(evidence(claim, again).resultDigest).toBe(first.resultDigest);
      expect(evidence(claim, again).digest).toBe(first.digest);
    },
  );
});

const NOT_A_NUMBER = { value: null, exact: null, state: "NAN" } as const;

describe("the verdict's rules", () => {
  const isControl = (name: string) => (run: RunRecord) => run.control === name;
  const isArm = (arm: string) => (run: RunRecord) => run.control === null && run.arm === arm;
  const firstRandom = (claim: Claim) =>
    runsAt(claim, "standard").find(({ arm }) => arm.startsWith("random"))?.arm ?? "";

  it("a random architecture of a rank above S1's bound is REFUTED", () => {
    const arm = firstRandom(s1NonoverlapUpper);
    const runs = tamper(runsAt(s1NonoverlapUpper, "standard"), isArm(arm), "rank", {
      ...{ value: 999, exact: "999" },
    });
    const decision = s1NonoverlapUpper.decide("standard", runs);
    expect([decision.verdict, decision.reasonCode]).toEqual(["REFUTED", "COUNTEREXAMPLE"]);
    expect(decision.reason).toContain(arm);
  });

  it("a random architecture of a rank below S2's bound is INCONCLUSIVE, with its chance", () => {
    const arm = firstRandom(s2OverlapLower);
    const runs = tamper(runsAt(s2OverlapLower, "standard"), isArm(arm), "rank", {
      ...{ value: 1, exact: "1" },
    });
    const decision = s2OverlapLower.decide("standard", runs);
    expect([decision.verdict, decision.reasonCode]).toEqual(["INCONCLUSIVE", "UNRESOLVED"]);
    expect(decision.reason).toMatch(/by bad luck at most \d\.\de-\d+ a draw/);
    expect(decision.reason).toContain(arm);
  });

  it("one draw below S2's bound is outweighed by the other", () => {
    const isFirst = (run: RunRecord) => isArm(firstRandom(s2OverlapLower))(run) && run.seed === 1;
    const change = { value: 1, exact: "1" };
    const runs = tamper(runsAt(s2OverlapLower, "standard"), isFirst, "rank", change);
    expect(s2OverlapLower.decide("standard", runs).verdict).toBe("SUPPORTED");
  });

  it("a generic rank that differs from the table is INVALID, above the bound or not", () => {
    for (const exact of ["5", "7"]) {
      const row = "4x4, M=2, (2,2,3),(2,2,6),(1,1,1)";
      const change = { value: Number(exact), exact };
      const runs = tamper(runsAt(s1NonoverlapUpper, "quick"), isArm(row), "rank", change);
      const { verdict, reasonCode } = s1NonoverlapUpper.decide("quick", runs);
      expect([verdict, reasonCode]).toEqual(["INVALID", "IMPLEMENTATION_CHECK_FAILED"]);
    }
  });

  it("a singular template matrix is a hypothesis that is not met", () => {
    const row = "1x8, M=3, (5,1,3),(8,8,1)";
    const change = { value: 2, exact: "2" };
    const runs = tamper(runsAt(s2OverlapLower, "quick"), isArm(row), "templateRank", change);
    const { verdict, reasonCode } = s2OverlapLower.decide("quick", runs);
    expect([verdict, reasonCode]).toEqual(["PRECONDITION_FAILED", "HYPOTHESIS_NOT_MET"]);
  });

  describe.each([
    { claim: s1NonoverlapUpper, control: "C10 biases" },
    { claim: s2OverlapLower, control: "C5 channels" },
  ])("of $claim.slug", ({ claim, control }) => {
    const runs = () => runsAt(claim, "smoke");
    const cases: Record<string, () => RunRecord[]> = {
      "was skipped": () => runs().filter((run) => run.control !== control),
      failed: () =>
        runs().map((run) =>
          run.control === control
            ? { ...run, status: "FAILED", message: "out of memory", measurements: [] }
            : run,
        ),
      "has no number": () => tamper(runs(), isControl(control), "rank", NOT_A_NUMBER),
    };
    it.each(Object.entries(cases))("a control that %s makes it INCONCLUSIVE", (_name, tampered) => {
      const decision = claim.decide("smoke", tampered());
      expect([decision.verdict, decision.reasonCode]).toEqual(["INCONCLUSIVE", "CONTROL_NOT_RUN"]);
      expect(decision.reason).toContain(control);
    });
  });

  it("a control that comes out as if the claim held makes it INVALID", () => {
    const runs = tamper(runsAt(s2OverlapLower, "smoke"), isControl("C4 overlap"), "rank", {
      ...{ value: 256, exact: "256" },
    });
    const { verdict, reasonCode } = s2OverlapLower.decide("smoke", runs);
    expect([verdict, reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
  });

  it("a rank that is no number decides nothing", () => {
    const row = "4x4, M=2, (3,1,2),(4,4,1)";
    const runs = tamper(runsAt(s2OverlapLower, "quick"), isArm(row), "rank", NOT_A_NUMBER);
    const { verdict, reasonCode } = s2OverlapLower.decide("quick", runs);
    expect([verdict, reasonCode]).toEqual(["INCONCLUSIVE", "MEASUREMENT_NOT_FINITE"]);
  });
});

describe.each(TAMPERED)("$claim.slug, $arms: another $quantity is $verdict", (one) => {
  const { claim, arms, quantity, verdict, oneDraw } = one;
  it.each(one.exact.flatMap((exact) => [["first", exact] as const, ["last", exact] as const]))(
    "in the %s arm: %s",
    (which, exact) => {
      const all = runsAt(claim, "standard");
      const family = all.filter(({ control, arm }) => control === null && arms.test(arm));
      const run = family.at(which === "first" ? 0 : -1);
      const last = family.findLast(({ arm }) => arm === run?.arm);
      const isTampered = (each: RunRecord) =>
        oneDraw ? each === last : each.control === null && each.arm === run?.arm;
      const change = { value: Number(exact), exact };
      const decision = claim.decide("standard", tamper(all, isTampered, quantity, change));
      expect(decision.verdict).toBe(verdict);
      expect(decision.reason).not.toMatch(/^control /);
    },
  );
});

describe("a rank above the width of its factorisation", () => {
  it("fails the condition of the claim that the certificate is for", () => {
    const arm = "1x16, M=2, (2,2,2),(2,2,2),(2,2,2),(2,2,2),(1,1,1)";
    const isArm = (run: RunRecord) => run.control === null && run.arm === arm;
    const runs = tamper(runsAt(s1NonoverlapUpper, "quick"), isArm, "rank", {
      ...{ value: 3, exact: "3" },
    });
    const { checks } = s1NonoverlapUpper.decide("quick", runs);
    const named = checks.find(({ name }) => name.endsWith(`of its factorisation: ${arm}`));
    expect([named?.role, named?.exact, named?.outcome]).toEqual(["claim", "-1", "FAIL"]);
  });
});

describe("a dead instrument keeps no control", () => {
  it.each([
    { claim: s1NonoverlapUpper, control: "C2 even columns", exact: "15" },
    { claim: s2OverlapLower, control: "C7 sum pooling", exact: "0" },
    { claim: s2OverlapLower, control: "C8 dependent templates", exact: "0" },
  ])("$control with rank $exact is UNEXPECTED and the claim INVALID", (one) => {
    const isControl = (run: RunRecord) => run.control === one.control;
    const change = { value: Number(one.exact), exact: one.exact };
    const runs = tamper(runsAt(one.claim, "smoke"), isControl, "rank", change);
    const decision = one.claim.decide("smoke", runs);
    const outcomes = decision.controls.filter(({ outcome }) => outcome !== "KEPT");
    expect(outcomes.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
      `UNEXPECTED ${one.control}`,
    ]);
    expect(decision.verdict).toBe("INVALID");
  });

  it("every control but the certificate's own names the number of the spec", () => {
    const { controls } = s1NonoverlapUpper.decide("smoke", runsAt(s1NonoverlapUpper, "smoke"));
    const others = s2OverlapLower.decide("smoke", runsAt(s2OverlapLower, "smoke")).controls;
    const golden = [...controls, ...others].map((one) => [one.golden, one.checks[0]?.exact]);
    const without = golden.filter(([number]) => number === null);
    expect(without).toEqual([[null, "122880"]]);
    expect(golden.filter(([number, exact]) => number !== null && number !== exact)).toEqual([]);
  });
});
