/** Claims made false on purpose: one file of the sources says something else, in a process of its own. */
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/domain/verdict.ts";
import { concludes } from "../support/mutant.ts";
import { plant, type Plant } from "../support/plant.ts";

const ELIMINATION = "src/compute/measures/elimination";
const MINIMA = "src/compute/measures/minima";

const penaltyOnWeights = plant(`${ELIMINATION}/objective.ts`, [
  "units.map((k) => layout.a(k)),",
  "weights,",
]);
const passedBack = plant(`${MINIMA}/forward.ts`, ["return multiplied(sum, slope);", "return sum;"]);
const upsideDown = plant(`${ELIMINATION}/loss.ts`, [
  "return square(algebra, residual());",
  "return algebra.scale(-1, square(algebra, residual()));",
]);
const infimumTooHigh = plant(`${ELIMINATION}/pointwise.ts`, [
  "terms.reduce((sum, one) => sum + one, 0)",
  "2 * terms.reduce((sum, one) => sum + one, 0)",
]);
const linearNeuron = plant(`${ELIMINATION}/objective.ts`, [
  'neuron === "linear" ? inner : algebra.exp(inner)',
  "inner",
]);

/** A point that is no minimum counts as one. */
const certifiesAll = plant(`${MINIMA}/certified.ts`, [
  "if (!isAdmissible(quality)) return false;",
  "return true;",
]);
const PROOF = "test.inside && test.curvature > 0 && crossesOrbits(gauge, radius)";

interface Mutant {
  readonly claim: string;
  readonly what: string;
  readonly change: Plant;
  readonly verdict: Verdict;
  /** The name of one condition that fails. */
  readonly failed: RegExp;
}

