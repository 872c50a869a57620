/**
 * Each unit, layer by layer, takes a non-negative term off the loss of a stationary point:
 * L = 1/2 ||Y||^2 - sum_q T_q, T_q = 1/2 ||P[N_q B_q] y||^2.
 *
 * @source    Kawaguchi, Huang, Kaelbling 2019; spec kawaguchi2019-depth-width 2.2
 * @precision float64; sums by Gram-Schmidt twice against a projection by singular values
 * @random    orders of the blocks, data and starts of searches, from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { blocksCheck } from "./blocks-check.ts";
import { BLOCKS_CONTROLS } from "./blocks-controls.ts";
import { blocksFigures } from "./blocks-figures.ts";
import { blocksProtocol } from "./blocks-protocol.ts";

export const dwBlocks = defineClaim({
  slug: "dw-blocks",
  title: "Every unit and layer takes a non-negative term off the loss at a stationary point",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator:
      "abstract; dw-blocks of docs/papers/kawaguchi2019-depth-width.md (form and order from memory, compare with the PDF)",
    version: "abstract and start of the introduction",
  },
  statement:
    "With the blocks B_q of J ordered by layers and units, and N_q the projection on what the blocks before B_q leave, T_q = 1/2 ||P[N_q B_q] y||^2 is not negative, the T_q add up to 1/2 ||P[J] y||^2 in any order, and at a stationary point L = 1/2 ||Y||^2 - sum_q T_q.",
  formula:
    "L(\\theta) = \\tfrac12 \\lVert Y \\rVert_F^2 - \\sum_{l=1}^{H+1} \\sum_{k=1}^{d_l} \\tfrac12 \\lVert P[N^{(l)}_k D^{(l)}_k] y \\rVert^2",
  provenance: [
    { of: "that more layers and units lower the value, in the abstract", provenance: "READ" },
    { of: "form of the terms and their order", provenance: "RECALLED" },
    { of: "this form, and how the terms depend on the order", provenance: "DERIVED" },
    { of: "golden values of the fixtures", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "squared loss", statement: "L = 1/2 ||Yhat - Y||_F^2." },
    { name: "linear outputs", statement: "The output layer has no activation." },
    { name: "differentiable", statement: "No argument of a ReLU is 0 on a sample." },
    { name: "stationary", statement: "grad L = 0; for the value alone." },
  ],
  protocol: blocksProtocol,
  check: blocksCheck,
  controls: BLOCKS_CONTROLS,
  figures: blocksFigures,
  limits: [
    "That more units and layers lower the loss is no theorem across networks: the terms depend on theta.",
    "The terms depend on the order: with the outputs first all others are 0 at a stationary point.",
    "Searched minima are small: at most 33 parameters, tanh, data of a teacher with noise 0.1.",
  ],
  deviations: [
    "The body of the paper was not read: form and order of the terms are recalled, the statement derived in the spec.",
  ],
});
