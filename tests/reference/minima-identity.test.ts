import { describe, expect, it } from "vitest";
import { jets, jetVariables } from "../../src/compute/numerics/jet.ts";
import { numbers } from "../../src/compute/numerics/algebra.ts";
import { columnSpaceOf, projectOut, rankOf } from "../../src/compute/numerics/column-space.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import {
  ACTIVATIONS,
  parametersOf,
  withParameters,
  type DenseNetwork,
  type RegressionData,
  type Rows,
} from "../../src/compute/measures/minima/dense-network.ts";
import {
  forwardPass,
  jacobianBlocks,
  jacobianColumns,
  type ForwardPass,
  type JacobianBlock,
} from "../../src/compute/measures/minima/forward.ts";
import { residualFormulas } from "../../src/compute/measures/minima/network-formula.ts";
import { qualityOf, targetVector } from "../../src/compute/measures/minima/quality.ts";
import {
  BOTTLENECK_DATA,
  BOTTLENECK_MINIMUM,
  F1_DATA,
  F1_EXACT_FIT,
  F1_FOUR_UNITS,
  F1_MINIMUM,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_NOT_CRITICAL,
  F2_SATURATED,
  F3_DATA,
  F3_GOLDEN,
  F3_NETWORK,
  F5_BAD,
  F5_BETTER,
  F5_DATA,
  S1_DATA,
  S1_MINIMUM,
} from "../../src/papers/kawaguchi2019-depth-width/fixtures.ts";

/** Within half a unit of the last of the golden number's significant digits. */
function expectDigits(found: number, golden: number, digits: number): void {
  const unit = 10 ** (Math.floor(Math.log10(golden)) + 1 - digits);
  expect(Math.abs(found - golden)).toBeLessThanOrEqual(0.501 * unit);
}

const MINIMA = [
  ["F2, the worse minimum", F2_BAD, F2_DATA],
  ["F2, the better minimum", F2_BETTER, F2_DATA],
  ["F5, the worse minimum", F5_BAD, F5_DATA],
  ["F5, the better minimum", F5_BETTER, F5_DATA],
] as const;

describe.each(MINIMA)("%s", (_, { network, loss }, data) => {
  const quality = qualityOf(network, data);

  it("has the golden loss", () => expectDigits(quality.loss, loss, 13));
  it("is stationary", () => expect(quality.stationarity).toBeLessThanOrEqual(1e-10));
  it("has its loss equal to the projection's value", () => {
    expect(Math.abs(quality.defect)).toBeLessThanOrEqual(1e-13 * quality.halfTargets);
  });
});

describe("F2", () => {
  it("has the golden least singular value at the worse minimum", () => {
    expectDigits(qualityOf(F2_BAD.network, F2_DATA).lastSingular, 0.366812, 6);
  });

  it.each(F2_NOT_CRITICAL)("off its minima has loss $loss and projection $projection", (one) => {
    const { loss, projection, defect } = qualityOf(one.network, F2_DATA);
    expectDigits(loss, one.loss, 13);
    expectDigits(projection, one.projection, 12);
    expect(defect).toBeCloseTo(one.loss - one.projection, 11);
  });

  it("has the golden gradient and bound at (1, 1, 0)", () => {
    const { gradientNorm, bound } = qualityOf(F2_NOT_CRITICAL[0].network, F2_DATA);
    expectDigits(gradientNorm, 2.064175, 7);
    expectDigits(bound, 19.92, 4);
  });

  it("has the value of the last layer's features alone where only that layer is trained", () => {
    const [, , { network }] = F2_NOT_CRITICAL;
    const features = forwardPass(network, F2_DATA).features[1] ?? [];
    const space = columnSpaceOf(features);
    const rest = projectOut(space, rankOf(space).rank, targetVector(F2_DATA));
    expectDigits(Math.hypot(...rest) ** 2 / 2, 2.060372200835, 13);
  });

  it("looks stationary with rank 1 where its unit is saturated", () => {
    const quality = qualityOf(F2_SATURATED, F2_DATA);
    expect(quality).toMatchObject({ rank: 1, saturation: 0 });
    expect(quality.gradientNorm).toBeLessThan(1e-15);
    expect(quality.loss).toBeCloseTo(1.4, 14);
  });
});