const MUTANTS: readonly Mutant[] = [
  {
    claim: "dw-shallow-identity",
    what: "no unit is ever inactive",
    change: plant(`${MINIMA}/relu-network.ts`, [
      "form.map((z) => (isPositive(z) ? z : multiplyRationals(kind.leak, z)))",
      "form.map((z) => z)",
    ]),
    ...{
      verdict: "INVALID",
      failed: /^L = 1\/2 \|\|PN\[Dbar\] y\|\|\^2 at every enumerated minimum/,
    },
  },
  {
    claim: "dw-shallow-classical",
    what: "the classical models are held to be worse, not better",
    change: plant(`${MINIMA}/relu-survey.ts`, [
      "return compareRationals(point.value, classical) > 0;",
      "return compareRationals(point.value, classical) < 0;",
    ]),
    ...{ verdict: "INVALID", failed: /^no set of units has a better classical model/ },
  },
  {
    claim: "dw-deep-identity",
    what: "signals pass back as if no unit were saturated",
    change: passedBack,
    ...{ verdict: "INVALID", failed: /^golden lastSingular: F2, worse minimum/ },
  },
  {
    claim: "dw-classical",
    what: "the loss lost its 1/2",
    change: plant(`${MINIMA}/forward.ts`, [
      "sum + dot(column, column), 0) / 2",
      "sum + dot(column, column), 0)",
    ]),
    ...{
      verdict: "INCONCLUSIVE",
      failed: /^\(A\) L = 1\/2 \|\|PN\[B_S\] Y\|\|\^2: S1 at its minimum/,
    },
  },
  {
    claim: "dw-deep-linear",
    what: "linear regression without the first input",
    change: plant(`${MINIMA}/tail-ends.ts`, [
      "equality: projectedLoss(all, targets),",
      "equality: projectedLoss(all.slice(1), targets),",
    ]),
    ...{
      verdict: "INVALID",
      failed: /^\(A\) L = 1\/2 \|\|PN\[B_S\] Y\|\|\^2 at every minimum found/,
    },
  },
  {
    claim: "el-global",
    what: "the penalty stands on W in place of a",
    change: penaltyOnWeights,
    ...{ verdict: "INVALID", failed: /^T1 to T3 accept the bad minima of other objectives/ },
  },
  {
    claim: "el-pointwise",
    what: "the neuron is linear",
    change: linearNeuron,
    ...{ verdict: "INVALID", failed: /^T1 to T3 accept the bad minima of other objectives/ },
  },
  ...["el-global", "el-pointwise"].map((claim) => ({
    claim,
    what: "the pointwise infimum is told too high",
    change: infimumTooHigh,
    ...{ verdict: "INVALID" as const, failed: /^no candidate lies below L_pw/ },
  })),
  {
    claim: "el-pgb",
    what: "the pointwise infimum is told too high",
    change: infimumTooHigh,
    ...{ verdict: "INVALID", failed: /^no value lies below its lower bound/ },
  },
  {
    claim: "el-failure",
    what: "the slope of a neuron that is switched on lost its 1/m",
    change: plant(`${ELIMINATION}/descent.ts`, [
      "slope: accurateSum(terms) / samples,",
      "slope: accurateSum(terms),",
    ]),
    ...{ verdict: "INVALID", failed: /^evaluation agrees with what a move gains/ },
  },
  {
    claim: "el-destroyed",
    what: "the neuron is linear where it descends",
    change: plant(`${ELIMINATION}/descent.ts`, [
      'return neuron === "linear" ? inner : Math.exp(inner);',
      "return inner;",
    ]),
    ...{ verdict: "INVALID", failed: /^slope of the spec, -1\.001425431093816: F2, bad minimum/ },
  },
  {
    claim: "el-failure",
    what: "the penalty stands on W in place of a",
    change: penaltyOnWeights,
    ...{
      verdict: "INVALID",
      failed: /^the objective falls at every step of b: F2, bad minimum/,
    },
  },
  {
    claim: "el-destroyed",
    what: "a neuron is moved along the axes by ten radii and more",
    change: plant("src/compute/measures/neuron-descent.measure.ts", [
      "[radius, -radius].map((far)",
      "[10, -10].map((far)",
    ]),
    ...{ verdict: "INVALID", failed: /^every decrease lies in its ball/ },
  },
  {
    claim: "el-destroyed",
    what: "the objective lost its penalty",
    change: plant(`${ELIMINATION}/objective.ts`, ["      lambda,\n", "      0,\n"]),
    ...{ verdict: "INVALID", failed: /^evaluation agrees with the formula/ },
  },
  {
    claim: "el-failure-rate",
    what: "the invariant lost its a^2 / 2",
    change: plant(`${ELIMINATION}/flow.ts`, [
      "(z[a(0)] ?? Number.NaN) ** 2 / 2;",
      "(z[a(0)] ?? Number.NaN) * 0;",
    ]),
    ...{ verdict: "INCONCLUSIVE", failed: /^b - a\^2\/2 gains the integral/ },
  },
  {
    claim: "el-failure-rate",
    what: "the neuron is linear",
    change: linearNeuron,
    ...{ verdict: "INVALID", failed: /^rateEarly of the spec, 1\.0369: F3, lambda 1/ },
  },
  {
    claim: "el-examples",
    what: "the neuron is linear",
    change: linearNeuron,
    ...{ verdict: "INVALID", failed: /^loss of the spec, 1\.26953125: F1, one unit dead/ },
  },
  {
    claim: "el-pgb",
    what: "the loss is turned upside down",
    change: upsideDown,
    ...{ verdict: "INVALID", failed: /^PGB is below the value: F2, bad minimum/ },
  },
  {
    claim: "dw-blocks",
    what: "signals pass back as if no unit were saturated",
    change: passedBack,
    ...{ verdict: "INVALID", failed: /^golden hiddenTerms: F2, worse minimum/ },
  },
  {
    claim: "dw-blocks",
    what: "random orders are none",
    change: plant(`${MINIMA}/block-terms.ts`, [
      "const order = Array.from(random.permutation(blocks.length));",
      "const order = Array.from(random.permutation(blocks.length)).toSorted((a, b) => a - b);",
    ]),
    ...{ verdict: "INVALID", failed: /^every random order has other terms: F3/ },
  },
  {
    claim: "dw-overparam",
    what: "signals pass back as if no unit were saturated",
    change: passedBack,
    ...{ verdict: "INVALID", failed: /^golden rank: F1, four equal units/ },
  },
  {
    claim: "dw-rank-law",
    what: "targets are not projected",
    change: plant("src/compute/measures/rank-law.measure.ts", [
      "const outside = projectOut(space, rank, draw(rows));",
      "const outside = draw(rows);",
    ]),
    // At smoke a statistical claim is not decided; its condition fails all the same.
    ...{ verdict: "INCONCLUSIVE", failed: /^chi\^2 with m d_y - rank J degrees of freedom/ },
  },
  {
    claim: "dw-emp-width",
    what: "an order that is reached does not count to its own p",
    change: plant("src/verification/statistics/page-trend.ts", [
      "(one) => one >= sum)",
      "(one) => one > sum)",
    ]),
    ...{ verdict: "INVALID", failed: /^shuffled columns/ },
  },
  {
    claim: "el-vanish",
    what: "the penalty stands on W in place of a",
    change: penaltyOnWeights,
    ...{ verdict: "INVALID", failed: /^a local minimum was certified in every problem/ },
  },
  {
    claim: "el-exists",
    what: "the loss is turned upside down",
    change: upsideDown,
    ...{ verdict: "INVALID", failed: /^Lt is nowhere below L_pw/ },
  },
  {
    claim: "el-vacuous",
    what: "the loss is turned upside down",
    change: upsideDown,
    ...{ verdict: "INVALID", failed: /^the flow ends with a small gradient/ },
  },
  {
    claim: "el-loss-table",
    what: "the absolute value is held to be differentiable",
    change: plant(`${ELIMINATION}/loss.ts`, [
      'return { convex: true, differentiable: false, attained: "always" };',
      'return { convex: true, differentiable: true, attained: "always" };',
    ]),
    ...{ verdict: "INVALID", failed: /^standing: absolute value/ },
  },
];

