import { describe, expect, it } from "vitest";
import { randomSigns } from "../../src/compute/numerics/random-signs.ts";
import {
  adaptiveHalfWidths,
  boxHalfWidths,
  sharpness,
} from "../../src/compute/numerics/sharpness.ts";
import { accurateSum, meanRise, weightedMean } from "../../src/compute/numerics/summation.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import { vertexAscent, type RiseObjective } from "../../src/compute/numerics/vertex-ascent.ts";

/** z'Hz / 2 + g'z with a dense symmetric H: the rise of a quadratic with gradient g at the centre. */
function quadratic(hessian: readonly (readonly number[])[], slope: readonly number[]) {
  const product = (z: Float64Array) =>
    hessian.map((row) => row.reduce((sum, entry, column) => sum + entry * (z[column] ?? 0), 0));
  return (z: Float64Array) => {
    const curved = product(z);
    const linear = slope.reduce((sum, one, index) => sum + one * (z[index] ?? 0), 0);
    const bent = curved.reduce((sum, one, index) => sum + one * (z[index] ?? 0), 0);
    const gradient = Float64Array.from(curved, (one, index) => one + (slope[index] ?? 0));
    return { rise: linear + bent / 2, gradient };
  };
}

/** G'G of a random G, so that the quadratic is convex. */
function randomConvex(size: number, seed: number) {
  const random = new RandomStream(seed, 5, 0);
  const rows = Array.from({ length: size }, () =>
    Array.from({ length: size }, () => random.normal()),
  );
  const hessian = rows.map((_, i) =>
    rows.map((__, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
  );
  return quadratic(
    hessian,
    Array.from({ length: size }, () => random.normal()),
  );
}

const multiply = (left: Float64Array, right: Float64Array) =>
  left.map((value, index) => value * (right[index] ?? 0));

function bestVertex(objective: ReturnType<typeof quadratic>, halfWidths: Float64Array): number {
  const vertices = Array.from({ length: 2 ** halfWidths.length }, (_, bits) =>
    halfWidths.map((width, index) => ((bits >> index) & 1 ? width : -width)),
  );
  return Math.max(...vertices.map((vertex) => objective(vertex).rise));
}

/** Case 13 of the field: two samples without loss, a third of loss 3 that no weight reaches. */
const SAMPLES = [
  { x: [Math.sqrt(0.003), 0], y: 0 },
  { x: [0, Math.sqrt(0.003)], y: 0 },
  { x: [0, 0], y: Math.sqrt(6) },
] as const;
const residuals = (w: Float64Array) =>
  SAMPLES.map(({ x, y }) => x[0] * (w[0] ?? 0) + x[1] * (w[1] ?? 0) - y);
const lossesAt = (w: Float64Array) => Float64Array.from(residuals(w), (r) => (r * r) / 2);
const flatRise: RiseObjective = (w) => {
  const rest = residuals(w);
  const part = (index: 0 | 1) =>
    SAMPLES.reduce((sum, { x }, sample) => sum + x[index] * (rest[sample] ?? 0), 0) / 3;
  return {
    rise: meanRise(lossesAt(new Float64Array(2)), lossesAt(w)),
    gradient: Float64Array.of(part(0), part(1)),
  };
};

describe("the sharpness of a minimum so flat that 1 + rise = 1 in float32", () => {
  const box = boxHalfWidths(new Float64Array(2), 1e-3);
  const loss = accurateSum(lossesAt(new Float64Array(2))) / 3;

  it("is 5.0e-8 to 1e-6 from random signs", async () => {
    const starts = [new Float64Array(2), randomSigns(0, 0, 2), randomSigns(0, 1, 2)];
    const { state, rise } = await vertexAscent(flatRise, box, { starts });
    expect(state).toBe("RISE");
    expect(Math.abs(sharpness(rise, loss) / 5e-8 - 1)).toBeLessThan(1e-6);
  });

  it("is no measurement from the centre, where the gradient vanishes", async () => {
    const { state, rise } = await vertexAscent(flatRise, box);
    expect(state).toBe("NO_ASCENT_DIRECTION");
    expect(rise).toBeNaN();
  });
});

describe("vertex ascent", () => {
  it.each([1, 2, 3, 4, 5])(
    "climbs a convex function without a step down (seed %d)",
    async (seed) => {
      const objective = randomConvex(8, seed);
      const { paths } = await vertexAscent(objective, new Float64Array(8).fill(0.5));
      const [path = []] = paths;
      expect(path.length).toBeGreaterThan(1);
      expect(path).toEqual(path.toSorted((left, right) => left - right));
    },
  );

  it.each([1, 2, 3])("never exceeds the best of all 256 vertices (seed %d)", async (seed) => {
    const objective = randomConvex(8, seed);
    const box = Float64Array.from({ length: 8 }, (_, index) => 0.1 + index / 10);
    const best = bestVertex(objective, box);
    const few = [0, 1, 2].map((stream) => randomSigns(seed, stream, 8));
    const found = await vertexAscent(objective, box, { starts: few });
    expect(found.rise / best).toBeLessThan(1 + 1e-12);
    expect(found.rise / best).toBeGreaterThan(0.5);
    expect(objective(multiply(box, found.signs)).rise).toBe(found.rise);
    // From every vertex at once it must find the best: its own gradient confirms that one.
    const all = Array.from({ length: 256 }, (_, bits) =>
      box.map((__, index) => ((bits >> index) & 1 ? 1 : -1)),
    );
    const { rise } = await vertexAscent(objective, box, { starts: all });
    expect(Math.abs(rise / best - 1)).toBeLessThan(1e-12);
  });

  it("takes the stated number of steps and keeps the best point, the last one included", async () => {
    // The gradient always points to the other vertex: -1, 1, -1, ...; the rise grows by one a step.
    let evaluations = 0;
    const restless: RiseObjective = (z) => {
      evaluations += 1;
      return { rise: evaluations, gradient: Float64Array.of((z[0] ?? 0) > 0 ? -1 : 1) };
    };
    const { rise, paths } = await vertexAscent(restless, Float64Array.of(1));
    expect(evaluations).toBe(11);
    expect(paths).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]);
    expect(rise).toBe(11);
  });

  it("keeps a better point that it has left", async () => {
    const objective = quadratic([[-4]], [1]);
    const start = Float64Array.of(0.25);
    // 1/4 - 1/8 at the start, 1 - 2 at the vertex.
    const { rise, signs } = await vertexAscent(objective, Float64Array.of(1), { starts: [start] });
    expect([rise, signs[0]]).toEqual([0.125, 0.25]);
  });

  it("says so where everything that was tried lies below the centre", async () => {
    const { state, rise } = await vertexAscent(quadratic([[-4]], [1]), Float64Array.of(1));
    expect([state, rise]).toEqual(["NO_RISE", 0]);
  });

  it("says so where the function is not finite", async () => {
    const exploding: RiseObjective = (z) => {
      return { rise: z[0] === 0 ? 0 : Infinity, gradient: Float64Array.of(1) };
    };
    const { state, rise } = await vertexAscent(exploding, Float64Array.of(1));
    expect(state).toBe("NOT_FINITE");
    expect(rise).toBeNaN();
  });

  it("leaves alone what the box does not let move", async () => {
    const objective = quadratic(
      [
        [1, 0],
        [0, 1],
      ],
      [1, 1],
    );
    const { rise, signs } = await vertexAscent(objective, Float64Array.of(0.5, 0));
    expect([rise, ...signs]).toEqual([0.625, 1, 0]);
  });

  it("refuses a start that does not fit the box", async () => {
    const starts = [new Float64Array(3)];
    const ascent = vertexAscent(flatRise, new Float64Array(2), { starts });
    await expect(ascent).rejects.toThrow("has 3 numbers, not 2");
    const startless = vertexAscent(flatRise, new Float64Array(2), { starts: [] });
    await expect(startless).rejects.toThrow("without a start");
  });
});

