/**
 * The neurons vanish at every local minimum of the modified objective.
 * 2 lambda a_k^2 = a_k dLt/da_k - dLt/db_k everywhere, so a = 0, g = 0, Lt = L where it is stationary
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS; identity in spec kawaguchi2020-elimination 2.1
 * @precision float64 and float32; the identity to rounding
 * @random    points, starts and directions from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { vanishCheck } from "./vanish-check.ts";
import { VANISH_CONTROLS } from "./vanish-controls.ts";
import { vanishProtocol } from "./vanish-protocol.ts";

export const elVanish = defineClaim({
  slug: "el-vanish",
  title: "The added neurons contribute nothing at any local minimum",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-vanish of docs/papers/kawaguchi2020-elimination.md: theorem, neurons vanish",
    version: "AISTATS 2020",
  },
  statement:
    "With lambda > 0, at every local minimum of Lt, and at every point that is stationary in (a, b), a = 0: hence g = 0, f + g = f for all x, and Lt = L(theta). At every point, 2 lambda a_k^2 = a_k dLt/da_k - dLt/db_k.",
  formula:
    "2\\lambda a_k^2 = a_k\\,\\partial_{a_k}\\tilde L - \\partial_{b_k}\\tilde L \\quad\\forall k",
  provenance: [
    { of: "that the added units contribute nothing (abstract)", provenance: "READ" },
    { of: "form of the neuron and of the objective", provenance: "SECONDARY" },
    { of: "the identity at every point, and its quantitative form", provenance: "DERIVED" },
    { of: "golden point, minima of the controls", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "Every l_i is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "minimum", statement: "Lt is stationary in (a, b)." },
  ],
  protocol: vanishProtocol,
  check: vanishCheck,
  controls: VANISH_CONTROLS,
  limits: [
    "A small |a_k| alone shows nothing, since e^E may be huge: g and Lt - L decide.",
    "The bound of |a_k| follows from the gradient alone: it guards the instrument, it has no power.",
    "Float32 is doubles rounded after every operation, not a GPU.",
  ],
  deviations: [
    "The body of the paper was not read: the words are those of the abstract, the identity is derived.",
    "For this part convexity is not needed; the protocol has convex losses alone.",
  ],
});
