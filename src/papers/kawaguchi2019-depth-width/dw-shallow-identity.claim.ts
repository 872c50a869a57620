/**
 * One hidden layer, one output: at every local minimum the loss is a projection that does not know v.
 * L = 1/2 ||PN[Dbar] y||^2, Dbar = [sigma(X w_1), Lambda_1 X, ..., sigma(X w_d), Lambda_d X]
 *
 * @source    Kawaguchi, Huang, Kaelbling 2019; spec kawaguchi2019-depth-width, 2.3
 * @precision exact rationals; float32 only in the descent of two controls
 * @random    drawn data from the seed, purpose "data"
 */
import { defineClaim } from "../../verification/index.ts";
import { cellsFigure } from "./shallow-figures.ts";
import { shallowIdentityCheck } from "./shallow-identity-check.ts";
import { SHALLOW_IDENTITY_CONTROLS } from "./shallow-identity-controls.ts";
import { ONE_UNIT, shallowIdentityProtocol } from "./shallow-identity-protocol.ts";

export const dwShallowIdentity = defineClaim({
  slug: "dw-shallow-identity",
  title: "One hidden layer: the loss at every local minimum is a projection without output weights",
  kind: "PROPOSITION",
  evidenceKind: "EXACT",
  source: {
    locator: "dw-shallow-identity of docs/papers/kawaguchi2019-depth-width.md",
    version: "arXiv v4",
  },
  statement:
    "A network with one hidden layer and one linear output has, at every local minimum of the squared error at which all slopes exist, the loss 1/2 ||PN[Dbar] y||^2, where Dbar holds sigma(X w_k) and Lambda_k X of every unit k, whatever its output weight, also 0. For ReLU off the kinks the converse holds, too: a point is a local minimum exactly where Dbar^T r = 0.",
  formula:
    "L = \\tfrac12 \\lVert P_N[\\bar D]\\, y \\rVert^2,\\quad \\bar D = [\\sigma(Xw_1), \\Lambda_1 X, \\dots, \\sigma(Xw_d), \\Lambda_d X]",
  provenance: [
    { of: "the proposition for ReLU", provenance: "RECALLED" },
    { of: "its form for any activation, the converse, the proofs", provenance: "DERIVED" },
    { of: "all values of F1 with one and two units", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "squared error", statement: "L = 1/2 ||yhat - y||^2, one linear output." },
    { name: "local minimum", statement: "Stationarity is not enough where a v_k is 0." },
    { name: "slopes exist", statement: "No pre-activation is on a kink (for ReLU: none is 0)." },
  ],
  protocol: shallowIdentityProtocol,
  check: shallowIdentityCheck,
  controls: SHALLOW_IDENTITY_CONTROLS,
  figures: (results) =>
    cellsFigure(results, ONE_UNIT, {
      name: "loss-over-cells",
      title: "F1, one ReLU unit: least squares value of each activation cell, and the five minima",
    }),
  limits: [
    "Minima on kinks are not enumerated; the proposition says nothing of them.",
    "Small data: at most 10 samples of two inputs and three units.",
    "One minimum is examined for each multiset of activation cells: all minima of one multiset have one loss.",
  ],
  deviations: [
    "The body of the paper was not read: the statement is recalled, compare it with the PDF.",
    "Whether the paper states it for activations other than ReLU is not known here; ReLU alone is verified.",
  ],
});