describe("the box of sharpness", () => {
  it("is eps (|x| + 1), and rho |x| where it is adaptive", () => {
    expect([...boxHalfWidths(Float64Array.of(0, -3), 0.5)]).toEqual([0.5, 2]);
    expect([...adaptiveHalfWidths(Float64Array.of(0, -3), 0.5)]).toEqual([0, 1.5]);
  });

  it("gives 100 rise / (1 + loss)", () => {
    expect(sharpness(0.03, 0.5)).toBeCloseTo(2, 15);
  });
});

describe("accurate sums", () => {
  it("keep what large terms would swallow (Neumaier's example)", () => {
    expect(accurateSum([1, 1e100, 1, -1e100])).toBe(2);
    expect(accurateSum([])).toBe(0);
  });

  it("keep a rise of the mean that lies below the rounding of the losses", () => {
    const before = Float64Array.of(1e6, 0);
    const after = Float64Array.of(1e6, 2e-12);
    expect(meanRise(before, after)).toBe(1e-12);
  });
});

describe("the mean over chunks", () => {
  // Case 11 of the field: out = w x, so that the Hessian of a chunk is its mean of x^2.
  const inputs = [1, 2, 3, 4, 10];
  const hessianOf = (chunk: readonly number[]) => {
    const squares = chunk.reduce((sum, x) => sum + x * x, 0);
    return { mean: Float64Array.of(squares / chunk.length), count: chunk.length };
  };

  it.each([1, 2, 3, 5])("is 26 in chunks of %d, the last one smaller or not", (size) => {
    const chunks = Array.from({ length: Math.ceil(inputs.length / size) }, (_, index) =>
      hessianOf(inputs.slice(index * size, (index + 1) * size)),
    );
    expect(Math.abs((weightedMean(chunks)[0] ?? NaN) / 26 - 1)).toBeLessThan(1e-12);
  });

  it("refuses parts of different lengths, empty parts and none", () => {
    const [one, two] = [hessianOf([1]), { mean: new Float64Array(2), count: 1 }];
    expect(() => weightedMean([one, two])).toThrow("has 2 numbers, not 1");
    expect(() => weightedMean([{ ...one, count: 0 }])).toThrow("0 examples");
    expect(() => weightedMean([])).toThrow("no parts");
  });
});
