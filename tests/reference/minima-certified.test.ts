import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/compute/certificates/index.ts";
import { certifiedMinimum } from "../../src/compute/measures/certified-minimum.measure.ts";
import { certifyMinimum, provenDescent } from "../../src/compute/measures/minima/certify.ts";
import {
  parametersOf,
  type DenseNetwork,
} from "../../src/compute/measures/minima/dense-network.ts";
import { forwardPass } from "../../src/compute/measures/minima/forward.ts";
import { fixGauge, gaugeTangents } from "../../src/compute/measures/minima/gauge.ts";
import { searchDescent } from "../../src/compute/measures/minima/descent.ts";
import { expandLoss } from "../../src/compute/measures/minima/hessian.ts";
import { minimumDocument } from "../../src/compute/measures/minima/minimum-document.ts";
import { lossFormula } from "../../src/compute/measures/minima/network-formula.ts";
import { refuteMinimum } from "../../src/compute/measures/minima/refute.ts";
import { searchMinimum } from "../../src/compute/measures/minima/search.ts";
import { secondOrder } from "../../src/compute/measures/minima/second-order.ts";
import type { Formula } from "../../src/compute/numerics/algebra.ts";
import { expandAt } from "../../src/compute/numerics/expansion.ts";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import {
  BOTTLENECK_DATA,
  BOTTLENECK_MINIMUM,
  F1_DATA,
  F1_FOUR_UNITS,
  F1_MINIMUM,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_SATURATED,
  F5_BAD,
  F5_BETTER,
  F5_DATA,
  reluUnits,
  S1_DATA,
  S1_MINIMUM,
  tanhUnit,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

const MINIMA = [
  { name: "F2 bad", ...F2_BAD, data: F2_DATA, largest: 1e-3, boxes: 14 },
  { name: "F2 better", ...F2_BETTER, data: F2_DATA, largest: 1e-6, boxes: 8 },
  { name: "F5 bad", ...F5_BAD, data: F5_DATA, largest: 1e-5, boxes: 10 },
  { name: "F5 better", ...F5_BETTER, data: F5_DATA, largest: 3e-4, boxes: 13 },
];

/** w1 w2 w3 = 1 at 0: gradient and Hessian 0, no minimum. */
const CUBIC: DenseNetwork = { activation: "identity", weights: [[[0]], [[0]], [[0]]] };
const CUBIC_DATA = { inputs: [[1]], targets: [[1]] };
/** v = 0: gradient 0, least eigenvalue -0.2473. */
const SADDLE = reluUnits([0, -1, 12]);
const DEAD = reluUnits([1, 0, -1 / 20]);

const stream = (seed: number) => new RandomStream(seed, PURPOSES.noise, 0);
const orderOf = (network: DenseNetwork, data: typeof F2_DATA) =>
  secondOrder(expandLoss(network, data), parametersOf(network), gaugeTangents(network));

function randomMatrix(random: RandomStream, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

describe("Hessians of networks", () => {
  it.each(["identity", "tanh", "relu", "leaky-relu", "softplus"] as const)(
    "agree with jets for %s, with and without biases and skip",
    (activation) => {
      const random = new RandomStream(7, PURPOSES.data, 0);
      for (const biases of [false, true]) {
        const extra = biases ? 1 : 0;
        const network: DenseNetwork = {
          ...{ activation, biases },
          weights: [
            randomMatrix(random, 2 + extra, 3),
            randomMatrix(random, 3 + extra, 2),
            randomMatrix(random, 2, 2),
          ],
          ...(biases ? { skip: randomMatrix(random, 2, 2) } : {}),
        };
        const data = { inputs: randomMatrix(random, 6, 2), targets: randomMatrix(random, 6, 2) };
        const [own, jets] = [
          expandLoss(network, data),
          expandAt(lossFormula(network, data), parametersOf(network)),
        ];
        expect(own.value).toBeCloseTo(jets.value, 11);
        own.gradient.forEach((g, at) => expect(g).toBeCloseTo(jets.gradient[at] ?? NaN, 11));
        own.hessian.flat().forEach((h, at) => {
          expect(h).toBeCloseTo(jets.hessian.flat()[at] ?? NaN, 11);
        });
      }
    },
  );

  it("have the golden eigenvalues at the bad minimum of F2", () => {
    const { least, largest, verdict } = orderOf(F2_BAD.network, F2_DATA);
    expect(least).toBeCloseTo(0.04136627, 8);
    expect(largest).toBeCloseTo(3.95811621, 8);
    expect(verdict).toBe("minimum");
  });

  it("have the golden least eigenvalues at the other three", () => {
    expect(orderOf(F2_BETTER.network, F2_DATA).least).toBeCloseTo(1.5986647e-3, 10);
    expect(orderOf(F5_BAD.network, F5_DATA).least).toBeCloseTo(0.0822, 4);
    expect(orderOf(F5_BETTER.network, F5_DATA).least).toBeCloseTo(0.0527, 4);
  });
});

describe("the symmetry", () => {
  it("of the bottleneck is one dimension, with eigenvalues 1, 3, 4 beside it", () => {
    const { nullity, gaugeDimension, least, largest } = orderOf(
      BOTTLENECK_MINIMUM,
      BOTTLENECK_DATA,
    );
    expect([nullity, gaugeDimension]).toEqual([1, 1]);
    expect(least).toBeCloseTo(1, 12);
    expect(largest).toBeCloseTo(4, 12);
  });

  it("of two linear layers of width 3 has 9 dimensions each", () => {
    const random = new RandomStream(8, PURPOSES.data, 0);
    const network: DenseNetwork = {
      activation: "identity",
      weights: [randomMatrix(random, 3, 3), randomMatrix(random, 3, 3), randomMatrix(random, 3, 2)],
    };
    expect(fixGauge(gaugeTangents(network)).held).toHaveLength(18);
  });

  it("leaves the loss of ReLU units constant: the gradient is perpendicular to it", () => {
    const network = reluUnits([1.5, 2, -1], [-0.5, -1, 0.25]);
    const { gradient } = expandLoss(network, F1_DATA);
    for (const tangent of gaugeTangents(network)) {
      const along = tangent.reduce((sum, one, at) => sum + one * (gradient[at] ?? NaN), 0);
      expect(Math.abs(along)).toBeLessThan(1e-12);
    }
  });

  it("is counted: four equal units are flat beyond it, so nothing is concluded", () => {
    const { nullity, gaugeDimension, verdict } = orderOf(F1_FOUR_UNITS, F1_DATA);
    expect([nullity, gaugeDimension, verdict]).toEqual([10, 4, "degenerate"]);
  });
});

describe("certified minima", () => {
  it.each(MINIMA)("$name is proven up to $largest", ({ network, data, loss, largest, boxes }) => {
    const found = certifyMinimum(network, data);
    expect(found.outcome).toBe("certified");
    expect(found.boxes[0]?.radius).toBe(largest);
    expect(found.boxes).toHaveLength(boxes);
    expect(found.kantorovich?.isMinimum).toBe(true);
    const value = found.boxes.at(-1)?.test.value ?? { low: NaN, high: NaN };
    expect(value.low).toBeLessThan(loss);
    expect(value.high).toBeGreaterThan(loss);
    expect(value.high - value.low).toBeLessThan(1e-12);
  });

  it.each(MINIMA)("$name has documents that the independent checker accepts", (golden) => {
    const found = certifyMinimum(golden.network, golden.data);
    for (const box of found.boxes) {
      const document: unknown = JSON.parse(
        JSON.stringify(minimumDocument(found, box, golden.data)),
      );
      expect(checkCertificate(document)).toMatchObject({ holds: true });
    }
  });

  it("hold of ReLU and linear minima once their gauge is fixed", () => {
    for (const [network, data] of [
      [F1_MINIMUM, F1_DATA],
      [S1_MINIMUM, S1_DATA],
      [BOTTLENECK_MINIMUM, BOTTLENECK_DATA],
    ] as const) {
      const found = certifyMinimum(network, data);
      const [box] = found.boxes;
      expect(found.outcome).toBe("certified");
      expect(found.moving).toHaveLength(parametersOf(network).length - 1);
      const document = box && minimumDocument(found, box, data);
      expect(checkCertificate(JSON.parse(JSON.stringify(document)))).toMatchObject({ holds: true });
    }
  });

  it("are found from starts elsewhere by the search", () => {
    const found = certifyMinimum(tanhUnit(1, 1, 0), F2_DATA, { search: true });
    expect(found.outcome).toBe("certified");
    expect(found.end.quality.loss).toBeCloseTo(F2_BETTER.loss, 12);
  });

  it.each(["tanh", "softplus", "leaky-relu"] as const)(
    "of %s with a bias are proven",
    (activation) => {
      const random = new RandomStream(11, PURPOSES.data, 0);
      const teacher: DenseNetwork = {
        ...{ activation, biases: true },
        weights: [[[1.2], [-0.7], [0.5]], [[1.5]]],
      };
      const inputs = randomMatrix(random, 40, 2);
      const [outputs] = forwardPass(teacher, { inputs }).outputs;
      const targets = inputs.map((_, i) => [(outputs?.[i] ?? NaN) + 0.1 * random.normal()]);
      const data = { inputs, targets };
      const found = certifyMinimum(teacher, data, { search: true });
      const [box] = found.boxes;
      expect(found.outcome).toBe("certified");
      const document = box && minimumDocument(found, box, data);
      expect(checkCertificate(JSON.parse(JSON.stringify(document)))).toMatchObject({ holds: true });
    },
  );

  it.each([
    ["a random point", tanhUnit(1, 1, 0), F2_DATA, "not-stationary"],
    ["saturated tanh", F2_SATURATED, F2_DATA, "saturated"],
    ["a saddle with v = 0", SADDLE, F1_DATA, "not-minimum"],
    ["a saddle without second derivatives", CUBIC, CUBIC_DATA, "degenerate"],
    ["a sample on a kink", reluUnits([1, 1, -1]), F1_DATA, "kink"],
    ["a dead unit", DEAD, F1_DATA, "degenerate"],
    ["duplicate units", F1_FOUR_UNITS, F1_DATA, "degenerate"],
    ["parameters far out", tanhUnit(1, 1e300, 0), F2_DATA, "far"],
    ["parameters that overflow", tanhUnit(1e308, 1e308, 1e308), F2_DATA, "far"],
  ] as const)("are none: %s", (_, network, data, outcome) => {
    const found = certifyMinimum(network, data);
    expect(found.outcome).toBe(outcome);
    expect(found.boxes).toEqual([]);
  });

  it("are none at a saddle by a direction with v^T H v < 0, proven in intervals", () => {
    const { order, descent } = certifyMinimum(SADDLE, F1_DATA);
    expect(descent?.direction).toEqual(order.direction);
    expect(descent?.coefficient.high).toBeLessThan(0);
    // v is a unit eigenvector: v^T H v / 2 is half of the eigenvalue, -0.2473.
    expect(descent?.coefficient.low).toBeCloseTo(order.least / 2, 12);
  });

  it.each([
    ["bends up", F2_BAD.network, F2_DATA, [1, 0, 0]],
    // The input weight and bias of a unit that no sample activates: v^T H v is 0, in intervals too.
    ["is flat", DEAD, F1_DATA, [0, 0.6, 0.8]],
  ] as const)("are not ruled out along a direction that %s", (_, network, data, direction) => {
    expect(provenDescent(network, data, [0, 1, 2], direction)).toBeNull();
  });

  it("are none where the minimum is at infinity", () => {
    // Two samples at 0 and 1 with the targets 0 and 1: softplus reaches 0 only at -infinity.
    const network: DenseNetwork = { activation: "softplus", weights: [[[1], [-1]], [[1]]] };
    const data = {
      inputs: [
        [0, 1],
        [1, 1],
        [-1, 1],
      ],
      targets: [[0], [1], [0]],
    };
    const found = certifyMinimum(network, data, { search: true });
    expect(found.outcome).not.toBe("certified");
  });

  it("as a measure give numbers and a document, without either an exception for what is none", async () => {
    const context = {} as Parameters<typeof certifiedMinimum.run>[1];
    const good = await certifiedMinimum.run({ ...F2_BAD, data: F2_DATA }, context);
    expect(good.quantities).toMatchObject({ certified: 1, radius: 1e-3, nullity: 0 });
    expect(checkCertificate(JSON.parse(JSON.stringify(good.certificate?.content)))).toMatchObject({
      holds: true,
    });
    const none = await certifiedMinimum.run({ network: SADDLE, data: F1_DATA }, context);
    expect(none.quantities).toMatchObject({ certified: 0, radius: 0 });
    expect(none.certificate).toBeUndefined();
  });

  it("refuse settings whose shapes, places or radii are wrong", () => {
    const { problems } = certifiedMinimum;
    const setting = { network: F2_BAD.network, data: F2_DATA };
    expect(problems(setting)).toEqual([]);
    expect(problems({ ...setting, free: [2, 1] })).toHaveLength(1);
    expect(problems({ ...setting, radii: [0] })).toHaveLength(1);
    expect(problems({ ...setting, data: F1_DATA })).toEqual([]);
    expect(problems({ ...setting, data: BOTTLENECK_DATA })).not.toEqual([]);
  });
});

describe("the search", () => {
  it("ends stationary at minima of networks with two hidden layers", () => {
    const random = new RandomStream(3, PURPOSES.data, 0);
    const draw = (scale: number): DenseNetwork => ({
      activation: "identity",
      weights: [
        randomMatrix(random, 3, 3),
        randomMatrix(random, 3, 3),
        randomMatrix(random, 3, 2).map((row) => row.map((one) => scale * one)),
      ],
    });
    const data = { inputs: randomMatrix(random, 30, 3), targets: randomMatrix(random, 30, 2) };
    const end = searchMinimum(draw(1), data);
    expect(end.outcome).toBe("found");
    expect(end.stationarity).toBeLessThan(1e-10);
    expect(orderOf(end.network, data)).toMatchObject({ verdict: "minimum", gaugeDimension: 18 });
  });

  it("moves only what is free", () => {
    const end = searchMinimum(tanhUnit(1, 1, 0.5), F2_DATA, { free: [2] });
    expect(parametersOf(end.network).slice(0, 2)).toEqual([1, 0.5]);
    expect(end.outcome).toBe("found");
  });
});

describe("the descent search of 1,000 directions", () => {
  it.each([
    ["the bad minimum of F2", F2_BAD.network, F2_DATA],
    ["the better minimum of F2", F2_BETTER.network, F2_DATA],
    ["the minimum 5/2 of F1", F1_MINIMUM, F1_DATA],
    ["the dead unit of F1", DEAD, F1_DATA],
  ] as const)("refutes nothing at %s", async (_, network, data) => {
    for (const seed of [0, 1]) {
      const found = await refuteMinimum(network, data, stream(seed));
      expect(found.refuting).toBe(0);
      expect(found.first).toBeNull();
    }
  });

  it("sees lower values at the dead unit, which are hints alone", async () => {
    const { hints } = await refuteMinimum(DEAD, F1_DATA, stream(0));
    expect(hints).toBeGreaterThan(20);
  });

  it("refutes the saddle with v = 0 by the second power", async () => {
    const { refuting, first } = await refuteMinimum(SADDLE, F1_DATA, stream(0));
    // The spec saw 12 among 1,000 random directions.
    expect(refuting).toBeGreaterThan(4);
    expect(first?.power).toBe(2);
    expect(first?.coefficient.high).toBeLessThan(0);
  });

  it("refutes the saddle without second derivatives by the third power, in about 308 directions", async () => {
    const { refuting, first } = await refuteMinimum(CUBIC, CUBIC_DATA, stream(0));
    expect(Math.abs(refuting - 308)).toBeLessThan(60);
    expect(first?.power).toBe(3);
    const ratios = first?.decreases.slice(1).map((one, at) => (first.decreases[at] ?? NaN) / one);
    ratios?.forEach((ratio) => expect(ratio).toBeCloseTo(8, 0));
  });

  it("refutes only where the decrease is a power of the distance: not far out on -t^2 - 1000 t^4", async () => {
    const formula: Formula = (algebra, [t]) => {
      const squared = algebra.multiply(t as never, t as never);
      const fourth = algebra.scale(-1000, algebra.multiply(squared, squared));
      return algebra.subtract(fourth, squared);
    };
    const found = await searchDescent({ formula, point: [0] }, stream(0), { directions: 300 });
    expect(found.hints).toBe(300);
    expect(found.refuting).toBeGreaterThan(50);
    expect(found.refuting).toBeLessThan(250);
  });

  it("does not take the slope at a point that is not critical for a refutation", async () => {
    const { refuting, hints } = await refuteMinimum(tanhUnit(1, 1, 0), F2_DATA, stream(0), {
      directions: 200,
    });
    expect(hints).toBeGreaterThan(0);
    expect(refuting).toBeLessThan(hints);
  });
});
