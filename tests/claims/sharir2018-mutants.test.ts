import { describe, expect, it } from "vitest";
import { s1NonoverlapUpper } from "../../src/papers/sharir2018-overlaps/s1-nonoverlap-upper.claim.ts";
import { s2OverlapLower } from "../../src/papers/sharir2018-overlaps/s2-overlap-lower.claim.ts";
import { runPlan } from "../support/run-plan.ts";

type Claim = typeof s1NonoverlapUpper;

interface AnySetting {
  readonly network?: { readonly layers: readonly { window: number; channels: number }[] };
  readonly cut?: string;
  readonly cuts?: readonly string[];
}

const turned = (cut: string) => (cut === "left-right" ? "top-bottom" : cut);
const withConvention = (change: object) => (setting: AnySetting) => {
  const network = { conventions: {}, ...setting.network };
  return {
    ...setting,
    network: { ...network, conventions: { ...network.conventions, ...change } },
  };
};

/** The mistakes that spec 4.1 names, as changes of the settings. */
const MUTANTS: Record<string, (setting: AnySetting) => unknown> = {
  "top-bottom cut": (setting) => ({
    ...setting,
    ...(setting.cut !== undefined && { cut: turned(setting.cut) }),
    ...(setting.cuts !== undefined && { cuts: setting.cuts.map(turned) }),
  }),
  "weights shared by all window positions": withConvention({ sharing: "one-matrix" }),
  "centred windows": withConvention({ windows: "centred" }),
  "zero padding": withConvention({ border: "zero" }),
  "missing linear layer": (setting) => {
    const layers = setting.network?.layers ?? [];
    const last = layers.at(-1);
    const isLinear = layers.length > 1 && last?.window === 1 && last.channels === 1;
    return {
      ...setting,
      network: { ...setting.network, layers: layers.slice(0, isLinear ? -1 : undefined) },
    };
  },
};

describe.each(Object.entries(MUTANTS))("the mutant: %s", (name, mutate) => {
  it.each([s1NonoverlapUpper, s2OverlapLower])("takes $slug out of SUPPORTED", async (claim) => {
    const plan = claim.plan("smoke").map((planned) => {
      return { ...planned, setting: mutate(planned.setting as AnySetting) };
    });
    const decision = claim.decide("smoke", await runPlan(plan));
    expect(decision.verdict).toBe("INVALID");
  });

  it("is seen by the golden values or by the ranks of a table, on a number", async () => {
    const claim = name === "missing linear layer" ? s1NonoverlapUpper : s2OverlapLower;
    const plan = claim.plan("smoke").filter(({ measure }) => measure.name !== "half-factorization");
    const changed = plan.map((planned) => {
      return { ...planned, setting: mutate(planned.setting as AnySetting) };
    });
    const { checks } = claim.decide("smoke", await runPlan(changed));
    const failed = checks.filter(({ role, outcome }) => role !== "claim" && outcome === "FAIL");
    expect(failed.length).toBeGreaterThan(0);
  });
});

describe("without the convention check the tables still see", () => {
  const rankOf = async (claim: Claim, arm: string, mutant: string) => {
    const planned = claim.plan("quick").find((run) => run.control === null && run.arm === arm);
    if (planned === undefined) throw new Error(`no arm ${arm}`);
    const mutate = MUTANTS[mutant] ?? ((setting: AnySetting) => setting);
    const changed = { ...planned, setting: mutate(planned.setting as AnySetting) };
    const [record] = await runPlan([changed]);
    return Number(record?.measurements.find(({ name }) => name === "rank")?.value);
  };

  const [shared, wide] = ["weights shared by all window positions", "(3,1,2),(2,2,2)"];
  const blocks = Array.from({ length: 4 }, () => wide).join(",");

  it.each([
    { claim: s1NonoverlapUpper, mutant: shared, arm: "4x4, M=2, (2,2,2),(2,2,6),(1,1,1)", rank: 3 },
    {
      claim: s1NonoverlapUpper,
      mutant: shared,
      arm: "4x4, M=2, (2,2,3),(2,2,12),(1,1,1)",
      rank: 6,
    },
    {
      claim: s1NonoverlapUpper,
      ...{ mutant: "missing linear layer", arm: "4x4, M=2, (2,2,3),(2,2,6),(1,1,1)", rank: 1 },
    },
    { claim: s2OverlapLower, mutant: "top-bottom cut", arm: "2x6, M=2, (2,1,2),(6,6,1)", rank: 64 },
    {
      claim: s2OverlapLower,
      ...{ mutant: "centred windows", arm: `1x16, M=2, ${blocks},(1,1,1)`, rank: 256 },
    },
  ])("$mutant: $arm has rank $rank", async ({ claim, mutant, arm, rank }) => {
    expect(await rankOf(claim, arm, mutant)).toBe(rank);
  });
});
