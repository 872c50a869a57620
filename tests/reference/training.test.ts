import { beforeAll, describe, expect, it } from "vitest";
import type { Engine, HostArrays } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import {
  batchNorm,
  dense,
  initialise,
  halfSquaredError,
  sequential,
  softmaxCrossEntropy,
  tanh,
} from "../../src/compute/nn/index.ts";
import {
  adam,
  constantRate,
  evaluate,
  sgd,
  train,
  type TrainingPlan,
} from "../../src/compute/training/index.ts";
import { createOrder } from "../../src/compute/training/order.ts";
import { epochsWithoutImprovement } from "../../src/compute/training/stop.ts";
import { trainStep } from "../../src/compute/training/train-step.ts";
import { digestOfTrained } from "../support/digest-of-trained.ts";
import { engineHere, NATIVE_ENGINES } from "../support/engines-here.ts";
import {
  corners,
  OPTIMISERS,
  planOf,
  randomNetwork,
  randomPlan,
} from "../support/small-training.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine("onnx-cpu", { threads: 1 });
});

function near(value: number | undefined, expected: number, relative: number): void {
  expect(Math.abs((value ?? NaN) / expected - 1)).toBeLessThan(relative);
}

describe("a training on bytes, gathered and scaled in the graph", () => {
  /** Sines of 1, 2, 3, … in the order of the parameters; pixel j of example i is 7i + 3j mod 11. */
  const plan = (() => {
    const network = sequential([3], [dense(4), batchNorm(), tanh(), dense(3)]);
    let last = 0;
    const initial = Object.entries(initialise(network.parameters, 1)).map(([name, data]) => [
      name,
      data.map(() => Math.sin((last += 1))),
    ]);
    const pixel = (at: number) => (7 * Math.floor(at / 3) + 3 * (at % 3)) % 11;
    return {
      ...{ network, loss: softmaxCrossEntropy, optimiser: adam(), rate: constantRate(0.05) },
      examples: {
        inputs: Uint8Array.from({ length: 21 }, (_, at) => pixel(at)),
        targets: Int32Array.of(0, 1, 2, 0, 1, 2, 0),
        scale: 1 / 255,
      },
      initial: Object.fromEntries(initial) as Record<string, Float64Array>,
      ...{ batch: 2, seed: 11, arm: 1, until: { limit: 8 } },
    } satisfies TrainingPlan;
  })();

  it("sees the examples in the order of its seed", () => {
    const order = createOrder({ seed: 11, arm: 1, examples: 7, batch: 2 });
    expect(Array.from(order(0, 8))).toEqual([2, 0, 3, 5, 6, 1, 6, 0, 2, 5, 1, 4, 5, 3, 6, 0]);
  });

  it.each([
    ["reference", "float64", 1e-12] as const,
    ...NATIVE_ENGINES.map((name) => [name, "float64", 1e-12] as const),
    ...NATIVE_ENGINES.map((name) => [name, "float32", 2e-4] as const),
  ])("goes where JAX goes: %s in %s", async (name, precision, tolerance) => {
    const on = await engineHere(name);
    const { losses, parameters } = await train(on, precision, plan);
    // JAX 0.10.2 with optax 0.2.8, x64, on the order above.
    const known = [
      ...[1.6332926652381208, 1.7342211950941537, 1.6488420747488421, 1.6901241665353783],
      ...[0.6977669467106612, 1.3944484840461584, 1.1024697265347652, 1.0000271516697914],
    ];
    expect(losses).toHaveLength(8);
    losses.forEach((loss, at) => {
      near(loss, known[at] ?? NaN, tolerance);
    });
    const sum = (key: string) =>
      Array.from(parameters[key] ?? []).reduce((total, one) => total + one, 0);
    near(sum("dense0.weights"), -0.1533490825613143, 20 * tolerance);
    near(sum("batchNorm1.shift"), -0.9975739395105304, 20 * tolerance);
    near(parameters["dense3.weights"]?.[0], 0.09421380877217894, 20 * tolerance);
  });
});

