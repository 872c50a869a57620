import { describe, expect, it } from "vitest";
import {
  fixedStepDescent,
  flowBasins,
  neuronDescent,
  neuronEscape,
  neuronFlow,
  pgbCondition,
  type EliminationProblem,
} from "../../../src/compute/measures/index.ts";
import type { Measure } from "../../../src/compute/measures/measure.ts";
import { contextOf } from "../../../src/verification/run-tools.ts";

const problem: EliminationProblem = {
  ...{ inputs: [[0]], targets: [[3]], model: { kind: "cubic" }, loss: { kind: "squared" } },
  ...{ lambda: 1, neuron: "exponential" },
};
const at = { b: [0], w: [[0]] };
const start = [-1.2, 0, 0, 0];

interface Case {
  readonly measure: Measure<never, string>;
  readonly setting: object;
  /** Changes of the setting, each with words of the sentence that refuses it. */
  readonly refused: readonly (readonly [change: object, words: string])[];
}

const noSamples = { problem: { ...problem, targets: [] } };
const linear = { problem: { ...problem, neuron: "linear" } };

const CASES: readonly Case[] = [
  {
    measure: neuronDescent,
    setting: { problem, theta: [-1], at, radius: 0.1, draws: 3 },
    refused: [
      [noSamples, "0 targets for 1 inputs"],
      [{ theta: [] }, "the model has 1 parameters, not 0"],
      [{ at: { b: [], w: [] } }, "there are 1 neurons on 1 inputs"],
      [{ radius: 0 }, "a ball of radius 0"],
      [{ draws: -1 }, "-1 draws"],
      [{ problem: { ...problem, neuron: "none" } }, "a neuron with b and W, not none"],
    ],
  },
  {
    measure: neuronEscape,
    setting: { problem, theta: [-1], w: [[0]], steps: 4, places: 4 },
    refused: [
      [{ problem: { ...problem, loss: { kind: "logistic" }, targets: [[1]] } }, "squared loss"],
      [{ w: [] }, "there are 1 neurons on 1 inputs"],
      [{ steps: 1 }, "1 steps"],
      [{ places: 0.5 }, "0.5 places"],
    ],
  },
  {
    measure: neuronFlow,
    setting: { problem, start, until: 10, tolerance: 1e-4 },
    refused: [
      [{ start: [] }, "z has 4 numbers, not 0"],
      [{ until: 0 }, "a flow until 0"],
      [{ tolerance: 1 }, "a tolerance of 1"],
    ],
  },
  {
    measure: fixedStepDescent,
    setting: { problem, start, rate: 0.01, steps: 50 },
    refused: [
      [{ rate: 0 }, "a step of 0"],
      [{ steps: 1 }, "1 steps"],
      [{ problem: { ...problem, neuron: "exponential-without-bias" } }, "no bias b to watch"],
    ],
  },
  {
    measure: flowBasins,
    setting: { problem, starts: 2, range: 2.5, spread: 0.1, until: 10, boundary: 1 },
    refused: [
      [linear, "the neuron is not exponential with a bias"],
      [{ starts: 0 }, "0 starts"],
      [{ until: -1 }, "a flow until -1"],
    ],
  },
  {
    measure: pgbCondition,
    setting: { problem, z: start, directions: [[0, 0, 0, 0]], eps: 0.1 },
    refused: [
      [linear, "the neuron is linear"],
      [{ directions: [] }, "there is no direction"],
      [{ directions: [[2, 0, 0, 0]] }, "a direction has 4 numbers and length at most 1"],
      [{ eps: 0 }, "eps is 0"],
      [{ problem: { ...problem, decay: { bias: 1 } } }, "b or W is penalised"],
    ],
  },
];

describe.each(CASES)("the measure $measure.name", ({ measure, setting, refused }) => {
  it("reports the quantities that it declares", async () => {
    const { quantities } = await measure.run(setting as never, contextOf(1));
    expect(measure.problems(setting as never)).toEqual([]);
    expect(Object.keys(quantities).toSorted()).toEqual(Object.keys(measure.quantities).toSorted());
  });

  it.each(refused)("refuses %j", (change, words) => {
    const problems = measure.problems({ ...setting, ...change } as never);
    expect(problems.join("; ")).toContain(words);
  });
});

it("steps that are too long end the run as diverged, with the step", async () => {
  const setting = { problem, start: [-3, 0, 0, 0], rate: 1, steps: 100 };
  const result = await fixedStepDescent.run(setting, contextOf(1));
  expect("diverged" in result && result.diverged.message).toBe("b is not finite");
});

it("a flow that is not followed to its end says so and where it was", async () => {
  // e^b is beyond float64 at once: no step can be made.
  const setting = { problem, start: [-1, 1, 800, 0], until: 10, tolerance: 1e-6 };
  const { quantities } = await neuronFlow.run(setting, contextOf(1));
  expect(quantities.complete).toBe(0n);
});
