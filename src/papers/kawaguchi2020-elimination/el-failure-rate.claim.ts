/**
 * How the divergence looks: under gradient flow 4 lambda t a^2 -> 1 whatever the data, and fixed steps
 * hide it.
 *
 * @source    derived in spec kawaguchi2020-elimination 2.6; not in the paper
 * @precision float64, linearly implicit Euler with extrapolation, steps to 5e-7
 */
import { defineClaim } from "../../verification/index.ts";
import { rateCheck } from "./rate-check.ts";
import { RATE_CONTROLS } from "./rate-controls.ts";
import { rateFigures } from "./rate-figures.ts";
import { rateProtocol } from "./rate-protocol.ts";

export const elFailureRate = defineClaim({
  slug: "el-failure-rate",
  title: "Under gradient flow the diverging neuron shrinks as 4 lambda t a² → 1",
  kind: "FAILURE_MODE",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-failure-rate of docs/papers/kawaguchi2020-elimination.md: rate of divergence",
    version: "derived, not in the paper",
  },
  statement:
    "Under gradient flow on the objective b_k - a_k²/2 grows at the rate 2 lambda a_k² exactly; where theta, W and g converge with g_k not zero, 4 lambda t a_k(t)² tends to 1 and b_k to 1/2 ln(4 lambda alpha_k² t), whatever data, loss and alpha are. Gradient descent with a fixed step stalls near b = 1/2 ln(1 / step) and hides it.",
  formula:
    "\\frac{d}{dt}\\left(b_k-\\tfrac{a_k^2}{2}\\right)=2\\lambda a_k^2,\\qquad 4\\lambda t\\,a_k(t)^2\\to 1,\\qquad b_k(t)\\sim\\tfrac12\\ln(4\\lambda\\alpha_k^2t)",
  provenance: [
    { of: "invariant and asymptotic law", provenance: "DERIVED" },
    { of: "values of 4 lambda t a^2, the plateau of fixed steps", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "l is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "convergence", statement: "theta, W and g converge along the flow, g_k not to 0." },
  ],
  protocol: rateProtocol,
  check: rateCheck,
  controls: RATE_CONTROLS,
  figures: rateFigures,
  limits: [
    "Flows are followed to t = 10^6; the limit itself is derived, not measured.",
    "The invariant is measured against an integral by trapezoids and holds to the integrator's tolerance, 1e-3.",
    "That b stalls under fixed steps is observed on F3 for three steps; single values are chaotic, only their mean is claimed.",
  ],
  deviations: ["The paper is not known to state a rate: all of this claim is the spec's own."],
});
