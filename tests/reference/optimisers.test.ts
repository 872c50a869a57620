import { describe, expect, it } from "vitest";
import { dense, halfSquaredError, sequential } from "../../src/compute/nn/index.ts";
import {
  adam,
  adamW,
  constantRate,
  momentum,
  sgd,
  withDecay,
  type Optimiser,
  type TrainingPlan,
} from "../../src/compute/training/index.ts";
import { ENGINES_HERE } from "../support/engines-here.ts";
import { runSteps } from "../support/run-steps.ts";

const network = sequential([3], [dense(1, { biases: null })]);

/** L(w) = mean of 1/2 (x . w - y)^2 over four examples. */
function planOf(optimiser: Optimiser, rate: number): TrainingPlan {
  return {
    ...{ network, loss: halfSquaredError, optimiser, rate: constantRate(rate) },
    examples: {
      inputs: Float64Array.of(1, 2, -1, 0, 1, 3, 2, -1, 1, 1, 1, 1),
      targets: Float64Array.of(1, -2, 3, 0),
    },
    ...{ batch: "all", seed: 1, until: { limit: 1 } },
  };
}

function startOf({ slots }: Optimiser, weights: readonly number[]) {
  const empty = slots.map((slot) => [`${slot}/dense0.weights`, new Float64Array(weights.length)]);
  return {
    "parameter/dense0.weights": Float64Array.from(weights),
    ...(Object.fromEntries(empty) as Record<string, Float64Array>),
  };
}

/** Weights after 2 and 5 steps at rate 0.1 from (0.5, -0.25, 0.125): optax 0.2.8 on JAX 0.10.2, x64. */
const OPTAX = [
  {
    ...{ optimiser: sgd(), note: "plain" },
    second: [0.693984375, -0.334140625, -0.14445312500000002],
    fifth: [0.9292385192871093, -0.4105467907714844, -0.33560331420898437],
  },
  {
    ...{ optimiser: momentum(), note: "0.9" },
    second: [0.783984375, -0.376328125, -0.285078125],
    fifth: [1.5973002575683595, -0.6283455603027344, -0.8907776306152344],
  },
  {
    ...{ optimiser: momentum({ nesterov: true }), note: "Nesterov" },
    second: [0.9392835937499999, -0.43140390624999997, -0.43991328125],
    fifth: [1.6714051635877074, -0.6164923097706176, -0.7193881284905395],
  },
  {
    ...{ optimiser: adam(), note: "as in the paper" },
    second: [0.6997212241633959, -0.44629914962399997, -0.07403693227785797],
    fifth: [0.9946079327214459, -0.6438559140428958, -0.3537757680073746],
  },
  {
    ...{ optimiser: adam({ beta1: 0.8, beta2: 0.95, epsilon: 0.5 }), note: "with a large epsilon" },
    second: [0.6325939913311106, -0.34377278518034043, -0.024619003067335055],
    fifth: [0.8243704538433086, -0.4568482879936598, -0.2285553810829879],
  },
  {
    ...{ optimiser: adamW({ decay: 0.25, of: "weights" }), note: "decoupled" },
    second: [0.6726198486498369, -0.43174362586566895, -0.07762771110273614],
    fifth: [0.9127199598081301, -0.6058667741327125, -0.34362140828453375],
  },
  {
    optimiser: withDecay(sgd(), { kind: "gradient", coefficient: 0.25, of: "weights" }),
    note: "with decay through the gradient",
    second: [0.668671875, -0.321328125, -0.14531250000000004],
    fifth: [0.8637723876953125, -0.37945288696289065, -0.31978627319335945],
  },
] as const;

describe.each(ENGINES_HERE)("optimisers on %s", (engine) => {
  const weightsAfter = async (
    optimiser: Optimiser,
    { start, rate, count }: { start: readonly number[]; rate: number; count: number },
  ) => {
    const run = { state: startOf(optimiser, start), count };
    const { state } = await runSteps(planOf(optimiser, rate), run, [engine, "float64"]);
    return Array.from(state["parameter/dense0.weights"] ?? []);
  };

  it.each(OPTAX)("$optimiser.name, $note, goes where optax goes", async (known) => {
    for (const [count, expected] of [
      [2, known.second],
      [5, known.fifth],
    ] as const) {
      const start = [0.5, -0.25, 0.125];
      const weights = await weightsAfter(known.optimiser, { start, rate: 0.1, count });
      weights.forEach((weight, at) => {
        expect(Math.abs(weight - (expected[at] ?? NaN))).toBeLessThan(1e-13);
      });
    }
  });

  it("takes a first step of Adam of the rate's size whatever the gradient's", async () => {
    const start = [100, -200, 50];
    const weights = await weightsAfter(adam(), { start, rate: 0.125, count: 1 });
    const moves = weights.map((weight, at) => Math.abs(weight - (start[at] ?? 0)));
    moves.forEach((move) => {
      expect(Math.abs(move - 0.125)).toBeLessThan(1e-10);
    });
  });
});

