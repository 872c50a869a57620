import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  expandTail,
  linearised,
  sizeOf,
  tailGauge,
  tailLoss,
  type LinearTail,
} from "../../src/compute/measures/minima/linear-tail.ts";
import { boundsOf, searchTail } from "../../src/compute/measures/minima/tail-ends.ts";
import { tailStarts } from "../../src/compute/measures/minima/tail-problem.ts";
import { secondOrder } from "../../src/compute/measures/minima/second-order.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { symmetricEigen } from "../../src/compute/numerics/symmetric-eigen.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";

interface GoldenTails {
  readonly seeds: readonly Pick<LinearTail, "blocks" | "targets">[];
}

const GOLDEN = JSON.parse(
  readFileSync(new URL("../support/linear-tails.json", import.meta.url), "utf8"),
) as GoldenTails;

const tailOf = (seed: number, widths: readonly number[]): LinearTail => {
  return { ...(GOLDEN.seeds[seed] as GoldenTails["seeds"][number]), widths };
};
const random = () => new RandomStream(1, PURPOSES.noise, 0);

/** Spec 2.5: (A) with n >= 2, (B), and what n = 1 reaches. */
const VALUES = [
  { seed: 0, equality: 33.4614812597, classical: 35.95634315, one: 34.6079 },
  { seed: 1, equality: 29.7190586991, classical: 32.74950809, one: 30.5222 },
  { seed: 2, equality: 26.6967782941, classical: 35.24394897, one: 29.2132 },
  { seed: 3, equality: 28.8972862742, classical: 33.3177755, one: 30.1266 },
];

async function endsOf(tail: LinearTail, start: "random" | "origin", starts: number) {
  const points = tailStarts(tail, { start, starts, seed: 1 });
  return searchTail(tail, points, { random: random(), descends: start !== "origin" });
}

describe("networks whose last layers are linear, on the golden data", () => {
  it.each(VALUES)("have the bounds of the spec: seed $seed", ({ seed, equality, classical }) => {
    const bounds = boundsOf(tailOf(seed, [2, 2]));
    expect(bounds.equality).toBeCloseTo(equality, 9);
    expect(bounds.classical).toBeCloseTo(classical, 7);
  });

  it.each(VALUES)("with two linear units reach (A): seed $seed", async ({ seed, equality }) => {
    const { ends } = await endsOf(tailOf(seed, [2, 2]), "random", 2);
    for (const { kind, value } of ends) {
      expect(kind).toBe("attained");
      expect(Math.abs(value - equality)).toBeLessThan(1e-10);
    }
  });

  it("with three linear units reach (A)", async () => {
    const { ends } = await endsOf(tailOf(0, [3, 3]), "random", 2);
    expect(ends.map(({ kind }) => kind)).toEqual(["attained", "attained"]);
  });

  it.each(VALUES)("with one stop above it at certified minima: seed $seed", async (golden) => {
    const { ends } = await endsOf(tailOf(golden.seed, [1, 1]), "random", 1);
    expect(ends[0]?.kind).toBe("counterexample");
    expect(ends[0]?.value).toBeCloseTo(golden.one, 4);
    // (B) happens to hold: it alone does not notice.
    expect(ends[0]?.excess).toBeLessThan(0);
  });

  it("at A = C = 0 have a saddle of value 39.97 with an eigenvalue of about -15", async () => {
    const { ends } = await endsOf(tailOf(0, [2, 2]), "origin", 1);
    expect(ends[0]?.kind).toBe("saddle");
    expect(ends[0]?.value).toBeCloseTo(39.97, 2);
    expect(ends[0]?.curvature).toBeCloseTo(-15, 0);
  });
});

describe("the derivatives of linear tails", () => {
  const tail = tailOf(0, [2, 3]);
  const stream = new RandomStream(1, PURPOSES.initialization, 0);
  const theta = Array.from({ length: sizeOf(tail) }, () => stream.normal());

  it("are those of the loss as a formula, by jets", () => {
    const [own, jets] = [expandTail(tail, theta), expandAt(tailLoss(tail), theta)];
    expect(own.value).toBeCloseTo(jets.value, 10);
    own.gradient.forEach((one, at) => expect(one).toBeCloseTo(jets.gradient[at] ?? NaN, 9));
    own.hessian.forEach((row, i) =>
      row.forEach((one, j) => expect(one).toBeCloseTo(jets.hessian[i]?.[j] ?? NaN, 9)),
    );
  });

  it("agree: the gradient is J^T r", () => {
    const { residuals, jacobian } = linearised(tail, theta);
    expandTail(tail, theta).gradient.forEach((one, at) => {
      const product = jacobian.reduce(
        (sum, row, i) => sum + (row[at] ?? 0) * (residuals[i] ?? 0),
        0,
      );
      expect(product).toBeCloseTo(one, 9);
    });
  });

  it("vanish along the gauge: J t = 0 for its n_1^2 + n_2^2 tangents", () => {
    const { jacobian } = linearised(tail, theta);
    const tangents = tailGauge(tail, theta);
    expect(tangents).toHaveLength(13);
    for (const tangent of tangents) {
      for (const row of jacobian) {
        const change = row.reduce((sum, one, at) => sum + one * (tangent[at] ?? 0), 0);
        expect(Math.abs(change)).toBeLessThan(1e-12);
      }
    }
  });
});

