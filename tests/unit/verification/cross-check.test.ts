import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../../src/compute/engine/engines/index.ts";
import type { Environment } from "../../../src/domain/environment.ts";
import {
  enginesAgree,
  evidenceRecordSchema,
  sealEvidence,
  type CrossCheck,
  type EvidenceRecord,
  type RunRecord,
} from "../../../src/domain/evidence-record.ts";
import { toMeasurement, type Quantity } from "../../../src/domain/measurement.ts";
import type { ReasonCode, Verdict } from "../../../src/domain/verdict.ts";
import { assembleEvidence } from "../../../src/verification/assemble-evidence.ts";
import { drawFigure } from "../../../src/exports/figure-svg.ts";
import { disagreementsOf, unlessEnginesDisagree } from "../../../src/verification/cross-check.ts";
import { figuresOfEvidence } from "../../../src/verification/evidence-figures.ts";
import { defineClaim, type ClaimDefinition } from "../../../src/verification/index.ts";
import { withoutControls } from "../../../src/verification/plan.ts";
import { openTools } from "../../../src/worker/open-tools.ts";
import { runPlan } from "../../support/run-plan.ts";
import { protocolOf, scratchClaim, type ScratchSpec } from "../../support/scratch-claim.ts";
import { trained } from "../../support/scratch-papers.ts";
import { withWrongKernel } from "../../support/wrong-engine.ts";

const digest = "0".repeat(64);
const release = { version: "0.0.0", sourceDigest: digest, dependencyDigest: digest };

function environmentOf(engine: string): Environment {
  const machine = { threads: 1, cpuFeatures: "x", versions: [] };
  return { engine, device: "CPU", precision: "float64", ...machine };
}

type Values = Parameters<typeof protocolOf>[0];

const rod = (values: Values, changes: Partial<ScratchSpec> = {}) =>
  defineClaim(scratchClaim({ protocol: () => protocolOf(values), ...changes }));

/** The runs of two claims, as if they were one on two engines. */
async function onTwo(first: ClaimDefinition, second: Values): Promise<EvidenceRecord> {
  const other = rod(second);
  const verification = { paper: "rods2020", claim: first, budget: "quick", release } as const;
  const environment = environmentOf("first-engine");
  return assembleEvidence({ ...verification, environment }, await runPlan(first.plan("quick")), {
    environment: environmentOf("second-engine"),
    runs: await runPlan(withoutControls(other.plan("quick"))),
  });
}

const agree = ({ checks, crossCheck }: EvidenceRecord) =>
  crossCheck && enginesAgree(checks, crossCheck);