describe("exact networks", () => {
  it.each([
    ["one unit of F1", F1_MINIMUM, F1_DATA, 5 / 2, 2],
    ["F1 fitted by two units", F1_EXACT_FIT, F1_DATA, 0, 4],
    ["four equal units of F1", F1_FOUR_UNITS, F1_DATA, 5 / 2, 2],
    ["one unit of S1", S1_MINIMUM, S1_DATA, 7 / 40, 2],
    ["the bottleneck", BOTTLENECK_MINIMUM, BOTTLENECK_DATA, 1 / 2, 3],
  ] as const)("%s: loss and rank", (...[, network, data, loss, rank]) => {
    const quality = qualityOf(network, data);
    expect(quality.loss).toBeCloseTo(loss, 14);
    expect(quality.projection).toBeCloseTo(loss, 14);
    expect(quality.rank).toBe(rank);
    expect(quality.stationarity).toBeLessThan(1e-15);
  });
});

describe("F3", () => {
  const quality = qualityOf(F3_NETWORK, F3_DATA);
  const pass = forwardPass(F3_NETWORK, F3_DATA);

  it.each([
    ["halfTargets", F3_GOLDEN.halfTargets, 12],
    ["loss", F3_GOLDEN.loss, 12],
    ["projection", F3_GOLDEN.projection, 12],
    ["defect", F3_GOLDEN.defect, 12],
    ["gradientNorm", F3_GOLDEN.gradientNorm, 12],
    ["largestSingular", F3_GOLDEN.largestSingular, 9],
    ["lastSingular", F3_GOLDEN.leastSingular, 9],
    ["rank", F3_GOLDEN.rank, 2],
  ] as const)("has the golden %s", (name, golden, digits) => {
    expectDigits(quality[name], golden, digits);
  });

  const valueOf = (blocks: readonly JacobianBlock[], y: Float64Array) => {
    const space = columnSpaceOf(blocks.flatMap(({ columns }) => columns));
    return Math.hypot(...projectOut(space, rankOf(space).rank, y)) ** 2 / 2;
  };
  const y = targetVector(F3_DATA);
  const right = jacobianBlocks(F3_NETWORK, pass);
  const transposed = (matrix: Rows) =>
    (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? NaN));
  const [first = [], second = [], third = []] = F3_NETWORK.weights;
  /** Layer 2 without its slope, where layer 1 is reached through it. */
  const forgetful: ForwardPass = {
    ...pass,
    slopes: pass.slopes.map((layer, at) =>
      at === 1 ? layer.map((one) => one.map(() => 1)) : layer,
    ),
  };

  it.each([
    ["right code", () => valueOf(right, y), 0.396311646187],
    [
      "the last layer only",
      () =>
        valueOf(
          right.filter(({ layer }) => layer === 3),
          y,
        ),
      5.62303,
    ],
    [
      "the slope of layer 2 forgotten in layer 1",
      () => {
        const wrong = jacobianBlocks(F3_NETWORK, forgetful).filter(({ layer }) => layer === 1);
        return valueOf([...wrong, ...right.filter(({ layer }) => layer > 1)], y);
      },
      0.37875,
    ],
    ["targets by rows", () => valueOf(right, Float64Array.from(F3_DATA.targets.flat())), 1.10649],
    [
      "W2 and W3 transposed on the way back",
      () => {
        const turned = { ...F3_NETWORK, weights: [first, transposed(second), transposed(third)] };
        return valueOf(jacobianBlocks(turned, pass), y);
      },
      0.79839,
    ],
  ] as const)("gives the golden value of %s", (_, value, golden) => {
    expect(value()).toBeCloseTo(golden, 5);
  });
});

