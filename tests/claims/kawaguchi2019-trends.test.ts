import { describe, expect, it } from "vitest";
import { dwEmpDepthCifar10 } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth-cifar10.claim.ts";
import { dwEmpDepthFashionMnist } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth-fashion-mnist.claim.ts";
import { dwEmpDepthMnist } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth-mnist.claim.ts";
import { dwEmpDepthSvhn } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth-svhn.claim.ts";
import { dwEmpWidthCifar10 } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width-cifar10.claim.ts";
import { dwEmpWidthFashionMnist } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width-fashion-mnist.claim.ts";
import { dwEmpWidthMnist } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width-mnist.claim.ts";
import { dwEmpWidthSvhn } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width-svhn.claim.ts";
import { dwEmpDepth } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-depth.claim.ts";
import { dwEmpWidth } from "../../src/papers/kawaguchi2019-depth-width/dw-emp-width.claim.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { toMeasurement } from "../../src/domain/measurement.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";

interface Run {
  readonly activation: string;
  readonly depth: number;
  readonly width: number;
  readonly block: number;
}
type Losses = (run: Run) => number;

/** Distinct for every run, and far below what decides. */
const jitter = ({ activation, depth, width, block }: Run) =>
  1e-4 * (1 + Math.sin(1.37 * activation.charCodeAt(0) + 3.1 * depth + 5.3 * width + 11.7 * block));

/** Falls with width and with depth, but not with depth at the widths that are narrow for it. */
const asMeasured: Losses = (run) => {
  const { activation, depth, width } = run;
  if (activation === "identity") return 0.6;
  const least = activation === "tanh" ? 4 : 8;
  const gain = width >= least ? 0.6 ** (depth - 1) : 1.1 ** (depth - 1);
  return (0.8 * gain) / width + jitter(run);
};

function runOf(planned: ReturnType<ClaimDefinition["plan"]>[number]): Run {
  const { student } = planned.setting as {
    student: { activation: string; hiddenLayers: number; width: number };
  };
  const { activation, hiddenLayers: depth, width } = student;
  return { activation, depth, width, block: planned.seed };
}

interface Told {
  readonly more?: ((run: Run) => Readonly<Record<string, number>>) | undefined;
  readonly budget?: "smoke" | "quick";
}

/** The runs of the plan as if they had ended at these losses; one that is not finite has diverged. */
function recordsOf(
  claim: ClaimDefinition,
  losses: Losses,
  { more = () => ({}), budget = "quick" }: Told = {},
): RunRecord[] {
  return claim.plan(budget).map((planned) => {
    const run = runOf(planned);
    const loss = losses(run);
    const numbers = {
      ...{ loss, untrainedLoss: 1.2 + jitter(run), linearRegression: 0.6, defect: 0.01 },
      ...{ rankGap: 0, ...more(run) },
    };
    const { control, arm, seed, measure } = planned;
    return {
      ...{ control, arm, seed, measure: measure.name, certificate: null },
      ...(Number.isFinite(loss)
        ? ({ status: "SUCCEEDED", message: null } as const)
        : ({ status: "DIVERGED", message: "diverged at step 1000" } as const)),
      measurements: Object.entries(numbers).map(([name, value]) => toMeasurement(name, value)),
    };
  });
}

const decide = (
  claim: ClaimDefinition,
  losses: Losses,
  more?: (run: Run) => Record<string, number>,
) => claim.decide("quick", recordsOf(claim, losses, { more }));

const checkNamed = (claim: ClaimDefinition, losses: Losses, name: string) =>
  decide(claim, losses).checks.find((check) => check.name === name);

describe.each([
  ["width", dwEmpWidth, 9, 0.0025],
  ["depth", dwEmpDepth, 8, 0.005],
] as const)("the %s trend at smoke", (_, claim, blocks, level) => {
  it("says that its blocks cannot decide, how many could, and which budget has them", () => {
    const records = recordsOf(claim, asMeasured, { budget: "smoke" });
    const { verdict, reasonCode, reason, controls } = claim.decide("smoke", records);
    expect([verdict, reasonCode]).toEqual(["INCONCLUSIVE", "UNDERPOWERED"]);
    expect(reason).toBe(
      "too little was computed to decide: enough blocks for the clearest trend to be significant: " +
        `3, required at least ${blocks} (blocks, each a seed: 3 cannot give p below ${level}); ` +
        "budget quick has 10 seeds in place of 3",
    );
    expect(controls.find(({ name }) => name === "shuffled columns")?.reason).toContain(
      "this control says nothing here",
    );
  });
});