describe("the bottleneck X = I, Y = diag(2, 1) of one linear unit", () => {
  const tail: LinearTail = {
    blocks: [
      [
        [1, 0],
        [0, 1],
      ],
      [[], []],
    ],
    targets: [
      [2, 0],
      [0, 1],
    ],
    widths: [1],
  };
  const balanced = [Math.SQRT2, 0, Math.SQRT2, 0];

  it("has at the balanced point L = 1/2 and the eigenvalues 0, 1, 3, 4", () => {
    const { value, gradient, hessian } = expandTail(tail, balanced);
    expect(value).toBeCloseTo(1 / 2, 14);
    expect(Math.hypot(...gradient)).toBeLessThan(1e-14);
    const { values } = symmetricEigen(hessian);
    values.forEach((one, at) => expect(one).toBeCloseTo([0, 1, 3, 4][at] ?? NaN, 12));
  });

  it("is a strict minimum there up to the scaling gauge", () => {
    const order = secondOrder(expandTail(tail, balanced), balanced, tailGauge(tail, balanced));
    expect(order).toMatchObject({ verdict: "minimum", nullity: 1, gaugeDimension: 1 });
  });

  it.each([
    [1e-4, "counterexample"],
    [4e-5, "attained"],
  ])("with Y = diag(2, %d), d^2 / 4 of the loss above it, is: %s", async (d, kind) => {
    const targets = [
      [2, 0],
      [0, d],
    ];
    const options = { random: random(), descends: false };
    const { ends } = await searchTail({ ...tail, targets }, [balanced], options);
    expect(ends[0]?.kind).toBe(kind);
    expect(ends[0]?.defect).toBeCloseTo(d ** 2 / 4, 14);
  });

  it("is not judged beside the minimum, where it is not stationary", async () => {
    const beside = balanced.map((one) => one + 1e-6);
    const { ends } = await searchTail(tail, [beside], { random: random(), descends: false });
    expect(ends[0]?.kind).toBe("unfinished");
  });

  it("is above the classical model, which fits", () => {
    expect(boundsOf(tail)).toMatchObject({ half: 2.5, equality: 0, classical: 0 });
  });
});

describe("saddles with a negative eigenvalue", () => {
  const scaled = (size: number): LinearTail => {
    return { blocks: [[[size]], [[]]], targets: [[size]], widths: [1] };
  };

  it("are confirmed by the loss along its vector", async () => {
    const { ends } = await endsOf(scaled(1), "origin", 1);
    expect(ends[0]).toMatchObject({ kind: "saddle", curvature: -1 });
  });

  it("are not resolved where the loss falls by less than it is known to", async () => {
    // 1/2 (s w_1 w_2 - s)^2 at 0 falls by at most s^2 r^2 / 2, 5e-13 at the largest radius.
    const { ends } = await endsOf(scaled(1e-5), "origin", 1);
    expect(ends[0]?.kind).toBe("unresolved");
    expect(ends[0]?.curvature).toBeCloseTo(-1e-10, 15);
  });
});

describe("saddles without a negative eigenvalue", () => {
  const flat = (layers: number): LinearTail => {
    const none = Array.from({ length: layers }, () => [[]]);
    return { blocks: [[[1]], ...none], targets: [[1]], widths: none.map(() => 1) };
  };

  it("are refuted along a third power", async () => {
    expect(
      expandTail(flat(2), [0, 0, 0])
        .hessian.flat()
        .every((one) => one === 0),
    ).toBe(true);
    const { ends } = await endsOf(flat(2), "origin", 1);
    expect(ends[0]).toMatchObject({ kind: "saddle", value: 1 / 2 });
  });

  it("are not resolved where the loss falls as a fourth power", async () => {
    const { ends } = await endsOf(flat(3), "origin", 1);
    expect(ends[0]).toMatchObject({ kind: "unresolved", value: 1 / 2 });
  });
});
