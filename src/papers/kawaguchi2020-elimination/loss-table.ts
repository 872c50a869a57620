/** The rows of spec 2.10: which losses satisfy the hypotheses, with labels of one input. */
import type { EliminationLossSetting } from "../../compute/measures/index.ts";

export interface LossRow {
  readonly loss: EliminationLossSetting["loss"];
  readonly labels: EliminationLossSetting["labels"];
  readonly convex: boolean;
  readonly differentiable: boolean;
  /** Whether some value attains the infimum for these labels; null: the theorem does not ask. */
  readonly attained: boolean | null;
  readonly standing: "usable" | "vacuous" | "hypothesisNotMet";
}

const HOT = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const USABLE = {
  ...({ convex: true, differentiable: true, attained: true, standing: "usable" } as const),
};
const VACUOUS = { ...USABLE, attained: false, standing: "vacuous" } as const;
const NOT_MET = { attained: null, standing: "hypothesisNotMet" } as const;

export const SQUARED = "squared";
export const SOFT = "cross entropy, soft labels";
export const ONE_HOT = "cross entropy, one-hot";
export const HINGE = "hinge, p = 2";
export const TRUNCATED = "truncated square";

export const LOSS_TABLE: Readonly<Record<string, LossRow>> = {
  [SQUARED]: { ...USABLE, loss: { kind: "squared" }, labels: [[1], [-2]] },
  [SOFT]: { ...USABLE, loss: { kind: "cross-entropy" }, labels: [[0.7, 0.2, 0.1]] },
  "cross entropy, one-hot labels of every class": {
    ...{ ...USABLE, loss: { kind: "cross-entropy" }, labels: HOT },
  },
  [ONE_HOT]: { ...VACUOUS, loss: { kind: "cross-entropy" }, labels: HOT.slice(0, 2) },
  "logistic, label 1": { ...VACUOUS, loss: { kind: "logistic" }, labels: [[1]] },
  "logistic, labels 0 and 1": { ...USABLE, loss: { kind: "logistic" }, labels: [[0], [1]] },
  [HINGE]: { ...USABLE, loss: { kind: "hinge", power: 2 }, labels: [[1], [-1]] },
  "hinge, p = 3": { ...USABLE, loss: { kind: "hinge", power: 3 }, labels: [[1], [-1]] },
  "hinge, p = 1": {
    ...{ ...NOT_MET, loss: { kind: "hinge", power: 1 }, labels: [[1]] },
    ...{ convex: true, differentiable: false },
  },
  "absolute value": {
    ...{ ...NOT_MET, loss: { kind: "absolute" }, labels: [[1]] },
    ...{ convex: true, differentiable: false },
  },
  [TRUNCATED]: {
    ...{ ...NOT_MET, loss: { kind: "truncated" }, labels: [[0]] },
    ...{ convex: false, differentiable: false },
  },
  sigmoid: {
    ...{ ...NOT_MET, loss: { kind: "sigmoid" }, labels: [[1]] },
    ...{ convex: false, differentiable: true },
  },
  "double well": {
    ...{ ...NOT_MET, loss: { kind: "double-well", tilt: 0.25 }, labels: [[0]] },
    ...{ convex: false, differentiable: true },
  },
};