describe("the width trend", () => {
  it("is SUPPORTED where every cell falls, and its controls fail as they must", () => {
    const { verdict, controls } = decide(dwEmpWidth, asMeasured);
    expect(controls.map(({ outcome }) => outcome)).toEqual(["KEPT", "KEPT", "KEPT"]);
    expect(verdict).toBe("SUPPORTED");
  });

  it("takes p = 24^-10 for a perfect order of ten blocks", () => {
    const p = checkNamed(dwEmpWidth, asMeasured, "p of tanh, 1 hidden layer")?.value ?? NaN;
    expect(p / 24 ** -10).toBeCloseTo(1, 12);
  });

  it("calls deep linear networks NOT_SUPPORTED by the size of their reduction", () => {
    const linear = decide(dwEmpWidth, asMeasured).controls.find(({ name }) =>
      name.startsWith("deep linear"),
    );
    expect(linear).toMatchObject({ verdict: "NOT_SUPPORTED", outcome: "KEPT" });
  });

  it("is NOT_SUPPORTED where one cell rises", () => {
    const rises: Losses = (run) =>
      run.activation === "relu" && run.depth === 2
        ? 0.1 * run.width + jitter(run)
        : asMeasured(run);
    expect(decide(dwEmpWidth, rises)).toMatchObject({ verdict: "NOT_SUPPORTED" });
  });

  it("is NOT_SUPPORTED where one cell rises in nine blocks of ten, however far it falls in the other", () => {
    const rises: Losses = (run) =>
      run.activation === "relu" && run.depth === 2 && run.block !== 4
        ? 0.1 * run.width + jitter(run)
        : asMeasured(run);
    const { verdict, checks } = decide(dwEmpWidth, rises);
    expect(verdict).toBe("NOT_SUPPORTED");
    const outcomeOf = (part: string) => checks.find(({ name }) => name.startsWith(part))?.outcome;
    expect(outcomeOf("p of the reverse of relu, 2 hidden layers")).toBe("FAIL");
    expect(outcomeOf("upper limit of the median reduction of relu, 2 hidden layers")).toBe("PASS");
  });

  it("is NOT_SUPPORTED where one cell falls in perfect order, but by less than a fifth", () => {
    const little: Losses = (run) =>
      run.activation === "tanh" && run.depth === 3
        ? 0.5 - 0.005 * run.width + jitter(run) / 10
        : asMeasured(run);
    expect(decide(dwEmpWidth, little).verdict).toBe("NOT_SUPPORTED");
  });

  it("is INCONCLUSIVE where one cell has no order and blocks that fall by much", () => {
    const wild: Losses = (run) =>
      run.activation === "tanh" && run.depth === 1
        ? 0.5 + 0.4 * Math.sin(17 * run.block + 29 * run.width)
        : asMeasured(run);
    expect(decide(dwEmpWidth, wild).verdict).toBe("INCONCLUSIVE");
  });

  it("takes a run that diverged for one that ended at the zero function", () => {
    const lost: Losses = (run) =>
      run.activation === "tanh" && run.width === 16 ? NaN : asMeasured(run);
    expect(decide(dwEmpWidth, lost).verdict).toBe("NOT_SUPPORTED");
    const one: Losses = (run) =>
      run.activation === "tanh" && run.width === 2 && run.block === 3 ? NaN : asMeasured(run);
    expect(decide(dwEmpWidth, one).verdict).toBe("SUPPORTED");
  });

  it("ties losses below 1e-6 at 0", () => {
    const tiny: Losses = (run) => {
      if (run.activation !== "tanh" || run.width < 8) return asMeasured(run);
      return 1e-8 * run.width + 1e-9 * jitter(run);
    };
    const p = checkNamed(dwEmpWidth, tiny, "p of tanh, 2 hidden layers")?.value ?? NaN;
    // Two of four ranks are tied in each block: 12 orders in place of 24.
    expect(p / 12 ** -10).toBeCloseTo(1, 10);
  });

  it("is caught with labels of the sizes shuffled in each block", () => {
    const order = [
      [2, 4, 8, 16],
      [8, 2, 16, 4],
      [16, 8, 4, 2],
      [4, 16, 2, 8],
    ];
    const shuffled: Losses = (run) => {
      const at = Math.log2(run.width) - 1;
      return asMeasured({ ...run, width: order[run.block % 4]?.[at] ?? 2 });
    };
    expect(decide(dwEmpWidth, shuffled).verdict).not.toBe("SUPPORTED");
  });

  it("is INVALID where a defect is negative at a rank that is resolved, and open where it is not", () => {
    const negative = (gap: number) => () => ({ defect: -1e-3, rankGap: gap });
    expect(decide(dwEmpWidth, asMeasured, negative(0)).verdict).toBe("INVALID");
    expect(decide(dwEmpWidth, asMeasured, negative(0.5)).verdict).toBe("INCONCLUSIVE");
  });

  it("is INVALID where two trainings are one", () => {
    const copied: Losses = (run) => asMeasured({ ...run, block: run.block === 2 ? 1 : run.block });
    expect(decide(dwEmpWidth, copied).verdict).toBe("INVALID");
  });

  it("is INVALID where untrained networks show the trend as well", () => {
    const told = decide(dwEmpWidth, asMeasured, (run) => ({ untrainedLoss: asMeasured(run) }));
    expect(told).toMatchObject({ verdict: "INVALID", reasonCode: "CONTROL_PASSED" });
  });
});

