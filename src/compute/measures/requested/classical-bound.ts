/**
 * What a dense network's locally linear units promise of its minima, and whether the loss at the given
 * parameters keeps it.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5
 */
import { z } from "zod";
import { badInput } from "../../../domain/bad-input.ts";
import { classicalBound, type ClassicalBound } from "../minima/induced-structure.ts";
import { QUALITY_LIMITS } from "../minima/quality.ts";
import type { RequestedMeasure } from "../requested-measure.ts";
import {
  brokenHypothesis,
  denseModelSchema,
  requireFitting,
  type DenseModelInput,
} from "./dense-model.ts";
import { finiteOf, type Refusal } from "./refusal.ts";

export interface ClassicalBoundInput extends DenseModelInput {
  readonly from: number;
}

/** S1 of the spec: one ReLU unit, active on all samples; L = 7/40 = linear regression. */
const EXAMPLE: ClassicalBoundInput = {
  network: { activation: "relu", weights: [[[1.2], [3.25]], [[1]]] },
  data: { inputs: [-2, -1, 1, 2].map((x) => [x, 1]), targets: [[1], [2], [4], [6]] },
  from: 0,
};

const MEANINGS = {
  loss: "L, from the forward pass; unit of Y squared",
  halfTargets: "1/2 ||Y||^2; unit of Y squared",
  equality: "1/2 ||PN[B_S] Y||^2: L of every minimum with the structure; unit of Y squared",
  classical: "1/2 ||PN[Phi^(t)] Y||^2, the classical model's optimum; unit of Y squared",
  terms: "1/2 ||PN[I (x) Phi^(t), J] y||^2, J in A and C; unit of Y squared",
  defect: "|L - equality| / (1/2 ||Y||^2), (A); at most 1e-9 at a minimum",
  excess: "(L - classical) / (1/2 ||Y||^2), (B); at most 1e-9 at a minimum",
  termsDefect: "|L - terms| / (1/2 ||Y||^2), (C); at most 1e-9 at a minimum",
  stationarity: "||g|| / (||J||_F ||y||) in A and C; stationary at most 1e-10",
  leastUnits: "least |S^(l)|, l = t+1 .. H; at least d_y",
  margin: "least relative |Z| of the units in S",
  units: "S^(t+1) .. S^(H): units, from 1, that are linear and feed none outside of the next S",
} as const;

const isEvery = (margin: number) => !Number.isFinite(margin);

function refusalOf(found: ClassicalBound, outputs: number): Refusal | null {
  const { leastUnits, stationarity, value, equality, half } = found;
  if (leastUnits < outputs) {
    const reason = `A layer has ${leastUnits} units that are linear on all samples and feed no unit outside of the next S, the theorem needs ${outputs} (d_y): the bound need not hold.`;
    return { status: "PRECONDITION_FAILED", reason };
  }
  if (!(stationarity <= QUALITY_LIMITS.stationarity)) {
    const reason = `The point is not stationary in A and C: ||g|| / (||J||_F ||y||) is ${stationarity.toPrecision(3)}, required at most ${QUALITY_LIMITS.stationarity}.`;
    return { status: "PRECONDITION_FAILED", reason };
  }
  if (!(Math.abs(value - equality) <= 1e-9 * half)) {
    const reason =
      "The point is stationary in A and C with another loss than that of every minimum there: by the theorem it is a saddle; certify-minimum may show it.";
    return { status: "INCONCLUSIVE", reason };
  }
  return null;
}

export const classicalBoundOf: RequestedMeasure<ClassicalBoundInput> = {
  name: "classical-bound",
  title: "Loss against that of the classical model that a network's locally linear units imply.",
  source:
    "Kawaguchi, Huang, Kaelbling 2019; docs/papers/kawaguchi2019-depth-width.md, dw-classical",
  input: denseModelSchema.extend({
    from: z
      .int()
      .nonnegative()
      .describe("t: the classical model takes the features of layer t; 0: the inputs X"),
  }),
  example: EXAMPLE,
  meanings: MEANINGS,
  run(input) {
    requireFitting(input);
    const { network, data, from } = input;
    if (from >= network.weights.length) {
      const last = network.weights.length - 1;
      throw badInput(["from"], `${from} is no layer: give at most ${last}, the last hidden one`);
    }
    const broken =
      network.skip === undefined
        ? brokenHypothesis(input)
        : "The network has a skip: the theorem is about networks without.";
    if (broken !== null) return { status: "PRECONDITION_FAILED", reason: broken, numbers: {} };
    const found = classicalBound(network, data, from);
    const { value, half, equality, classical, terms, margin, leastUnits } = found;
    const numbers = {
      ...finiteOf({
        ...{ loss: value, halfTargets: half, equality, classical, terms, leastUnits },
        defect: Math.abs(value - equality) / half,
        excess: (value - classical) / half,
        termsDefect: Math.abs(value - terms) / half,
        stationarity: found.stationarity,
        margin: isEvery(margin) ? 1 : margin,
      }),
      units: found.units.map((units) => units.map((unit) => unit + 1)),
    };
    const outputs = data.targets[0]?.length ?? 0;
    return { ...(refusalOf(found, outputs) ?? { status: "MEASURED" }), numbers };
  },
};