describe("what a training gives", () => {
  it.each(Object.keys(OPTIMISERS))("does not depend on chunks: %s", async (optimiser) => {
    const plan = randomPlan(optimiser, 40);
    const digests = [];
    for (const everySteps of [1, 3, 7, 40]) {
      digests.push(digestOfTrained(await train(engine, "float32", plan, { everySteps })));
    }
    expect(new Set(digests).size).toBe(1);
  });

  it("differs by seed, and by arm in its order only", async () => {
    const first = await train(engine, "float64", planOf());
    const other = await train(engine, "float64", planOf({ arm: 1 }));
    const full = await train(engine, "float64", planOf({ batch: "all" }));
    const fullOther = await train(engine, "float64", planOf({ batch: "all", arm: 1 }));
    expect(other.losses).not.toEqual(first.losses);
    expect(fullOther.losses).toEqual(full.losses);
    expect((await train(engine, "float64", planOf({ seed: 4 }))).losses[0]).not.toBe(
      first.losses[0],
    );
  });

  it("is the same on all examples in one batch and in their own order", async () => {
    const { losses } = await train(engine, "float64", planOf({ batch: 60 }));
    expect(losses).toEqual((await train(engine, "float64", planOf({ batch: "all" }))).losses);
  });
});

describe("replicas on one axis", () => {
  /** Rounding apart: a product of stacks may add in another order. */
  it("are the trainings of each seed alone to 1e-12, dropout and all", async () => {
    const seeds = [3, 4, 5];
    const network = randomNetwork();
    const parts = { network, loss: softmaxCrossEntropy, optimiser: adam() };
    const { inputs, targets } = corners(60);
    const data = { count: 60, type: "float", batch: 8, scale: 1 } as const;
    const graph = traceStep(trainStep({ ...parts, data, replicas: seeds.length }));
    const together = await engine.compileSteps(graph, "float64");
    const starts = seeds.map((seed) => initialise(network.parameters, seed));
    const stacked = (name: string) =>
      Float64Array.from(starts.flatMap((start) => Array.from(start[name] ?? [])));
    const count = 20;
    const names = Object.keys(network.parameters);
    const state = names.flatMap((name) => {
      const data = stacked(name);
      const empty = new Float64Array(data.length);
      return Object.entries({ parameter: data, first: empty, second: empty }).map(
        ([kind, values]) => [`${kind}/${name}`, values] as const,
      );
    });
    const orders = seeds.map((seed) => createOrder({ seed, arm: 0, examples: 60, batch: 8 }));
    const steps = [...Array(count).keys()];
    const factors = steps.map((at) => parts.optimiser.factors(0.01, at + 1));
    const made = await together.run({
      count,
      state: Object.fromEntries(state),
      constants: { inputs, targets, seed: Uint32Array.from(seeds) },
      perStep: {
        order: Int32Array.from(
          steps.flatMap((at) => orders.flatMap((order) => Array.from(order(at, 1)))),
        ),
        step: Uint32Array.from(steps),
        "factor/corrected": Float64Array.from(factors, (one) => one["corrected"] ?? NaN),
        "factor/second": Float64Array.from(factors, (one) => one["second"] ?? NaN),
      },
    });
    await together.dispose();
    for (const [replica, seed] of seeds.entries()) {
      const alone = await train(
        engine,
        "float64",
        planOf({ network, seed, until: { limit: count } }),
      );
      for (const [step, loss] of alone.losses.entries()) {
        near(made.metrics["loss"]?.[step * seeds.length + replica], loss, 1e-12);
      }
    }
  });
});

