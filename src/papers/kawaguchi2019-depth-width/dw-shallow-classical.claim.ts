/**
 * One hidden layer, one output: a local minimum is no worse than the classical model of its own cells.
 * L <= min_c 1/2 ||[Lambda_k X]_(k in K) c - y||^2 for every set K of units
 *
 * @source    spec kawaguchi2019-depth-width, 2.4 (a corollary of its 2.3)
 * @precision exact rationals
 * @random    drawn data from the seed, purpose "data"
 */
import { doubleOf, parseRational } from "../../domain/rational.ts";
import { defineClaim } from "../../verification/index.ts";
import { cellsFigure } from "./shallow-figures.ts";
import { shallowClassicalCheck } from "./shallow-classical-check.ts";
import { SHALLOW_CLASSICAL_CONTROLS } from "./shallow-classical-controls.ts";
import { S1_UNIT, shallowClassicalProtocol } from "./shallow-classical-protocol.ts";

export const dwShallowClassical = defineClaim({
  slug: "dw-shallow-classical",
  title: "One hidden layer: a minimum with a fully active unit is no worse than linear regression",
  kind: "COROLLARY",
  evidenceKind: "EXACT",
  source: {
    locator: "dw-shallow-classical of docs/papers/kawaguchi2019-depth-width.md",
    version: "arXiv v4",
  },
  statement:
    "At a differentiable local minimum of the squared error of a network with one hidden layer and one output, the loss is at most the least squares value of [Lambda_k X], k in K, for every set K of its units; if one unit is active on all samples, it is at most that of linear regression on X.",
  formula: "L \\le \\min_c \\tfrac12 \\lVert [\\Lambda_k X]_{k \\in K}\\, c - y \\rVert^2",
  provenance: [
    { of: "the corollary and its proof from dw-shallow-identity", provenance: "DERIVED" },
    { of: "all values of S1 with one unit and of F1 with two", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "local minimum", statement: "Off the kinks: Dbar^T r = 0." },
    { name: "structure", statement: "For linear regression: a unit with Lambda_k = I." },
  ],
  protocol: shallowClassicalProtocol,
  check: shallowClassicalCheck,
  controls: SHALLOW_CLASSICAL_CONTROLS,
  figures: (results, { regression }) =>
    cellsFigure(results, S1_UNIT, {
      name: "loss-over-cells",
      title: `S1, one ReLU unit: values of cells and minima; dashed: linear regression, ${regression}`,
      bound: doubleOf(parseRational(regression)),
    }),
  limits: [
    "Small data: at most 10 samples of two inputs and three units; ReLU alone.",
    "Drawn data rarely have minima with a fully active unit; S1 and F1 always do.",
  ],
  deviations: ["Derived here from dw-shallow-identity; the body of the paper was not read."],
});
