/**
 * Where a group gradient does not vanish, no neuron parameters make a local minimum.
 * Gamma(theta) != 0  =>  (theta, a, b, W) is no local minimum of Lt, for any a, b, W
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS; derived in spec kawaguchi2020-elimination 2.4
 * @precision float64; decreases by a formula with an error bound, not by differences
 * @random    directions from the seed, purpose "statistics"
 */
import { defineClaim } from "../../verification/index.ts";
import { destroyedCheck } from "./destroyed-check.ts";
import { DESTROYED_CONTROLS } from "./destroyed-controls.ts";
import { destroyedFigures } from "./destroyed-figures.ts";
import { destroyedProtocol } from "./destroyed-protocol.ts";

export const elDestroyed = defineClaim({
  slug: "el-destroyed",
  title: "No bad local minimum of the loss survives the neuron",
  kind: "COROLLARY",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-destroyed of docs/papers/kawaguchi2020-elimination.md: corollary",
    version: "AISTATS 2020",
  },
  statement:
    "If some group gradient Gamma_j(theta) is not zero, in particular at every local minimum theta of L with L > L_pw, then no (a, b, W) makes (theta, a, b, W) a local minimum of the objective with one exponential neuron for each output: in every ball around (theta, 0, b, W) moving one a_k after (b_k, w_k) lowers it.",
  formula:
    "\\Gamma(\\theta)\\ne 0,\\ \\varepsilon>0 \\Rightarrow \\exists\\,\\|\\delta\\|\\le\\varepsilon,\\,|a_k|\\le\\varepsilon:\\ S_k=\\tfrac1m\\sum_i c_{i,k}e^{(w_k+\\delta)^{T}x_i+b_k}\\ne 0,\\quad \\tilde L \\le L-\\frac{S_k^2}{4(\\lambda+\\frac{\\beta}{2}E_2)}",
  provenance: [
    { of: "that no bad local minimum is left (abstract)", provenance: "READ" },
    { of: "the corollary, its formula and proof", provenance: "DERIVED" },
    { of: "decreases and moments of F2 and F5", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "l is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "group gradient", statement: "Gamma_j(theta) != 0 for some distinct input j." },
  ],
  protocol: destroyedProtocol,
  check: destroyedCheck,
  controls: DESTROYED_CONTROLS,
  figures: destroyedFigures,
  limits: [
    "Decreases are certified at (b, W) = 0 and in balls of radius 1 to 0.001; that there is one in every smaller ball rests on the proof.",
    "That F2 and F5 have strict minima of L where they are measured is proved with intervals; at G1, soft labels and the dead unit only the group gradient is asked for.",
    "Where S is nothing but rounding a decrease would have to come from the moments; no point of this protocol needs it.",
  ],
  deviations: [
    "The body of the paper was not read: the corollary is derived in the spec from the theorem on local minima.",
  ],
});
