import { describe, expect, it } from "vitest";
import { lanczos, type SymmetricOperator } from "../../src/compute/numerics/lanczos.ts";
import { randomSigns } from "../../src/compute/numerics/random-signs.ts";
import { massBetween, spectralDensity } from "../../src/compute/numerics/spectral-density.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";

const diagonal =
  (entries: readonly number[]): SymmetricOperator =>
  (vector) =>
    vector.map((value, index) => value * (entries[index] ?? 0));

/** The matrix with 2 on the diagonal and -1 beside it; eigenvalues 2 - 2 cos(k pi / (n + 1)). */
const laplacian: SymmetricOperator = (vector) =>
  vector.map((value, at) => 2 * value - (vector[at - 1] ?? 0) - (vector[at + 1] ?? 0));
const laplacianEigenvalue = (k: number, size: number) =>
  2 - 2 * Math.cos((k * Math.PI) / (size + 1));

function gaussian(seed: number, size: number): Float64Array {
  const random = new RandomStream(seed, 2, 0);
  return Float64Array.from({ length: size }, () => random.normal());
}

describe("Lanczos", () => {
  it("gives all eigenvalues of a small operator, and says that nothing is left", async () => {
    const start = gaussian(1, 12);
    const { ritz, exhausted } = await lanczos(laplacian, { size: 12, steps: 40, start });
    expect(exhausted).toBe(true);
    expect(ritz).toHaveLength(12);
    ritz.forEach(({ value, low, high }, index) => {
      const expected = laplacianEigenvalue(12 - index, 12);
      expect(Math.abs(value - expected)).toBeLessThan(1e-14 * 4);
      expect(low <= expected && expected <= high).toBe(true);
      expect(high - low).toBeLessThan(1e-12);
    });
  });

  it("brackets an eigenvalue by every interval long before it has converged", async () => {
    const size = 200;
    const start = gaussian(2, size);
    const eigenvalues = Array.from({ length: size }, (_, k) => laplacianEigenvalue(k + 1, size));
    for (const steps of [2, 5, 20, 60]) {
      const { ritz } = await lanczos(laplacian, { size, steps, start });
      for (const { low, high } of ritz) {
        expect(eigenvalues.some((one) => low <= one && one <= high)).toBe(true);
      }
    }
  });

  it("narrows the interval of an eigenvalue that stands apart to rounding", async () => {
    const entries = [10, 9, ...Array.from({ length: 98 }, (_, index) => index / 98), -3];
    const start = randomSigns(3, 0, entries.length);
    const { ritz, steps } = await lanczos(diagonal(entries), { size: 101, steps: 25, start });
    expect(steps).toBe(25);
    const [first, second] = ritz;
    const last = ritz.at(-1);
    for (const [found, expected] of [
      [first, 10] as const,
      [second, 9] as const,
      [last, -3] as const,
    ]) {
      expect(Math.abs((found?.value ?? NaN) - expected)).toBeLessThan(1e-12);
      expect((found?.high ?? NaN) - (found?.low ?? NaN)).toBeLessThan(1e-11);
    }
  });

  it("finds no eigenvalue twice: orthogonality holds over many steps", async () => {
    // Without reorthogonalisation the large eigenvalue comes back as a ghost after about 20 steps.
    const entries = Array.from({ length: 120 }, (_, index) => (index === 0 ? 1e6 : index / 120));
    const start = gaussian(4, 120);
    const { ritz } = await lanczos(diagonal(entries), { size: 120, steps: 100, start });
    expect(ritz.filter(({ value }) => value > 2)).toHaveLength(1);
    expect(ritz[0]?.value).toBeCloseTo(1e6, 8);
  });

  it("weighs a Ritz value by the start's share in its direction", async () => {
    const start = Float64Array.of(3, 4, 0);
    const { ritz, steps } = await lanczos(diagonal([5, 2, 7]), { size: 3, steps: 3, start });
    expect(steps).toBe(2);
    expect(ritz.map(({ value }) => value)).toEqual([
      expect.closeTo(5, 13) as number,
      expect.closeTo(2, 13) as number,
    ]);
    expect(ritz.map(({ weight }) => weight)).toEqual([
      expect.closeTo(9 / 25, 13) as number,
      expect.closeTo(16 / 25, 13) as number,
    ]);
  });

  it("ends after one step where the start is an eigenvector, of the zero operator too", async () => {
    const start = new Float64Array(5).fill(1);
    for (const factor of [3, 0]) {
      const operator = diagonal(new Array<number>(5).fill(factor));
      const result = await lanczos(operator, { size: 5, steps: 4, start });
      expect(result).toMatchObject({ steps: 1, exhausted: true });
      expect(result.ritz[0]?.value).toBeCloseTo(factor, 14);
    }
  });

  it("leaves what the operator returned alone", async () => {
    const kept = Float64Array.of(1, 2, 3);
    await lanczos(() => kept, { size: 3, steps: 2, start: Float64Array.of(1, 0, 0) });
    expect([...kept]).toEqual([1, 2, 3]);
  });

  it.each([
    [new Float64Array(3), 2, "norm 0"],
    [Float64Array.of(1, NaN, 0), 2, "norm NaN"],
    [Float64Array.of(1, 0), 2, "has 2 numbers, not 3"],
    [Float64Array.of(1, 0, 0), 0, "positive number of steps, not 0"],
  ])("refuses the start %j with %d steps", async (start, steps, message) => {
    await expect(lanczos(laplacian, { size: 3, steps, start })).rejects.toThrow(message);
  });

  it("refuses an operator that is not finite, or of another size", async () => {
    const options = { size: 3, steps: 3, start: Float64Array.of(1, 1, 1) };
    await expect(lanczos(diagonal([1, Infinity, 2]), options)).rejects.toThrow("is not finite");
    await expect(lanczos(() => new Float64Array(4), options)).rejects.toThrow("has 4 numbers");
  });
});

