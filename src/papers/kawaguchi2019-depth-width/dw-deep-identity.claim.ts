/**
 * The value of a stationary point of a deep network with squared loss is that of a linear least
 * squares problem in its gradients: L(theta) = 1/2 ||PN[J(theta)] y||^2.
 *
 * @source    Kawaguchi, Huang, Kaelbling 2019; spec kawaguchi2019-depth-width 2.1
 * @precision float64 with the bound 1/2 ||g||^2 / sigma_rank^2 of each point
 * @random    weights and targets of the gradient's check, data and starts of searches, from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { identityCheck } from "./identity-check.ts";
import { IDENTITY_CONTROLS } from "./identity-controls.ts";
import { identityFigures } from "./identity-figures.ts";
import { identityProtocol } from "./identity-protocol.ts";

export const dwDeepIdentity = defineClaim({
  slug: "dw-deep-identity",
  title: "The loss at a stationary point is a least squares value in the gradient basis",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator:
      "abstract; dw-deep-identity of docs/papers/kawaguchi2019-depth-width.md (statement from memory, compare with the PDF)",
    version: "abstract and start of the introduction",
  },
  statement:
    "At every differentiable local minimum, and at every differentiable stationary point, of the squared loss of a deep network with linear output layer, L = 1/2 ||PN[J] y||^2: the global minimum of min_c 1/2 ||J c - y||^2, J the Jacobian of the outputs. At any point 0 <= L - 1/2 ||PN[J] y||^2 <= 1/2 ||grad L||^2 / sigma^2, sigma the least nonzero singular value of J.",
  formula:
    "L(\\theta) = \\tfrac12 \\lVert P_N[J(\\theta)] y \\rVert^2,\\quad 0 \\le L - \\tfrac12 \\lVert P_N[J] y \\rVert^2 \\le \\frac{\\lVert \\nabla L \\rVert^2}{2 \\sigma_{\\min+}(J)^2}",
  provenance: [
    { of: "that more layers and units lower the value, in the abstract", provenance: "READ" },
    { of: "shape of the theorem", provenance: "RECALLED" },
    { of: "this form, its proof and its bound off stationary points", provenance: "DERIVED" },
    { of: "golden values of the fixtures", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "squared loss", statement: "L = 1/2 ||Yhat - Y||_F^2." },
    { name: "linear outputs", statement: "The output layer has no activation." },
    { name: "differentiable", statement: "No argument of a ReLU is 0 on a sample." },
    { name: "stationary", statement: "grad L = 0." },
  ],
  protocol: identityProtocol,
  check: identityCheck,
  controls: IDENTITY_CONTROLS,
  figures: identityFigures,
  limits: [
    "The theorem is proved; the points test that its computation is right and that it fails off stationary points.",
    "Searched minima are small: at most 33 parameters, tanh, data of a teacher with noise 0.1.",
    "The minima of F2 and F5 are proven in intervals and leave certificates; that other points are local minima is evidence in float64 (second derivatives, or the cell of a ReLU network).",
  ],
  deviations: [
    "The body of the paper was not read: the statement is recalled, its form derived and proved in the spec.",
    "The paper speaks of local minima; stationary points are enough, and are what is tested.",
  ],
});
