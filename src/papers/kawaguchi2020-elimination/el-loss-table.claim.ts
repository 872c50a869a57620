/**
 * Which losses satisfy the hypotheses: squared, cross entropy with soft labels, polynomial hinge.
 *
 * @source    spec kawaguchi2020-elimination 2.10; the three usable losses from a secondary source
 * @precision float64
 * @random    pairs of points from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { LOSS_TABLE_CONTROLS, lossTableCheck, lossTableProtocol } from "./loss-table-check.ts";
import { lossTableFigures } from "./loss-table-figures.ts";

export const elLossTable = defineClaim({
  slug: "el-loss-table",
  title: "Which losses the theorems are about, and where they are empty",
  kind: "PROPOSITION",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-loss-table of docs/papers/kawaguchi2020-elimination.md: table of losses",
    version: "AISTATS 2020",
  },
  statement:
    "Squared loss, cross entropy with labels that have weight in every class at every distinct input, and polynomial hinge with p >= 2 are convex and differentiable and attain their infimum. Cross entropy and logistic loss with one-hot labels do not attain it: there the theorems are empty. Hinge with p = 1, absolute value, truncated, sigmoid and double-well losses lack a hypothesis.",
  formula:
    "\\ell\\ \\text{convex, differentiable};\\qquad \\exists q:\\ \\sum_{i\\in I_j}\\ell_i(q)=\\inf\\ \\text{for every } j",
  provenance: [
    { of: "squared, cross entropy and polynomial hinge as examples", provenance: "SECONDARY" },
    { of: "where the infimum is attained, and the other rows", provenance: "DERIVED" },
  ],
  hypotheses: [{ name: "labels", statement: "Labels are of the kind that the loss is about." }],
  protocol: lossTableProtocol,
  check: lossTableCheck,
  controls: LOSS_TABLE_CONTROLS,
  figures: lossTableFigures,
  limits: [
    "Convexity and differentiability are declared; samples can contradict them, never show them.",
    "Slopes are compared in the first output at the eighths from -3 to 3, where the kinks of these losses lie.",
  ],
  deviations: ["The paper's own list of losses was not read."],
});