describe("a training ends", () => {
  const lossOf = async ({ network, loss, examples }: TrainingPlan, parameters: HostArrays) => {
    const task = { network, loss, examples, weights: { parameters } };
    return (await evaluate(engine, "float64", task)).loss;
  };

  it("at the first look at which the loss on all examples is below the target", async () => {
    const target = { loss: 0.3, every: 10 };
    const plan = planOf({ until: { limit: 1000, target } });
    const { stopped, updates, checks, parameters } = await train(engine, "float64", plan);
    expect(stopped).toBe("TARGET");
    expect(checks.map(({ update }) => update)).toEqual(
      Array.from({ length: updates / 10 + 1 }, (_, at) => 10 * at),
    );
    expect(checks.slice(0, -1).every(({ loss }) => loss >= 0.3)).toBe(true);
    const loss = await lossOf(plan, parameters);
    expect(checks.at(-1)?.loss).toBe(loss);
    expect(loss).toBeLessThan(0.3);
  });

  it("at the same update whether the step reports the loss or it is computed", async () => {
    const target = { loss: 0.3, every: 1 };
    const full = planOf({ batch: "all", until: { limit: 1000, target } });
    const reported = await train(engine, "float64", full);
    const limits = [reported.updates - 1, reported.updates];
    const losses = [];
    for (const limit of limits) {
      const { parameters } = await train(engine, "float64", { ...full, until: { limit } });
      losses.push(await lossOf(full, parameters));
    }
    expect(reported.stopped).toBe("TARGET");
    expect(losses[0]).toBeGreaterThanOrEqual(0.3);
    expect(losses[1]).toBeLessThan(0.3);
  });

  it("before the first update where it starts below the target", async () => {
    const target = { loss: 100, every: 10 };
    for (const batch of [8, "all"] as const) {
      const plan = planOf({ batch, until: { limit: 50, target } });
      expect(await train(engine, "float64", plan)).toMatchObject({ stopped: "TARGET", updates: 0 });
    }
  });

  it("at its limit where the target is never reached, and says so", async () => {
    const target = { loss: 1e-9, every: 7 };
    const trained = await train(engine, "float64", planOf({ until: { limit: 20, target } }));
    expect(trained).toMatchObject({ stopped: "LIMIT", updates: 20 });
    expect(trained.checks.map(({ update }) => update)).toEqual([0, 7, 14, 20]);
  });

  it("where whole epochs no longer improve", async () => {
    const plateau = { improvement: 0.05, epochs: 3 };
    const plan = planOf({ until: { limit: 5000, plateau } });
    const { stopped, updates, losses } = await train(engine, "float64", plan);
    expect(stopped).toBe("PLATEAU");
    const perEpoch = 7;
    expect(updates % perEpoch).toBe(0);
    const means = Array.from({ length: updates / perEpoch }, (_, epoch) => {
      const own = losses.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
      return own.reduce((sum, loss) => sum + loss, 0) / perEpoch;
    });
    expect(epochsWithoutImprovement(means, 0.05)).toBe(3);
    expect(epochsWithoutImprovement(means.slice(0, -1), 0.05)).toBe(2);
  });
});

describe("epochs without improvement", () => {
  it("are counted from the last one that counted, so that many small falls add up to one", () => {
    expect(epochsWithoutImprovement([], 0.1)).toBe(0);
    expect(epochsWithoutImprovement([1, 0.95, 0.91], 0.1)).toBe(2);
    expect(epochsWithoutImprovement([1, 0.95, 0.89], 0.1)).toBe(0);
    expect(epochsWithoutImprovement([1, 2, 0.5, 0.5], 0.1)).toBe(1);
  });
});

