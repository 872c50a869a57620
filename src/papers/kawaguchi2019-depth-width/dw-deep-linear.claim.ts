/**
 * Deep linear networks without a bottleneck: every local minimum is a global one.
 * L = 1/2 ||PN[X] Y||_F^2
 *
 * @source    spec kawaguchi2019-depth-width, 2.6 (a corollary of its 2.5)
 * @precision float64
 * @random    data and starts from the seed: "data", "initialization", "noise"
 */
import { defineClaim } from "../../verification/index.ts";
import {
  deepLinearCheck,
  deepLinearProtocol,
  DEEP_LINEAR_CONTROLS,
} from "./deep-linear-protocol.ts";

export const dwDeepLinear = defineClaim({
  slug: "dw-deep-linear",
  title:
    "Deep linear networks at least as wide as their outputs: every minimum is linear regression",
  kind: "COROLLARY",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "dw-deep-linear of docs/papers/kawaguchi2019-depth-width.md",
    version: "arXiv v4",
  },
  statement:
    "With the identity as activation and all widths at least d_y, every local minimum of the squared error has the loss 1/2 ||PN[X] Y||^2 of linear regression, the global minimum.",
  formula: "L = \\tfrac12\\lVert P_N[X] Y\\rVert_F^2",
  provenance: [
    { of: "that the paper has such a corollary", provenance: "RECALLED" },
    { of: "this form, from dw-classical with t = 0 and S all units", provenance: "DERIVED" },
  ],
  hypotheses: [
    { name: "linear", statement: "Identity activation in every layer." },
    { name: "width", statement: "Every hidden layer has at least d_y units." },
    { name: "local minimum", statement: "Stationary, and not refuted as a minimum." },
  ],
  protocol: deepLinearProtocol,
  check: deepLinearCheck,
  controls: DEEP_LINEAR_CONTROLS,
  limits: [
    "Two and three hidden layers, four inputs, two outputs, 40 samples, 20 starts.",
    "Equality with the global minimum certifies each end; saddles were not met from random starts.",
  ],
  deviations: ["Derived here from dw-classical; the body of the paper was not read."],
});
