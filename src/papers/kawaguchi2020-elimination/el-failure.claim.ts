/**
 * The failure mode: at a theta with a group gradient the neuron's infimum is below L and never
 * attained; every minimising sequence diverges.
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS (existence); exact form in spec
 *            kawaguchi2020-elimination 2.5
 * @precision float64 against the closed form C + lambda alpha^2 e^-2b
 * @random    places (a, b, W) from the seed, purpose "statistics"
 */
import { defineClaim } from "../../verification/index.ts";
import { failureCheck } from "./failure-check.ts";
import { FAILURE_CONTROLS } from "./failure-controls.ts";
import { failureProtocol } from "./failure-protocol.ts";

export const elFailure = defineClaim({
  slug: "el-failure",
  title: "At a bad theta the neuron diverges: its infimum is below the loss and not attained",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-failure of docs/papers/kawaguchi2020-elimination.md: failure mode",
    version: "AISTATS 2020",
  },
  statement:
    "Let theta have a group gradient that is not zero. Then the objective as a function of (a, b, W) has no local minimum, its infimum is below L(theta) and not attained, and along every minimising sequence the norm of (a, b, W) tends to infinity; with alpha = a e^b held it is C + lambda alpha^2 e^{-2b}, strictly decreasing in b.",
  formula:
    "\\tilde L(\\theta,\\alpha e^{-s},s,W)=C+\\lambda\\|\\alpha\\|^2e^{-2s},\\qquad \\inf_{a,b,W}\\tilde L(\\theta,\\cdot)<L(\\theta)\\ \\text{is not attained}",
  provenance: [
    { of: "that there is a failure mode, and a theorem on it (abstract)", provenance: "READ" },
    {
      of: "theta suboptimal while (a, b, W) diverges, as quoted by others",
      provenance: "SECONDARY",
    },
    { of: "the exact form and its proof", provenance: "DERIVED" },
    { of: "alpha and C of F2", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "l is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "group gradient", statement: "Gamma_j(theta) != 0 for some distinct input j." },
  ],
  protocol: failureProtocol,
  check: failureCheck,
  controls: FAILURE_CONTROLS,
  limits: [
    "Computed for squared loss, along b with the best alpha for one W; that every minimising sequence diverges rests on the proof.",
    "That no (a, b, W) is a local minimum is seen at random places only, each with its certified decrease.",
    "From b of about 18 on, with C > 0, the last term is lost in float64: the sequence ends at 15.",
  ],
  deviations: [
    "The body of the paper was not read; the theorem's exact hypotheses and form are the spec's, for fixed theta.",
  ],
});