/** What minima alone do not show: held against golden points and against points that are no minima. */
const OF_THE_INSTRUMENT: readonly Mutant[] = [
  {
    what: "W stands crosswise",
    change: plant(`${ELIMINATION}/objective.ts`, [
      "w: (k, j) => first + k * inputs + j,",
      "w: (k, j) => first + j * outputs + k,",
    ]),
    failed: /^value of the spec, 3\.330920283567: G1/,
  },
  {
    what: "slopes of the squared loss are half of what they are",
    change: plant(`${ELIMINATION}/loss.ts`, ["return 2 * (q - y);", "return q - y;"]),
    failed: /^slopes of the loss in closed form are its derivatives/,
  },
  {
    what: "cross entropy has no slope",
    change: plant(`${ELIMINATION}/loss.ts`, [
      "one - (y[index] ?? Number.NaN));\n  }",
      "0 * (one - (y[index] ?? Number.NaN)));\n  }",
    ]),
    failed: /^groupError of the spec, 0: soft labels/,
  },
  {
    what: "T1 is left out",
    change: plant(`${ELIMINATION}/minimality.ts`, [
      'if (carries ? proven === "nothing" : !stationarity.holds)',
      'if (carries && proven === "nothing")',
    ]),
    failed: /^T1 to T3 reject what is no local minimum/,
  },
  {
    what: "T2 is left out",
    change: plant(`${ELIMINATION}/minimality.ts`, [
      'if (!curvature.holds) return ended("refused");',
      "",
    ]),
    failed: /^T1 to T3 reject what is no local minimum/,
  },
  // el-global and el-pointwise have the same conditions, and take longer.
].map((mutant) => ({ ...mutant, claim: "el-exists", verdict: "INVALID" as const }));

