/**
 * What a loss has of the theorem's hypotheses: as declared, and as far as samples can contradict it.
 *
 * @source    spec kawaguchi2020-elimination, 2.10
 * @shape     loss and one group of labels -> flags and counts
 * @precision float64
 * @random    pairs of points: purpose "statistics", stream 0
 * @fails     a sample can reject convexity or differentiability, never show it
 */
import { numbers } from "../numerics/algebra.ts";
import { lossOf, propertiesOf, type LossSpec } from "./elimination/loss.ts";
import { midpointViolations, standingOf } from "./elimination/hypotheses.ts";
import { range, type Problem } from "./elimination/objective.ts";
import { pointwiseInfimum } from "./elimination/pointwise.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";
import type { Rows } from "./minima/dense-network.ts";

export interface EliminationLossSetting {
  readonly loss: LossSpec;
  /** Labels of one input, given as often as there are rows. */
  readonly labels: Rows;
  readonly pairs: number;
  /** Pairs are uniform in (-reach, reach). */
  readonly reach: number;
}

type Name =
  | "convex"
  | "differentiable"
  | "midpointViolations"
  | "kink"
  | "unattained"
  | "usable"
  | "vacuous"
  | "hypothesisNotMet";

/** A table at one input: any values at all, so that only the labels decide. */
function problemOf({ loss, labels }: Pick<EliminationLossSetting, "loss" | "labels">): Problem {
  return {
    inputs: labels.map(() => [0]),
    targets: labels,
    model: { kind: "table", points: [[0]], outputs: labels[0]?.length ?? 0 },
    loss,
    lambda: 1,
    neuron: "exponential",
  };
}

const STEP = 2 ** -20;
const HALF_WIDTH = 3;
const EIGHTHS = 8;

/** The largest jump of the one-sided slopes in the first output at the eighths from -3 to 3. */
function kinkOf({ loss, labels }: EliminationLossSetting): number {
  const jumps = labels.flatMap((label) =>
    range(2 * HALF_WIDTH * EIGHTHS + 1).map((index) => {
      const q = index / EIGHTHS - HALF_WIDTH;
      const at = (first: number) => {
        const others = label.slice(1).map(() => 0);
        return lossOf(numbers, loss, [first, ...others], label);
      };
      const [before, here, after] = [at(q - STEP), at(q), at(q + STEP)];
      return Math.abs(after - here - (here - before)) / STEP;
    }),
  );
  return Math.max(...jumps);
}

export const eliminationLoss: Measure<EliminationLossSetting, Name> = {
  name: "elimination-loss",
  quantities: {
    convex: { unit: null, meaning: "1: declared convex" },
    differentiable: { unit: null, meaning: "1: declared differentiable" },
    midpointViolations: { unit: null, meaning: "pairs whose midpoint contradicts convexity" },
    kink: { unit: null, meaning: "largest jump of the one-sided slopes" },
    unattained: { unit: null, meaning: "1: no value attains the infimum for these labels" },
    usable: { unit: null, meaning: "1: usable as a positive test of the theorem" },
    vacuous: { unit: null, meaning: "1: the objective has no local minimum for these labels" },
    hypothesisNotMet: { unit: null, meaning: "1: the theorem says nothing of this loss" },
  },
  problems(setting) {
    const { pairs, reach } = setting;
    return [
      ...problemProblems(problemOf(setting)),
      ...(Number.isSafeInteger(pairs) && pairs > 0 ? [] : ["pairs is a positive integer"]),
      ...(reach > 0 ? [] : ["reach is positive"]),
    ];
  },
  run(setting, { seed }) {
    const { loss, labels, pairs, reach } = setting;
    const problem = problemOf(setting);
    const { convex, differentiable } = propertiesOf(loss);
    const violations = labels.map((label) =>
      midpointViolations(loss, label, { seed, pairs, reach }),
    );
    const standing = standingOf(problem);
    return {
      quantities: {
        convex: BigInt(convex),
        differentiable: BigInt(differentiable),
        midpointViolations: BigInt(violations.reduce((sum, one) => sum + one, 0)),
        kink: kinkOf(setting),
        unattained: BigInt(pointwiseInfimum(problem).unattained),
        usable: BigInt(standing === "usable"),
        vacuous: BigInt(standing === "vacuous"),
        hypothesisNotMet: BigInt(standing === "hypothesis not met"),
      },
    };
  },
};