describe("a verdict on two engines", () => {
  it("stands where both give the same, whatever the numbers", async () => {
    const record = await onTwo(rod({ rod: 12 }), { rod: 11 });
    expect([record.verdict, record.reasonCode]).toEqual(["SUPPORTED", "ALL_CONDITIONS_HOLD"]);
    expect(record.crossCheck).toMatchObject({
      environment: { engine: "second-engine" },
      ...{ first: { verdict: "SUPPORTED" }, second: { verdict: "SUPPORTED" } },
    });
    expect(agree(record)).toBe(true);
    expect(evidenceRecordSchema.parse(record)).toEqual(record);
  });

  it.each([
    [
      "the claim's condition fails on the second",
      { rod: 9 },
      "NOT_SUPPORTED (the effect is absent",
    ],
    [
      "a number is not finite on the second",
      { rod: "NaN" },
      "INCONCLUSIVE (no number that decides: length: no finite",
    ],
  ] as const)("is INCONCLUSIVE where %s", async (_name, second, told) => {
    const record = await onTwo(rod({}), second);
    expect([record.verdict, record.reasonCode]).toEqual(["INCONCLUSIVE", "ENGINES_DISAGREE"]);
    expect(record.reason).toContain("on first-engine it is SUPPORTED (all conditions hold");
    expect(record.reason).toContain(`on second-engine it is ${told}`);
    expect(agree(record)).toBe(false);
  });

  it("is INCONCLUSIVE because the engines disagree where each lacks its own numbers", async () => {
    const record = await onTwo(rod({ rod: "NaN" }), { moisture: "NaN" });
    expect([record.verdict, record.reasonCode]).toEqual(["INCONCLUSIVE", "ENGINES_DISAGREE"]);
    expect(record.reason).toContain("what is missing for a verdict changes with the engine");
    expect(agree(record)).toBe(false);
  });

  it("is as it was where both lack the same number", async () => {
    const record = await onTwo(rod({ rod: "NaN" }), { rod: "NaN" });
    expect([record.verdict, record.reasonCode]).toEqual(["INCONCLUSIVE", "MEASUREMENT_NOT_FINITE"]);
    expect(agree(record)).toBe(true);
  });

  it.each([
    ["a number is missing on the first", { rod: "NaN" }],
    ["all conditions hold on the first", {}],
    ["the claim's condition fails on the first", { rod: 9 }],
  ] as const)("is INVALID where a run breaks on the second, and %s", async (_name, values) => {
    const record = await onTwo(rod(values), { rod: "throw" });
    expect([record.verdict, record.reasonCode]).toEqual(["INVALID", "RUN_FAILED"]);
    expect(record.reason).toMatch(
      /^the verdict changes with the engine: on first-engine it is [A-Z_]+ \(.*\), on second-engine it is INVALID \(run rod with seed 1 failed/,
    );
    expect(agree(record)).toBe(false);
  });

  it("is INVALID where the instrument is off on the second alone", async () => {
    const record = await onTwo(rod({}), { calibration: 6 });
    expect([record.verdict, record.reasonCode]).toEqual(["INVALID", "IMPLEMENTATION_CHECK_FAILED"]);
    expect(record.reason).toContain(
      "on second-engine it is INVALID (the instrument is wrong: calibration: 6",
    );
  });

  it("is INVALID where the instrument is off on the first alone, as it is without a second", async () => {
    const claim = rod({ calibration: 6 });
    const { verdict, reasonCode, reason } = claim.decide(
      "quick",
      await runPlan(claim.plan("quick")),
    );
    const record = await onTwo(claim, {});
    expect(verdict).toBe("INVALID");
    expect(record).toMatchObject({ verdict, reasonCode, reason });
    expect(agree(record)).toBe(false);
  });

  it("is INVALID where the instrument is broken on both, each in its own way", async () => {
    const record = await onTwo(rod({ calibration: 6 }), { rod: "throw" });
    expect([record.verdict, record.reasonCode]).toEqual(["INVALID", "IMPLEMENTATION_CHECK_FAILED"]);
    expect(agree(record)).toBe(false);
  });

  it("is INCONCLUSIVE too where the second finds what the first does not", async () => {
    const record = await onTwo(rod({ rod: 9 }), {});
    expect([record.verdict, record.reasonCode]).toEqual(["INCONCLUSIVE", "ENGINES_DISAGREE"]);
  });

  it("keeps the numbers of both, and the checks of both", async () => {
    const { checks, runs, crossCheck } = await onTwo(rod({}), { rod: 9 });
    expect(checks.find(({ name }) => name === "length")).toMatchObject({
      value: 12,
      outcome: "PASS",
    });
    expect(crossCheck?.checks.find(({ name }) => name === "length")).toMatchObject({
      ...{ value: 9, outcome: "FAIL" },
    });
    const own = runs.filter(({ control }) => control === null);
    expect(crossCheck?.runs.map(({ arm, seed }) => [arm, seed])).toEqual(
      own.map(({ arm, seed }) => [arm, seed]),
    );
    expect(crossCheck?.disagreements[0]).toEqual({
      ...{ arm: "rod", seed: 1, quantity: "value", first: 12, second: 9 },
      ...{ difference: 3, relative: 0.25 },
    });
    expect(crossCheck?.disagreements).toHaveLength(6);
  });

  it("does not hide a control that passes on the first", async () => {
    const changes = () => ({ arms: { rod: protocolOf({ rod: 11 }).arms["rod"] } });
    const controls = scratchClaim()
      .controls.slice(0, 1)
      .map((control) => ({ ...control, changes })) as ScratchSpec["controls"];
    const record = await onTwo(rod({}, { controls }), { rod: 9 });
    expect([record.verdict, record.reasonCode]).toEqual(["INVALID", "CONTROL_PASSED"]);
  });

  it("is capped by its budget, and compared before the cap", async () => {
    const at = (budget: "smoke" | "quick") => async (second: Values) => {
      const claim = rod({}, { evidenceKind: "STATISTICAL" });
      const own = await runPlan(withoutControls(rod(second).plan(budget)));
      const crossed = { ...environmentOf("second-engine") };
      return claim.decide(budget, await runPlan(claim.plan(budget)), {
        ...{ environment: crossed, runs: own, beside: "first-engine" },
      });
    };
    expect(await at("smoke")({ rod: 11 })).toMatchObject({
      ...{ reasonCode: "NOT_TESTABLE_AT_BUDGET", uncappedVerdict: "SUPPORTED" },
    });
    expect(await at("smoke")({ rod: 9 })).toMatchObject({
      ...{ reasonCode: "ENGINES_DISAGREE", uncappedVerdict: "INCONCLUSIVE" },
    });
  });
});

/** Everything that a claim's own runs can say, and the statuses of its runs where numbers are missing. */
const FINDINGS = [
  ["SUPPORTED", "ALL_CONDITIONS_HOLD"],
  ["NOT_SUPPORTED", "EFFECT_ABSENT"],
  ["REFUTED", "COUNTEREXAMPLE"],
  ["PRECONDITION_FAILED", "HYPOTHESIS_NOT_MET"],
  ["VACUOUS", "HYPOTHESES_NEVER_HOLD"],
  ["INCONCLUSIVE", "UNDERPOWERED"],
  ["INCONCLUSIVE", "UNRESOLVED"],
  ["INCONCLUSIVE", "RUN_DIVERGED"],
  ["INCONCLUSIVE", "MEASUREMENT_NOT_FINITE"],
  ["INVALID", "RUN_FAILED"],
  ["INVALID", "IMPLEMENTATION_CHECK_FAILED"],
] as const;

describe("what two engines say together", () => {
  const at = { arm: "rod", seed: 1, quantity: "value", second: null };
  const LACKED_BY_BOTH = { ...at, first: null, difference: 0, relative: 0 };
  const LACKED_BY_SECOND = { ...at, first: 1, difference: null, relative: null };

  function together(
    [first, second]: readonly (readonly [Verdict, ReasonCode])[],
    lacked: CrossCheck["disagreements"][number],
    [checks, others]: readonly [CrossCheck["checks"], CrossCheck["checks"]] = [[], []],
  ) {
    const said = ([verdict, reasonCode]: readonly [Verdict, ReasonCode]) => ({
      ...{ verdict, reasonCode, reason: `because of ${reasonCode}` },
    });
    if (first === undefined || second === undefined) throw new Error("there are two");
    const crossCheck = {
      ...{ environment: environmentOf("b"), runs: [], checks: others, disagreements: [lacked] },
      ...{ first: said(first), second: said(second) },
    };
    const { verdict, reasonCode } = unlessEnginesDisagree(crossCheck, checks, "a");
    return { agree: enginesAgree(checks, crossCheck), verdict, reasonCode };
  }

  const PAIRS = FINDINGS.flatMap((first) => FINDINGS.map((second) => [first, second] as const));
  const DISAGREE = { agree: false, verdict: "INCONCLUSIVE", reasonCode: "ENGINES_DISAGREE" };

  it.each(PAIRS)("of %s and %s", (first, second) => {
    const [verdict, reasonCode] = first;
    const agree = verdict === second[0] && reasonCode === second[1];
    const expected = () => {
      if (agree || verdict === "INVALID") return { agree, verdict, reasonCode };
      if (second[0] === "INVALID") return { agree, verdict: "INVALID", reasonCode: second[1] };
      return DISAGREE;
    };
    expect(together([first, second], LACKED_BY_BOTH)).toEqual(expected());
  });

  it("of one verdict for two reasons is told as that", () => {
    const said = (reasonCode: ReasonCode) =>
      ({ verdict: "REFUTED", reasonCode, reason: "" }) as const;
    const crossCheck = {
      ...{ environment: environmentOf("b"), runs: [], checks: [], disagreements: [] },
      ...{ first: said("COUNTEREXAMPLE"), second: said("EFFECT_ABSENT") },
    };
    expect(unlessEnginesDisagree(crossCheck, [], "a")).toEqual({
      ...{ verdict: "INCONCLUSIVE", reasonCode: "ENGINES_DISAGREE" },
      reason:
        "the reason of the verdict changes with the engine: on a it is REFUTED (), on b it is REFUTED ()",
    });
  });

  const OPEN = ["INCONCLUSIVE", "INVALID"];

  it.each(FINDINGS)("of %s (%s) on both, where the second lacks a number", (...finding) => {
    const [verdict, reasonCode] = finding;
    const found = { agree: !OPEN.includes(verdict), verdict, reasonCode };
    const expected = verdict === "INCONCLUSIVE" ? DISAGREE : found;
    expect(together([finding, finding], LACKED_BY_SECOND)).toEqual(expected);
  });

  it.each(FINDINGS)("of %s (%s) on both, where a check comes out otherwise", (...finding) => {
    const [verdict, reasonCode] = finding;
    const checksOf = (value: number, outcome: "PASS" | "FAIL") => [
      {
        ...({ name: "length", role: "claim", quantity: "length", relation: "atLeast" } as const),
        ...{ value, exact: null, low: null, high: null, threshold: 10, thresholdExact: null },
        outcome,
      },
    ];
    const found = { agree: !OPEN.includes(verdict), verdict, reasonCode };
    const expected = verdict === "INCONCLUSIVE" ? DISAGREE : found;
    const both = [checksOf(12, "PASS"), checksOf(9, "FAIL")] as const;
    expect(together([finding, finding], LACKED_BY_BOTH, both)).toEqual(expected);
    const alike = [checksOf(12, "PASS"), checksOf(11, "PASS")] as const;
    expect(together([finding, finding], LACKED_BY_BOTH, alike).agree).toBe(true);
  });
});

describe("the figures of evidence", () => {
  it("show of two engines how far they are apart, and what is equal beside an axis without zero", async () => {
    const record = await onTwo(rod({}), { rod: 9, moisture: "NaN" });
    const [engines, ...rest] = figuresOfEvidence(rod({}), record, new Map());
    expect(rest).toEqual([]);
    expect(engines).toMatchObject({
      name: "engines",
      title:
        "How far first-engine and second-engine (which disagree) are apart, a point a run; " +
        "2 that cannot be compared are left out",
    });
    const { values } = engines?.spec["data"] as { values: { relative: number }[] };
    expect(values.map(({ relative }) => relative)).toEqual([0.25, 0.25, 1e-17, 1e-17]);
    expect((await drawFigure(engines?.spec ?? {})).undrawn).toBeNull();
  });

  it("say what both found where the budget's cap made another verdict of it", async () => {
    const found = await onTwo(rod({}), { rod: 12 });
    const record = { ...found, verdict: "INCONCLUSIVE" } as const;
    const [engines] = figuresOfEvidence(rod({}), record, new Map());
    expect(engines?.title).toContain(
      `(${found.uncappedVerdict} on both, before the cap of its budget)`,
    );
  });

  it("are the claim's alone where there is one engine", async () => {
    const { crossCheck, ...record } = await onTwo(rod({}), {});
    expect(figuresOfEvidence(rod({}), record, new Map())).toEqual([]);
  });
});

describe("the digests of evidence of two engines", () => {
  let crossed: EvidenceRecord;

  beforeAll(async () => {
    crossed = await onTwo(rod({}), { rod: 11 });
  });

  const resealed = (change: Partial<NonNullable<EvidenceRecord["crossCheck"]>>) => {
    const { resultDigest, digest: own, crossCheck, ...rest } = crossed;
    if (crossCheck === undefined) throw new Error("it is of two engines");
    const changed = sealEvidence({ ...rest, crossCheck: { ...crossCheck, ...change } });
    return { result: changed.resultDigest !== resultDigest, record: changed.digest !== own };
  };

  it("are those of one engine where there is one", async () => {
    const { crossCheck, digest: own, resultDigest, ...rest } = crossed;
    const alone = sealEvidence(rest);
    expect(alone.digest).not.toBe(own);
    const claim = rod({});
    const verification = { paper: "rods2020", claim, budget: "quick", release } as const;
    const environment = environmentOf("first-engine");
    const runs = await runPlan(claim.plan("quick"));
    expect(alone).toEqual(assembleEvidence({ ...verification, environment }, runs));
  });

  it("change with what the second found, and its engine changes that of the record alone", () => {
    const both = { result: true, record: true };
    expect(resealed({ runs: [] })).toEqual(both);
    expect(resealed({ checks: [] })).toEqual(both);
    expect(resealed({ disagreements: [] })).toEqual(both);
    const refuted = { verdict: "REFUTED", reasonCode: "COUNTEREXAMPLE", reason: "" } as const;
    expect(resealed({ second: refuted })).toEqual(both);
    const elsewhere = environmentOf("third-engine");
    expect(resealed({ environment: elsewhere })).toEqual({ result: false, record: true });
  });

  it("do not change with the words of a reason", () => {
    const { second } = crossed.crossCheck ?? {};
    if (second === undefined) throw new Error("it is of two engines");
    const again = resealed({ second: { ...second, reason: "in other words" } });
    expect(again).toEqual({ result: false, record: false });
  });
});

describe("disagreements", () => {
  function runOf(values: Record<string, Quantity>, seed = 1): RunRecord {
    const named = { control: null, arm: "a", seed, measure: "m", status: "SUCCEEDED" } as const;
    const measurements = Object.entries(values).map(([name, value]) => toMeasurement(name, value));
    return { ...named, message: null, measurements, certificate: null };
  }
  const between = (first: Record<string, Quantity>, second: Record<string, Quantity>) =>
    disagreementsOf([runOf(first)], [runOf(second)]);

  it("stand from the largest, relative to their numbers, to the smallest", () => {
    const found = between(
      { small: 1e-3, large: 1000, none: 0 },
      { small: 2e-3, large: 1001, none: 0 },
    );
    expect(found.map(({ quantity, relative }) => [quantity, relative])).toEqual([
      ["small", 0.5],
      ["large", 1 / 1001],
      ["none", 0],
    ]);
  });

  it("of exact numbers are exact, beyond what doubles tell apart", () => {
    const [only] = between({ count: 2n ** 60n }, { count: 2n ** 60n + 1n });
    expect(only).toMatchObject({ difference: 1, relative: 2 ** -60 });
  });

  it.each([
    ["are none where both are infinite", Infinity, Infinity, 0],
    ["have no size where one is infinite", Infinity, 1, null],
    ["have no size where they are infinite on two sides", Infinity, -Infinity, null],
    ["are none where both are not a number", NaN, NaN, 0],
  ])("%s", (_name, first, second, difference) => {
    expect(between({ x: first }, { x: second })).toMatchObject([
      { difference, relative: difference },
    ]);
  });

  it("without a size come first, and so does what one engine alone has measured", () => {
    const found = between({ x: 1, y: 1, z: 1 }, { x: 2, y: NaN, w: 1 });
    expect(found.map(({ quantity, relative }) => [quantity, relative])).toEqual([
      ["y", null],
      ["z", null],
      ["w", null],
      ["x", 0.5],
    ]);
  });

  it("are of the protocol's own runs, each with its seed's", () => {
    const control = { ...runOf({ x: 7 }), control: "c" };
    const first = [control, runOf({ x: 1 }, 1), runOf({ x: 2 }, 2)];
    const second = [runOf({ x: 2 }, 2), runOf({ x: 1 }, 1)];
    expect(disagreementsOf(first, second)).toMatchObject([
      { seed: 1, difference: 0 },
      { seed: 2, difference: 0 },
    ]);
  });
});

describe("a claim that an engine computes", () => {
  const withSine = (engine: Engine) =>
    withWrongKernel(engine, { where: "functions", from: "Tanh", to: "Sin" });

  async function checkedBy(change: (engine: Engine) => Engine): Promise<EvidenceRecord> {
    const folders = { states: null, data: [] };
    const need = { precision: "float64" } as const;
    const first = await openTools("onnx-cpu", need, folders);
    const reference = await loadEngine("reference", { threads: 1 });
    const engine = { engine: change(reference), precision: need.precision };
    const plan = trained.plan("smoke");
    return assembleEvidence(
      {
        ...{ paper: "scratch2026-tests", claim: trained, budget: "smoke", release },
        environment: first.environment,
      },
      await runPlan(plan, first.tools),
      {
        environment: environmentOf("reference"),
        runs: await runPlan(withoutControls(plan), { ...first.tools, engine }),
      },
    );
  }

  it("agrees with the interpreter, to its rounding", async () => {
    const { verdict, crossCheck } = await checkedBy((engine) => engine);
    expect(verdict).toBe("SUPPORTED");
    expect(crossCheck?.disagreements).toHaveLength(3);
    expect(crossCheck?.disagreements[0]?.relative).toBeLessThan(1e-14);
  });

  it("is INCONCLUSIVE beside an engine with one wrong kernel", async () => {
    const { verdict, reasonCode, reason, crossCheck } = await checkedBy(withSine);
    expect([verdict, reasonCode]).toEqual(["INCONCLUSIVE", "ENGINES_DISAGREE"]);
    expect(reason).toMatch(/on onnx-cpu it is SUPPORTED .*, on reference it is NOT_SUPPORTED/);
    // 20 tanh 3 and 20 sin 3.
    expect(crossCheck?.disagreements[0]).toMatchObject({ seed: 3, quantity: "amount" });
    expect(crossCheck?.disagreements[0]?.second).toBeCloseTo(20 * Math.sin(3), 12);
  });
});