/** A network and data of the given form with normal entries. */
function randomModel(seed: number, activation: DenseNetwork["activation"]) {
  const random = new RandomStream(seed, 5, 0);
  const matrix = (rows: number, columns: number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
  const network: DenseNetwork = {
    activation,
    weights: [matrix(4, 3), matrix(4, 2), matrix(2, 2)],
    biases: true,
    skip: matrix(3, 2),
  };
  const data: RegressionData = { inputs: matrix(9, 3), targets: matrix(9, 2) };
  return { network, data };
}

describe.each(ACTIVATIONS)("derivatives of a %s network with biases and a skip", (activation) => {
  const { network, data } = randomModel(31, activation);
  const theta = parametersOf(network);
  const jacobian = jacobianColumns(jacobianBlocks(network, forwardPass(network, data)));

  it("are those of jets", () => {
    const algebra = jets(numbers, (x) => (x > 0 ? 1 : 0));
    const residuals = residualFormulas(network, data)(algebra, jetVariables(numbers, theta));
    // Jets go sample by sample, vec(Y) output by output.
    residuals.forEach(({ first }, at) => {
      const row = (at % 2) * 9 + Math.floor(at / 2);
      theta.forEach((_, column) => {
        const found = jacobian[column]?.[row] ?? NaN;
        expect(Math.abs(found - (first?.[column] ?? 0))).toBeLessThanOrEqual(1e-13 * 10);
      });
    });
  });

  it("are the limits of differences", () => {
    const step = 1e-6;
    const outputsAt = (moved: readonly number[]) =>
      forwardPass(withParameters(network, moved), data).outputs.flatMap((one) => [...one]);
    theta.forEach((_, column) => {
      const moved = (by: number) => theta.map((one, at) => (at === column ? one + by : one));
      const [high, low] = [outputsAt(moved(step)), outputsAt(moved(-step))];
      high.forEach((one, row) => {
        const difference = (one - (low[row] ?? NaN)) / (2 * step);
        expect(Math.abs((jacobian[column]?.[row] ?? NaN) - difference)).toBeLessThan(2e-8);
      });
    });
  });

  it.each([1, 2, 3])("give the gradient of backpropagation, point %i", (seed) => {
    const at = randomModel(seed, activation);
    expect(qualityOf(at.network, at.data).gradientMismatch).toBeLessThanOrEqual(1e-14);
  });
});

describe("the defect", () => {
  it.each([1, 2, 3, 4, 5])("lies between 0 and its bound at any point (%i)", (seed) => {
    const { network, data } = randomModel(seed, "tanh");
    const { defect, bound, halfTargets } = qualityOf(network, data);
    expect(defect).toBeGreaterThanOrEqual(-1e-13 * halfTargets);
    expect(defect).toBeLessThanOrEqual(bound * (1 + 1e-12));
  });

  it("is half the square of the residual's part in the Jacobian's column space", () => {
    const { network, data } = randomModel(6, "softplus");
    const pass = forwardPass(network, data);
    const space = columnSpaceOf(jacobianColumns(jacobianBlocks(network, pass)));
    const y = targetVector(data);
    const residual = Float64Array.from(pass.outputs.flatMap((one) => [...one])).map(
      (one, at) => one - (y[at] ?? NaN),
    );
    const outside = projectOut(space, rankOf(space).rank, residual);
    const inside = residual.map((one, at) => one - (outside[at] ?? NaN));
    expect(qualityOf(network, data).defect).toBeCloseTo(Math.hypot(...inside) ** 2 / 2, 11);
  });
});

describe("numbers that are not finite", () => {
  it("give no defect, and no error", () => {
    const huge = {
      ...F3_NETWORK,
      weights: F3_NETWORK.weights.map((one) => one.map((row) => row.map(() => 1e308))),
    };
    const quality = qualityOf(huge, F3_DATA);
    expect(quality.defect).toBeNaN();
    expect(quality.stationarity).toBeNaN();
  });
});