/** What proves nothing is found out by the controls: the claim's own conditions all hold. */
const UNPROVEN = [
  ...["dw-deep-identity", "dw-blocks", "dw-overparam"].map((claim) => ({
    ...{ claim, what: "every point counts as a minimum", change: certifiesAll },
  })),
  ...["dw-classical", "dw-deep-linear"].map((claim) => ({
    ...{ claim, what: "every end counts as stationary" },
    change: plant(`${MINIMA}/tail-ends.ts`, [
      "stationarity <= QUALITY_LIMITS.stationarity;",
      "stationarity < Infinity;",
    ]),
  })),
  {
    ...{ claim: "dw-classical", what: "every point counts as stationary" },
    change: plant(`${MINIMA}/induced-structure.ts`, [
      "stationarity: norm === 0 ? 0 : norm / (size * Math.sqrt(2 * half)),",
      "stationarity: norm >= 0 ? 0 : norm / (size * Math.sqrt(2 * half)),",
    ]),
  },
  {
    ...{ claim: "dw-deep-linear", what: "what is not resolved counts as a saddle" },
    change: plant(`${MINIMA}/tail-ends.ts`, [
      'null ? "unresolved" : "saddle"',
      'null ? "saddle" : "saddle"',
    ]),
  },
  ...(
    [
      ["dw-shallow-identity", "mismatches", "countOf(found, isMismatch)"],
      ["dw-shallow-identity", "notMinima", "countOf(found, isNoMinimum)"],
      ["dw-shallow-classical", "notMinima", "countOf(found, isNoMinimum)"],
      ["dw-shallow-classical", "unexpected", "setDifference(values, wanted)"],
      ["dw-shallow-classical", "missing", "setDifference(wanted, values)"],
      ["dw-shallow-classical", "regressionViolations", "countOf(found, isWorse(regression))"],
      [
        ...(["dw-shallow-classical", "boundViolations"] as const),
        "BigInt(minima.reduce((sum, one) => sum + one.boundViolations, 0))",
      ],
    ] as const
  ).map(([claim, quantity, computed]) => ({
    ...{ claim, what: `no ${quantity} are ever counted` },
    change: plant("src/compute/measures/relu-minima.measure.ts", [
      `${quantity}: ${computed},`,
      `${quantity}: 0n,`,
    ]),
  })),
  {
    ...{ claim: "dw-blocks", what: "every order has the same sum" },
    change: plant(`${MINIMA}/block-terms.ts`, [
      "Math.abs(sumOf(one) - sum), half)",
      "sum - sum, half)",
    ]),
  },
  {
    ...{ claim: "dw-deep-identity", what: "a box is enough without its curvature" },
    change: plant(`${MINIMA}/certify.ts`, [PROOF, "test.inside"]),
  },
  {
    ...{ claim: "dw-deep-identity", what: "a curved box is enough without a critical point" },
    change: plant(`${MINIMA}/certify.ts`, [PROOF, "test.curvature > 0"]),
  },
  {
    ...{ claim: "dw-deep-identity", what: "a higher cut changes nothing" },
    change: plant(`${MINIMA}/quality.ts`, [
      "cutSensitivity: ratio(cutChange(space, valueAt), half),",
      "cutSensitivity: ratio(0 * cutChange(space, valueAt), half),",
    ]),
  },
  ...["dw-deep-identity", "dw-blocks", "dw-overparam"].map((claim) => ({
    ...{ claim, what: "no sample is ever on a kink" },
    change: plant(`${MINIMA}/quality.ts`, [
      "if (!HAS_KINK.includes(network.activation)) return 1;\n  const margins",
      "if (HAS_KINK.length > 0) return 1;\n  const margins",
    ]),
  })),
];

describe.each(UNPROVEN)("$claim where $what", ({ claim, change }) => {
  it("is INVALID by a control that passes", async () => {
    expect(await concludes(claim, change)).toMatchObject({
      ...{ verdict: "INVALID", failed: [] },
      reason: expect.stringMatching(/^control .* did not fail: /) as string,
    });
  });
});

describe.each([...MUTANTS, ...OF_THE_INSTRUMENT])(
  "$claim where $what",
  ({ claim, change, verdict, failed }) => {
    it("is not SUPPORTED, and says on which number", async () => {
      const outcome = await concludes(claim, change);
      expect(outcome.verdict).toBe(verdict);
      expect(outcome.failed).toContainEqual(expect.stringMatching(failed));
    });
  },
);

describe("a mutant", () => {
  it("of a file that the claim does not load is refused", async () => {
    const elsewhere = plant("src/services/services.ts", ["export", "export"]);
    await expect(concludes("dw-deep-linear", elsewhere)).rejects.toThrow(/does not load/);
  });

  it("that is not in its file is refused", async () => {
    const nothing = plant(`${MINIMA}/tail-ends.ts`, ["what nobody wrote", ""]);
    await expect(concludes("dw-deep-linear", nothing)).rejects.toThrow(/holds 0 times/);
  });

  it("without a change is the claim as it is", async () => {
    expect(await concludes("dw-deep-linear")).toMatchObject({ verdict: "SUPPORTED", failed: [] });
  });
});
