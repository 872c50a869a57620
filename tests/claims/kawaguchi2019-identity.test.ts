import { describe, expect, it } from "vitest";
import { minimumBlocks, minimumQuality } from "../../src/compute/measures/index.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { dwBlocks } from "../../src/papers/kawaguchi2019-depth-width/dw-blocks.claim.ts";
import { dwDeepIdentity } from "../../src/papers/kawaguchi2019-depth-width/dw-deep-identity.claim.ts";
import { dwOverparam } from "../../src/papers/kawaguchi2019-depth-width/dw-overparam.claim.ts";
import { dwRankLaw } from "../../src/papers/kawaguchi2019-depth-width/dw-rank-law.claim.ts";
import {
  decimals,
  goldenConditions,
} from "../../src/papers/kawaguchi2019-depth-width/float-results.ts";
import type { PlannedRun } from "../../src/verification/claim-spec.ts";
import { runPlan } from "../support/run-plan.ts";
import { tamper } from "../support/tamper.ts";

const CLAIMS = [dwDeepIdentity, dwBlocks, dwOverparam, dwRankLaw] as const;

/** What the spec says of each control; where it does not, what follows from its rules. */
const STATED: Readonly<Record<string, string>> = {
  "the last layer's columns alone": "INVALID",
  "two units 3e-14 apart": "INCONCLUSIVE",
  "two units 1e-12 apart": "INCONCLUSIVE",
  "a box that is too large": "INCONCLUSIVE",
  "a saddle in place of a minimum": "INCONCLUSIVE",
  "a box on which the Hessian may be indefinite": "INCONCLUSIVE",
  "a box beside the minimum": "INCONCLUSIVE",
  "saddles alone: v = 0": "INCONCLUSIVE",
  "saddles alone: a Hessian of zeros": "INCONCLUSIVE",
  "a saddle alone: v = 0": "INCONCLUSIVE",
  "a saddle in place of the minimum with a loss": "VACUOUS",
  "a gradient with another Jacobian": "INVALID",
  "rows of one block shuffled": "INCONCLUSIVE",
  "rows of one block shuffled: not the sum in random orders": "INCONCLUSIVE",
  "outputs first": "INVALID",
  "two units 1e-9 apart": "INCONCLUSIVE",
  "all targets 0": "VACUOUS",
  "fewer parameters than numbers": "VACUOUS",
  "targets from the network's features": "NOT_SUPPORTED",
  "a random space of the same dimension": "NOT_SUPPORTED",
  "the rank one too low": "NOT_SUPPORTED",
  "the rank one too high": "NOT_SUPPORTED",
};

it("a golden number is named as it is, and not rounded to fewer digits than are compared", () => {
  const table = { point: { loss: decimals(1.317024912345, 12) } };
  const [condition] = goldenConditions({}, table);
  expect(condition?.check.quantity).toBe("distance from 1.317024912345");
});

describe.each(CLAIMS)("$slug", (claim) => {
  it("is SUPPORTED at quick, and all its controls fail as they must", async () => {
    const decision = claim.decide("quick", await runPlan(claim.plan("quick")));
    expect(decision).toMatchObject({ verdict: "SUPPORTED" });
    expect(decision.controls.map(({ outcome }) => outcome)).not.toContain("PASSED");
    expect(decision.controls.every(({ outcome }) => outcome === "KEPT")).toBe(true);
  });

  it("comes to the same at smoke, before the cap", async () => {
    const decision = claim.decide("smoke", await runPlan(claim.plan("smoke")));
    expect(decision.uncappedVerdict).toBe("SUPPORTED");
    for (const { name, verdict } of decision.controls) {
      expect([name, verdict]).toEqual([name, STATED[name] ?? "PRECONDITION_FAILED"]);
    }
  });
});

type Mutate = (planned: PlannedRun) => PlannedRun;

async function mutated(claim: (typeof CLAIMS)[number], mutate: Mutate, budget: "smoke" | "quick") {
  const runs = await runPlan(claim.plan(budget).map(mutate));
  return claim.decide(budget, runs);
}

const failed = ({ checks }: { checks: readonly { role: string; outcome: string }[] }) =>
  checks.filter(({ outcome }) => outcome === "FAIL").map(({ role }) => role);

const withSetting =
  (change: (setting: never) => object): Mutate =>
  (planned) => ({
    ...planned,
    setting: { ...(planned.setting as object), ...change(planned.setting as never) },
  });

describe("an excess of 2e-10 of 1/2 ||Y||^2, twice what rounding may leave,", () => {
  const cases = (claim: (typeof CLAIMS)[number], ...quantities: string[]) =>
    quantities.map((quantity) => ({ claim, slug: claim.slug, quantity }));

  it.each([
    ...cases(dwDeepIdentity, "excess", "worstExcess"),
    ...cases(dwBlocks, "sumExcess", "orderExcess", "valueExcess"),
  ])("is too much for $slug as $quantity", async ({ claim, quantity }) => {
    const runs = await runPlan(claim.plan("smoke"));
    const isOwn = ({ control }: RunRecord) => control === null;
    const decide = (value: number) =>
      claim.decide("smoke", tamper(runs, isOwn, quantity, { value, exact: null }));
    expect(failed(decide(2e-10))).toContain("claim");
    expect(failed(decide(5e-11))).not.toContain("claim");
  });
});