describe("the depth trend", () => {
  it("is SUPPORTED by the two largest widths, and tells d* of each activation", () => {
    const { verdict, checks, controls } = decide(dwEmpDepth, asMeasured);
    expect(verdict).toBe("SUPPORTED");
    expect(controls.map(({ outcome }) => outcome)).toEqual(["KEPT", "KEPT", "KEPT"]);
    const least = checks.filter(({ name }) => name.startsWith("d* of"));
    expect(least.map(({ exact }) => exact)).toEqual(["4", "8"]);
  });

  it("stops at the first width that fails: those below it never move d*", () => {
    const gap: Losses = (run) =>
      run.width === 8 ? 0.3 + 0.2 * run.depth + jitter(run) : asMeasured(run);
    const { checks, verdict } = decide(dwEmpDepth, gap);
    expect(checks.find(({ name }) => name === "d* of tanh")?.exact).toBe("16");
    expect(verdict).toBe("NOT_SUPPORTED");
  });

  it("does not count narrow networks, and shows each with its own verdict", () => {
    const narrow: Losses = (run) =>
      run.width === 2 ? 0.2 * run.depth + jitter(run) : asMeasured(run);
    const records = recordsOf(dwEmpDepth, narrow);
    expect(dwEmpDepth.decide("quick", records).verdict).toBe("SUPPORTED");
    const [cells] = dwEmpDepth.figures("quick", records, new Map());
    const { values } = (cells?.spec as { data: { values: { cell: string; verdict: string }[] } })
      .data;
    expect(values).toHaveLength(8);
    expect(values.find(({ cell }) => cell === "relu, width 2")?.verdict).toBe("NOT_SUPPORTED");
  });

  it("is INVALID where narrow ReLU networks gain from depth at every width of the control", () => {
    const all: Losses = (run) => (0.8 * 0.5 ** run.depth) / run.width + jitter(run) / 100;
    expect(
      decide(dwEmpDepth, (run) => (run.activation === "identity" ? 0.6 : all(run))),
    ).toMatchObject({ verdict: "INVALID", reasonCode: "CONTROL_PASSED" });
  });
});

const ON_IMAGES = [
  ...[dwEmpWidthMnist, dwEmpWidthFashionMnist, dwEmpWidthCifar10, dwEmpWidthSvhn],
  ...[dwEmpDepthMnist, dwEmpDepthFashionMnist, dwEmpDepthCifar10, dwEmpDepthSvhn],
].map((claim) => [claim.slug, claim] as const);

describe("the trends on images", () => {
  it.each(ON_IMAGES)(
    "%s: SUPPORTED by the trend, caught with the sizes turned round",
    (_, claim) => {
      expect(decide(claim, asMeasured).verdict).toBe("SUPPORTED");
      const turned: Losses = (run) =>
        asMeasured({ ...run, width: 128 / run.width, depth: 4 - run.depth });
      expect(decide(claim, turned).verdict).toBe("NOT_SUPPORTED");
    },
  );
});