describe("a training that diverges", () => {
  /** w <- w - rate w, so that |w| = 9^t: w is infinite at step 324, the loss before it at 162. */
  const plan = (): TrainingPlan => ({
    ...{ network: sequential([1], [dense(1, { biases: null })]), loss: halfSquaredError },
    ...{ optimiser: sgd(), rate: constantRate(10), batch: "all", seed: 1 },
    examples: { inputs: Float64Array.of(1), targets: Float64Array.of(0) },
    ...{ initial: { "dense0.weights": Float64Array.of(1) }, until: { limit: 2000 } },
  });

  it("ends at the first step whose loss is not finite", async () => {
    const trained = await train(engine, "float64", plan());
    // The loss of step t is 81^(t-1) / 2: the largest double is 2^1024, so t - 1 = 162.
    const first = Math.ceil((1024 + 1) / Math.log2(81)) + 1;
    expect(trained).toMatchObject({ stopped: "DIVERGED", step: first, updates: first - 1 });
    expect(trained.losses.every(Number.isFinite)).toBe(true);
    expect(trained.losses).toHaveLength(first - 1);
    near(trained.parameters["dense0.weights"]?.[0], (-9) ** (first - 1), 1e-12);
  });

  it("ends at the first step whose result is not finite, found inside of a chunk", async () => {
    // The loss of step 1 is 0.5e300; its update goes beyond the largest number.
    const changed = { ...plan(), rate: constantRate(1e200) };
    const initial = { "dense0.weights": Float64Array.of(1e150) };
    const trained = await train(engine, "float64", { ...changed, initial });
    expect(trained).toMatchObject({ stopped: "DIVERGED", step: 1, updates: 0 });
  });

  it("ends there although a later update of the same chunk is below the target", async () => {
    // Of the weight's gradient, 1e21, Adam keeps the square: too much for float32. The loss, of
    // which the bias takes 3/4 in one update, stays finite.
    const started = await train(engine, "float32", {
      ...{ network: sequential([1], [dense(1)]), loss: halfSquaredError, optimiser: adam() },
      ...{ rate: constantRate(5e5), batch: "all", seed: 1 },
      examples: { inputs: Float64Array.of(1e15), targets: Float64Array.of(1e6) },
      initial: { "dense0.weights": Float64Array.of(0), "dense0.biases": Float64Array.of(0) },
      until: { limit: 64, target: { loss: 2e11, every: 1 } },
    });
    expect(started).toMatchObject({ stopped: "DIVERGED", step: 1, updates: 0 });
  });

  it("is found at the same step with any chunks", async () => {
    const optimisers = Object.values(OPTIMISERS).map((make) => make());
    for (const optimiser of optimisers) {
      const diverging = planOf({ optimiser, rate: constantRate(1e38), until: { limit: 64 } });
      const found = [];
      for (const everySteps of [1, 5, 64]) {
        found.push(await train(engine, "float32", diverging, { everySteps }));
      }
      expect(new Set(found.map(digestOfTrained)).size).toBe(1);
      expect(found[0]?.stopped).toBe("DIVERGED");
    }
  });
});

describe("what cannot be trained", () => {
  const { examples } = planOf();
  const spoilt = (at: number, value: number) => {
    const inputs = Float64Array.from(examples.inputs);
    inputs[at] = value;
    return { ...examples, inputs };
  };
  const labelled = (label: number) => {
    const targets = Int32Array.from(examples.targets);
    targets[5] = label;
    return { ...examples, targets };
  };
  it.each<[string, Partial<TrainingPlan>, string]>([
    ["a batch larger than the data", { batch: 61 }, "a batch of 61 is larger than the data: 60"],
    ["an empty batch", { batch: 0 }, "a batch of 0"],
    ["a number that is not one", { examples: spoilt(13, NaN) }, "input of example 2 holds NaN"],
    ["an infinite number", { examples: spoilt(0, -Infinity) }, "example 0 holds -Infinity"],
    ["a label too large", { examples: labelled(3) }, "label 3 of example 5"],
    ["a negative label", { examples: labelled(-1) }, "label -1 of example 5"],
    ["half an example", { examples: { ...examples, inputs: new Float64Array(7) } }, "7 inputs"],
    ["too few labels", { examples: { ...examples, targets: Int32Array.of(0) } }, "1 targets"],
    [
      "labels that are no class numbers",
      { examples: { ...examples, targets: new Float64Array(60) } },
      "softmax cross-entropy takes int32",
    ],
    ["a start that does not fit", { initial: {} }, "parameter dense0.weights"],
    ["no updates", { until: { limit: 0 } }, "a limit of 0"],
    ["a look every 0 updates", { until: { limit: 1, target: { loss: 1, every: 0 } } }, "every 0"],
    ["half a seed", { seed: 0.5 }, "seed 0.5"],
    [
      "a decay of a parameter that is not there",
      {
        optimiser: {
          ...sgd(),
          decay: { kind: "gradient", coefficient: 1, of: ["dense9.weights"] },
        },
      },
      "weight decay of dense9.weights",
    ],
  ])("%s", async (_name, change, words) => {
    await expect(train(engine, "float32", planOf(change))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(words) as string,
    });
  });

  it("more than the memory holds: both numbers are said before anything is made", async () => {
    const network = sequential([6], [dense(1e6), dense(1e6), dense(3)]);
    await expect(train(engine, "float32", planOf({ network }))).rejects.toMatchObject({
      code: "NOT_ENOUGH_MEMORY",
      message: expect.stringMatching(
        /needs about \d+ MiB of memory and \d+ MiB are free/,
      ) as string,
    });
  });
});