describe("claims made false on purpose", () => {
  it("dw-deep-identity with the last layer's projection in place of J's is INVALID", async () => {
    const decision = await mutated(
      dwDeepIdentity,
      withSetting(() => ({ layers: "last" })),
      "smoke",
    );
    expect(decision.verdict).toBe("INVALID");
    expect(failed(decision)).toContain("implementation");
  });

  it("dw-deep-identity with shuffled labels is refused at every minimum", async () => {
    interface WithData {
      readonly data: { readonly inputs: unknown; readonly targets: readonly unknown[] };
    }
    const decision = await mutated(
      dwDeepIdentity,
      withSetting(({ data }: WithData) => ({
        data: { ...data, targets: [...data.targets.slice(1), data.targets[0]] },
      })),
      "smoke",
    );
    expect(decision.verdict).not.toBe("SUPPORTED");
    expect(failed(decision)).toContain("precondition");
  });

  it("dw-deep-identity at a saddle in place of its minima is not SUPPORTED, and says why", async () => {
    // v = w = b = 0: J = 0, so stationary; the loss falls along v = b.
    const still = withSetting(() => ({
      network: { activation: "tanh", weights: [[[0], [0]], [[0]]] },
      data: {
        inputs: [
          [-1, 1],
          [1, 1],
        ],
        targets: [[1], [1]],
      },
    }));
    const runs = await runPlan(
      dwDeepIdentity
        .plan("smoke")
        .map((one) => (one.measure.name === "minimum-quality" ? still(one) : one)),
    );
    const decision = dwDeepIdentity.decide("smoke", runs);
    expect(decision.verdict).not.toBe("SUPPORTED");
    const certified = decision.checks.find(({ name }) => name.includes("shown to be local minima"));
    expect(certified).toMatchObject({ outcome: "FAIL", exact: "0" });
  });

  it("dw-blocks without the hidden layers' blocks is not SUPPORTED", async () => {
    const dropped: PlannedRun["measure"] = {
      ...minimumBlocks,
      problems: () => [],
      run(setting, context) {
        const { quantities } = minimumBlocks.run(setting as never, context) as {
          quantities: Record<string, number>;
        };
        const { loss = NaN, halfTargets = NaN, outputTerms = NaN, hiddenTerms = NaN } = quantities;
        const valueGap = Math.abs(loss - (halfTargets - outputTerms)) / halfTargets;
        return {
          quantities: {
            ...quantities,
            ...{ hiddenTerms: 0, valueGap, valueExcess: valueGap },
            sumExcess: Math.abs(hiddenTerms) / halfTargets,
          },
        };
      },
    };
    const decision = await mutated(dwBlocks, (one) => ({ ...one, measure: dropped }), "smoke");
    expect(decision.verdict).toBe("INVALID");
    expect(failed(decision)).toContain("claim");
  });

  it("dw-blocks with the rows of a block shuffled is not SUPPORTED", async () => {
    const decision = await mutated(
      dwBlocks,
      withSetting(() => ({ shuffled: 0 })),
      "smoke",
    );
    expect(decision.verdict).toBe("INVALID");
    expect(failed(decision)).toContain("claim");
  });

  it("dw-overparam with P counted in place of the rank is INVALID", async () => {
    const counted: PlannedRun["measure"] = {
      ...minimumQuality,
      problems: () => [],
      run(setting, context) {
        const { quantities } = minimumQuality.run(setting as never, context) as {
          quantities: Record<string, number | bigint>;
        };
        const { parameters = 0n, rows = 0n } = quantities;
        return { quantities: { ...quantities, rank: parameters < rows ? parameters : rows } };
      },
    };
    const decision = await mutated(dwOverparam, (one) => ({ ...one, measure: counted }), "smoke");
    expect(decision.verdict).toBe("INVALID");
    expect(failed(decision)).toContain("claim");
  });

  it("dw-rank-law with targets that depend on the weights is NOT_SUPPORTED", async () => {
    const decision = await mutated(
      dwRankLaw,
      withSetting(() => ({ targets: "features" })),
      "quick",
    );
    expect(decision.verdict).toBe("NOT_SUPPORTED");
    expect(failed(decision).every((role) => role === "claim")).toBe(true);
    expect(failed(decision).length).toBeGreaterThan(0);
  });
});

describe("evidence of searches", () => {
  it("holds every start with its outcome, and how many there were", async () => {
    const plan = dwOverparam
      .plan("quick")
      .filter(({ measure }) => measure.name === "searched-minima");
    const [planned] = plan;
    if (planned === undefined) throw new Error("no search at quick");
    const [record] = (await runPlan([planned])) as [RunRecord];
    const starts = record.measurements.find(({ name }) => name === "starts");
    expect(starts?.exact).toBe("5");
    expect(record.certificate?.name).toBe("searched-minima");
  });

  it("is about ends of both kinds where there are more parameters than numbers", async () => {
    const plan = dwOverparam
      .plan("quick")
      .filter(({ measure }) => measure.name === "searched-minima");
    const [record] = (await runPlan(plan)) as [RunRecord];
    const count = (name: string) =>
      Number(record.measurements.find((one) => one.name === name)?.exact);
    expect(count("found")).toBeGreaterThan(0);
    expect(count("rankViolations")).toBe(0);
  });
});
