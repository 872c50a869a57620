import { describe, expect, it } from "vitest";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { MeasureContext } from "../../src/compute/measures/measure.ts";
import type { DenseNetwork } from "../../src/compute/measures/minima/dense-network.ts";
import { forwardPass, gradientOf, residualsOf } from "../../src/compute/measures/minima/forward.ts";
import { parametersOf, withParameters } from "../../src/compute/measures/minima/dense-network.ts";
import { qualityOf } from "../../src/compute/measures/minima/quality.ts";
import {
  trendTraining,
  type TrendSetting,
} from "../../src/compute/measures/trend-training.measure.ts";
import { descend } from "../../src/compute/measures/trend/descent.ts";
import {
  linearRegression,
  normalisedLoss,
  theoryOf,
} from "../../src/compute/measures/trend/quality.ts";
import { untrained, type Student } from "../../src/compute/measures/trend/student.ts";
import { taughtBy } from "../../src/compute/measures/trend/teacher.ts";

const TEACHER = {
  ...({ kind: "teacher", samples: 40, inputs: 4, hiddenLayers: 3, width: 8, scale: 2 } as const),
};
const ENDS = { inputs: 5, outputs: 1 };
const STUDENTS: readonly Student[] = (["tanh", "relu", "identity"] as const).flatMap((activation) =>
  [1, 3].map((hiddenLayers) => ({ activation, hiddenLayers, width: 3 })),
);

/** Adam as its authors write it, on L / m, from the gradient of another module. */
function plainAdam(start: DenseNetwork, seed: number, steps: number): DenseNetwork {
  const data = taughtBy(TEACHER, seed);
  const theta = Float64Array.from(parametersOf(start));
  const first = new Float64Array(theta.length);
  const second = new Float64Array(theta.length);
  for (let step = 1; step <= steps; step += 1) {
    const network = withParameters(start, theta);
    const pass = forwardPass(network, data);
    const gradient = gradientOf(network, pass, residualsOf(pass, data));
    const rate = (1e-2 * (1 + Math.cos((Math.PI * (step - 1)) / (steps - 1)))) / 2;
    gradient.forEach((slope, at) => {
      const g = slope / TEACHER.samples;
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * g;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * g * g;
      const root = Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step));
      theta[at] = (theta[at] ?? 0) - (rate * (first[at] ?? 0)) / (1 - 0.9 ** step) / (root + 1e-8);
    });
  }
  return withParameters(start, theta);
}

const settingOf = (student: Student, theorySeeds: readonly number[] = []): TrendSetting => ({
  ...{ student, data: TEACHER, training: { kind: "adam", steps: 50, rate: 1e-2 } },
  theory: { seeds: theorySeeds, samples: TEACHER.samples },
});

async function contextsOf(seeds: readonly number[]): Promise<MeasureContext[]> {
  const engine = await loadEngine("onnx-cpu", { threads: 1 });
  const shared = { engine, precision: "float32", states: null, data: [] } as const;
  return seeds.map((seed) => ({ ...shared, seed }));
}

