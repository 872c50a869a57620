/**
 * Over-parameterisation enters by the rank of J: at a stationary point rank J = m d_y means L = 0, and
 * a local minimum with L > 0 has rank J < m d_y.
 *
 * @source    spec kawaguchi2019-depth-width 2.7, a corollary of 2.1
 * @precision float64; the fixtures' weights, gradients and losses are exact in it
 * @random    data and starts of the searches, from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { overparamCheck } from "./overparam-check.ts";
import { OVERPARAM_CONTROLS } from "./overparam-controls.ts";
import { overparamProtocol } from "./overparam-protocol.ts";

export const dwOverparam = defineClaim({
  slug: "dw-overparam",
  title: "A local minimum with a loss has a Jacobian of less than full row rank",
  kind: "COROLLARY",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator:
      "abstract (no over-parameterisation needed); dw-overparam of docs/papers/kawaguchi2019-depth-width.md",
    version: "abstract and start of the introduction",
  },
  statement:
    "At a differentiable stationary point of the squared loss of a network with linear outputs, rank J = m d_y implies L = 0; so every local minimum with L > 0 has rank J < m d_y. In between L is the squared length of y in a space of dimension m d_y - rank J.",
  formula:
    "\\nabla L(\\theta) = 0,\\ \\operatorname{rank} J(\\theta) = m d_y \\;\\Rightarrow\\; L(\\theta) = 0",
  provenance: [
    { of: "that the effect of over-parameterisation appears gradually", provenance: "READ" },
    { of: "this corollary and its proof", provenance: "DERIVED" },
    { of: "the instances", provenance: "DERIVED" },
  ],
  hypotheses: [
    { name: "squared loss", statement: "L = 1/2 ||Yhat - Y||_F^2." },
    { name: "linear outputs", statement: "The output layer has no activation." },
    { name: "stationary", statement: "grad L = 0, L differentiable there." },
    { name: "enough parameters", statement: "P >= m d_y: else full rank is impossible." },
  ],
  protocol: overparamProtocol,
  check: overparamCheck,
  controls: OVERPARAM_CONTROLS,
  limits: [
    "Where P < m d_y the statement is empty: such networks, those of dw-deep-identity among them, do not count.",
    "One exact instance of each kind; searches over small tanh networks look for a counterexample.",
    "The spec's run of Adam on a ReLU network (rank 300 of 300, normalised loss 0.0019, not stationary) is not repeated: a raised weight of an exact fit shows the same.",
  ],
  deviations: ["Not a statement of the paper in this form: a corollary derived in the spec."],
});