describe("weight decay", () => {
  const network = sequential([1], [dense(2), dense(1)]);
  const start = {
    "dense0.weights": Float64Array.of(1, 2),
    "dense0.biases": Float64Array.of(3, 4),
    "dense1.weights": Float64Array.of(5, 6),
    "dense1.biases": Float64Array.of(7),
  };
  const stepWith = async (optimiser: Optimiser) => {
    const examples = { inputs: Float64Array.of(1), targets: Float64Array.of(0) };
    const plan = { ...planOf(optimiser, 0.5), network, examples };
    const kinds = ["parameter", ...optimiser.slots];
    const state = kinds.flatMap((kind) =>
      Object.entries(start).map(([name, data]) => [
        `${kind}/${name}`,
        kind === "parameter" ? data : new Float64Array(data.length),
      ]),
    );
    const given = Object.fromEntries(state) as Record<string, Float64Array>;
    return (await runSteps(plan, { state: given, count: 1 })).state;
  };

  it.each([
    ["sgd", "weights", sgd(), ["dense0.weights", "dense1.weights"]],
    ["adam", "weights", adam(), ["dense0.weights", "dense1.weights"]],
    ["sgd", ["dense1.biases"], sgd(), ["dense1.biases"]],
    ["adam", ["dense1.biases"], adam(), ["dense1.biases"]],
  ] as const)("beside the step of %s takes from %s only", async (_, of, optimiser, names) => {
    const plain = await stepWith(optimiser);
    const decay = { kind: "decoupled", coefficient: 0.25, of } as const;
    const decayed = await stepWith(withDecay(optimiser, decay));
    for (const [name, data] of Object.entries(start)) {
      const pull = (names as readonly string[]).includes(name) ? 0.5 * 0.25 : 0;
      data.forEach((value, at) => {
        const moved = (plain[`parameter/${name}`]?.[at] ?? NaN) - pull * value;
        expect(Math.abs((decayed[`parameter/${name}`]?.[at] ?? NaN) - moved)).toBeLessThan(1e-13);
      });
    }
  });
});

describe("two steps by hand", () => {
  const one = sequential([1], [dense(1, { biases: null })]);
  /** L(w) = w^2 / 2, from w = 1 at rate 1/2. */
  const afterTwo = async (optimiser: Optimiser) => {
    const examples = { inputs: Float64Array.of(1), targets: Float64Array.of(0) };
    const plan = { ...planOf(optimiser, 0.5), network: one, examples };
    const { state, metrics } = await runSteps(plan, { state: startOf(optimiser, [1]), count: 2 });
    return { state, losses: Array.from(metrics["loss"] ?? []) };
  };

  it("sgd: 1, 1/2, 1/4", async () => {
    const { state, losses } = await afterTwo(sgd());
    expect(state["parameter/dense0.weights"]).toEqual(Float64Array.of(0.25));
    expect(losses).toEqual([0.5, 0.125]);
  });

  it("momentum 1/2: velocities 1 and 1, weights 1/2 and 0", async () => {
    const { state } = await afterTwo(momentum({ momentum: 0.5 }));
    expect(state["velocity/dense0.weights"]).toEqual(Float64Array.of(1));
    expect(state["parameter/dense0.weights"]).toEqual(Float64Array.of(0));
  });

  it("adam with betas 1/2 and no epsilon keeps its raw moments", async () => {
    const { state } = await afterTwo(adam({ beta1: 0.5, beta2: 0.5, epsilon: 0 }));
    // g = 1, then w = 1 - 1/2 = 1/2 = g: m = 1/2, then 1/2; v = 1/2, then 3/8.
    expect(state["first/dense0.weights"]).toEqual(Float64Array.of(0.5));
    expect(state["second/dense0.weights"]).toEqual(Float64Array.of(0.375));
    // m / (3/4) = 2/3, v / (3/4) = 1/2: w = 1/2 - 1/2 * 2/3 * sqrt(2).
    const weight = state["parameter/dense0.weights"]?.[0] ?? NaN;
    expect(Math.abs(weight - (0.5 - Math.SQRT2 / 3))).toBeLessThan(1e-15);
  });
});
