import { describe, expect, it } from "vitest";
import { workOfFit } from "../../../src/compute/measures/fitted/work.ts";
import { boxSharpness, networkFit, plantedSharpness } from "../../../src/compute/measures/index.ts";
import { passesOfSearch } from "../../../src/compute/measures/landscape/work.ts";

/** 196 x 2 + 2 x 10. */
const WEIGHTS = 412;
const DATA = { name: "mnist", side: 14, train: 100 } as const;
const NETWORK = { hidden: [2], batchNorm: false };
const ADAM = {
  ...({ kind: "adam", data: DATA, network: NETWORK, rate: 1e-3, batch: 20, order: 0 } as const),
  stop: { kind: "target", loss: 1e-3, checkEvery: 10, limit: 50 },
} as const;
const CONVEX = { data: DATA, network: { hidden: [], batchNorm: false }, penalty: 1 } as const;

describe("the work of a training", () => {
  it("is that of all updates up to the limit, and of the looks at all images between them", () => {
    expect(workOfFit(ADAM)).toBe(6 * 20 * WEIGHTS * 50 + 2 * 100 * WEIGHTS * 5);
  });

  it("has no looks where the losses of the updates themselves end it", () => {
    const stop = { kind: "plateau", delta: 1, epochs: 1, limit: 50 } as const;
    expect(workOfFit({ ...ADAM, stop })).toBe(6 * 20 * WEIGHTS * 50);
  });

  it("is that of whole epochs for averaged descent, and of the iterations for a minimum", () => {
    const epochs = [
      { count: 2, rate: 1 },
      { count: 3, rate: 1 },
    ] as const;
    const descent = { kind: "averaged-descent", ...CONVEX, batch: 10, order: 0, epochs } as const;
    expect(workOfFit(descent)).toBe(6 * 100 * 1960 * 5);
    expect(workOfFit({ kind: "full-minimum", ...CONVEX, iterations: 7 })).toBe(6 * 100 * 1960 * 7);
  });

  it("of all images is that of the file's sixty thousand", () => {
    const { train, ...all } = DATA;
    const whole = { kind: "full-minimum", ...CONVEX, data: all, iterations: 1 } as const;
    expect(workOfFit(whole)).toBe(6 * 60_000 * 1960);
  });
});

describe("the work of a search for the largest rise", () => {
  const VERTEX = { name: "vertex", steps: 10, randomStarts: 2, precision: "float32" } as const;

  it("is a slope for each step and each start, and one loss", () => {
    expect(passesOfSearch(VERTEX)).toBe(3 * 11 * 6 + 2);
    const quasiNewton = { name: "l-bfgs-b", iterations: 10, rescaled: true } as const;
    expect(passesOfSearch(quasiNewton)).toBe(11 * 6);
  });

  it("is added to that of the training", () => {
    const setting = { recipe: ADAM, epsilon: 1e-3, maximiser: VERTEX, rescale: 1 };
    const search = 100 * WEIGHTS * 200;
    expect(boxSharpness.work?.(setting)).toBe((networkFit.work?.(ADAM) ?? 0) + search);
    expect(plantedSharpness.work?.({ factor: 1, epsilon: 1, maximiser: VERTEX })).toBe(64 * 200);
  });
});