describe("the students of the trend grids", () => {
  it.each(STUDENTS)("are trained by Adam, all blocks at once: %j", async (student) => {
    const engine = await loadEngine("reference", { threads: 1 });
    const pairs = [1, 2, 3].map((seed) => {
      return { start: untrained(student, ENDS, seed), data: taughtBy(TEACHER, seed) };
    });
    const plan = { kind: "adam", steps: 20, rate: 1e-2 } as const;
    const trained = await descend({ engine, precision: "float64" }, student, plan, pairs);
    trained.forEach((network, at) => {
      const expected = parametersOf(plainAdam(pairs[at]?.start ?? network, at + 1, 20));
      parametersOf(network).forEach((one, index) => {
        expect(one).toBeCloseTo(expected[index] ?? NaN, 10);
      });
    });
  });

  it("are told by the loss of the forward pass and the projection on their Jacobian", () => {
    const data = taughtBy(TEACHER, 1);
    const network = untrained({ activation: "tanh", hiddenLayers: 2, width: 3 }, ENDS, 1);
    const { loss, halfTargets, projection, rank } = qualityOf(network, data);
    const theory = theoryOf(network, data, TEACHER.samples);
    expect(normalisedLoss(network, data)).toBeCloseTo(loss / halfTargets, 13);
    expect(theory.value).toBeCloseTo(projection / halfTargets, 12);
    expect(theory.rank).toBe(rank);
  });

  it("say 0 only where the rank is that of all samples", () => {
    const data = taughtBy({ ...TEACHER, samples: 12 }, 1);
    const wide = untrained({ activation: "tanh", hiddenLayers: 1, width: 8 }, ENDS, 1);
    expect(theoryOf(wide, data, 12)).toEqual({ value: 0, rank: 12, gap: 0 });
    const dead = {
      ...wide,
      weights: wide.weights.map((one) => one.map((row) => row.map(() => 0))),
    };
    expect(theoryOf(dead, data, 12)).toMatchObject({ value: 1, rank: 0 });
  });

  it("reach linear regression where they are linear, whatever their depth", async () => {
    const contexts = await contextsOf([1, 2]);
    for (const hiddenLayers of [1, 3]) {
      const setting = settingOf({ activation: "identity", hiddenLayers, width: 3 });
      const long = { ...setting, training: { kind: "adam", steps: 1000, rate: 1e-2 } as const };
      const results = (await trendTraining.runTogether?.(long, contexts)) ?? [];
      results.forEach(({ quantities }, at) => {
        const expected = linearRegression(taughtBy(TEACHER, at + 1));
        expect(quantities.loss).toBeGreaterThan(expected - 1e-9);
        expect(quantities.loss).toBeLessThan(expected + 1e-4);
        expect(quantities.linearRegression).toBe(expected);
      });
    }
  });

  it("have a teacher's targets of mean 0 and variance 1, others in each block", () => {
    const [one = [], other = []] = [1, 2].map((seed) =>
      taughtBy(TEACHER, seed).targets.map(([value = NaN]) => value),
    );
    expect(one.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(one.reduce((sum, value) => sum + value ** 2, 0) / one.length).toBeCloseTo(1, 12);
    expect(one).not.toEqual(other);
  });
});

describe("blocks that are trained together", () => {
  it("give the same to the bit when they are computed again", async () => {
    const setting = settingOf({ activation: "relu", hiddenLayers: 2, width: 3 }, [1]);
    const once = await trendTraining.runTogether?.(setting, await contextsOf([1, 2, 3]));
    const again = await trendTraining.runTogether?.(setting, await contextsOf([1, 2, 3]));
    expect(again).toEqual(once);
  });

  it("are taken from the store by the next claim that trains them, bit for bit", async () => {
    const setting = settingOf({ activation: "tanh", hiddenLayers: 1, width: 2 }, [1]);
    const kept = new Map<string, Parameters<NonNullable<MeasureContext["states"]>["save"]>[1]>();
    const states: MeasureContext["states"] = {
      load: (key) => Promise.resolve(kept.get(key) ?? null),
      save: (key, state) => Promise.resolve(void kept.set(key, state)),
    };
    const contexts = (await contextsOf([1, 2])).map((context) => ({ ...context, states }));
    const once = await trendTraining.runTogether?.(setting, contexts);
    const untouchable = contexts.map((context) => ({
      ...context,
      engine: { ...context.engine, compileSteps: () => Promise.reject(new Error("trained again")) },
    }));
    expect(await trendTraining.runTogether?.(setting, untouchable)).toEqual(once);
    const other = { ...setting, training: { ...setting.training, rate: 2e-2 } } as TrendSetting;
    await expect(trendTraining.runTogether?.(other, untouchable)).rejects.toThrow("trained again");
  });

  it("say that they diverged, with what was measured before", async () => {
    const student = { activation: "relu", hiddenLayers: 3, width: 3 } as const;
    const setting = {
      ...settingOf(student),
      training: { kind: "adam", steps: 5, rate: 1e30 } as const,
    };
    const [result] = (await trendTraining.runTogether?.(setting, await contextsOf([1]))) ?? [];
    expect(result).toMatchObject({ diverged: { step: 5 } });
    expect(result?.quantities.untrainedLoss).toBeGreaterThan(0);
  });

  it("refuse settings that cannot be trained", () => {
    const setting = settingOf({ activation: "tanh", hiddenLayers: 0, width: 2 });
    expect(trendTraining.problems({ ...setting, theory: { seeds: [], samples: 41 } })).toEqual([
      "0 hidden layers of width 2: whole numbers of at least 1",
      "theory on 41 of 40 samples",
    ]);
  });
});

describe("the recipe of the paper's scale", () => {
  it("chooses the rate by the pilots, and trains on batches and then on all", async () => {
    const plan = {
      ...({ kind: "minibatches", momentum: 0.9, batch: 8, epochs: 30, pilots: [11] } as const),
      ...{ rates: [1e6, 0.01], polish: { steps: 30, rate: 1e-3 } },
    };
    const student = { activation: "tanh", hiddenLayers: 1, width: 4 } as const;
    const setting = { ...settingOf(student), training: plan };
    const results = (await trendTraining.runTogether?.(setting, await contextsOf([1, 2]))) ?? [];
    for (const { quantities } of results) {
      expect(quantities.loss).toBeLessThan(0.5 * (quantities.untrainedLoss as number));
    }
  });
});