/** Case 12 of the field, model D: its Hessian is diag(4 three times, 1 seven times, 0 ten times). */
const MODEL_D = [4, 4, 4, ...new Array<number>(7).fill(1), ...new Array<number>(10).fill(0)];
const modelD = diagonal(MODEL_D);

const massesOf = (nodes: Parameters<typeof massBetween>[0]) =>
  [4, 1, 0].map((value) => massBetween(nodes, value - 1e-9, value + 1e-9));

describe("a spectral density", () => {
  it.each([1, 30])("of model D is exact with %d probes of +-1", async (count) => {
    const probes = Array.from({ length: count }, (_, stream) => randomSigns(5, stream, 20));
    const { nodes, trace } = await spectralDensity(modelD, probes, 10);
    const masses = massesOf(nodes);
    [0.15, 0.35, 0.5].forEach((mass, index) => {
      expect(masses[index]).toBeCloseTo(mass, 12);
    });
    expect(massBetween(nodes, -Infinity, Infinity)).toBeCloseTo(1, 13);
    expect(trace.ofProbes).toHaveLength(count);
    for (const one of trace.ofProbes) expect(one).toBeCloseTo(19, 11);
    expect(trace.mean).toBeCloseTo(19, 11);
  });

  it("of model D is right in the mean with Gaussian probes", async () => {
    const probes = Array.from({ length: 1000 }, (_, seed) => gaussian(seed, 20));
    const { nodes, trace } = await spectralDensity(modelD, probes, 10);
    const masses = massesOf(nodes);
    // The masses of one probe are Beta distributed, with sd .108, .144 and .151: four standard errors.
    [0.15, 0.35, 0.5].forEach((mass, index) => {
      expect(Math.abs((masses[index] ?? NaN) - mass)).toBeLessThan(0.02);
    });
    const error = trace.standardError ?? NaN;
    // Var z'Az = 2 |A|^2 = 2 (48 + 7) = 110 for Gaussian probes.
    expect(error / Math.sqrt(110 / 1000)).toBeCloseTo(1, 0);
    expect(Math.abs(trace.mean - 19)).toBeLessThan(4 * Math.sqrt(110 / 1000));
  });

  it("estimates the trace of an operator that is not diagonal within its standard error", async () => {
    const probes = Array.from({ length: 200 }, (_, stream) => randomSigns(6, stream, 50));
    const { trace } = await spectralDensity(laplacian, probes, 5);
    // Var z'Az = 2 * the sum of squares off the diagonal = 2 * 98 for +-1 probes.
    expect(Math.abs(trace.mean - 100)).toBeLessThan(3 * Math.sqrt(196 / 200));
    expect((trace.standardError ?? NaN) / Math.sqrt(196 / 200)).toBeCloseTo(1, 0);
  });

  it("takes z'Az of each probe for the trace, whatever its length", async () => {
    const probe = Float64Array.of(3, -1, 2);
    const { trace } = await spectralDensity(diagonal([5, 2, 7]), [probe], 3);
    expect(trace.ofProbes[0]).toBeCloseTo(45 + 2 + 28, 11);
  });

  it("has no standard error from one probe, and needs one", async () => {
    const { trace } = await spectralDensity(modelD, [randomSigns(7, 0, 20)], 4);
    expect(trace.standardError).toBeNull();
    await expect(spectralDensity(modelD, [], 4)).rejects.toThrow("without probes");
  });
});

describe("random signs", () => {
  it("are the bits of the stream's words, from the lowest", () => {
    const random = new RandomStream(8, 2, 3);
    const words = [random.word(), random.word()] as const;
    const expected = Array.from({ length: 40 }, (_, at) =>
      Math.floor((at < 32 ? words[0] : words[1]) / 2 ** (at % 32)) % 2 === 1 ? 1 : -1,
    );
    expect([...randomSigns(8, 3, 40)]).toEqual(expected);
  });
});
