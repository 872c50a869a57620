/**
 * Examples of the failure mode: one sample, a cubic of one parameter, a dead ReLU unit.
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS (one sample); derived and measured in spec
 *            kawaguchi2020-elimination 2.8
 * @precision float64; flows to the tolerance of their integrator
 * @random    starts of the basins from the seed, purpose "initialization"
 */
import { defineClaim } from "../../verification/index.ts";
import { examplesCheck } from "./examples-check.ts";
import { EXAMPLES_CONTROLS } from "./examples-controls.ts";
import { examplesFigures } from "./examples-figures.ts";
import { examplesProtocol } from "./examples-protocol.ts";

export const elExamples = defineClaim({
  slug: "el-examples",
  title: "Examples of the failure mode: one sample, a cubic, a dead unit",
  kind: "FAILURE_MODE",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator:
      "el-examples of docs/papers/kawaguchi2020-elimination.md: examples of the failure mode",
    version: "AISTATS 2020",
  },
  statement:
    "One sample with f = y - 1: the objective at (theta, e^{-s}, s, 0) is lambda e^{-2s}, as small as one likes while L = 1, and 0 is not attained. For f = theta³ - 3 theta and y = 3 gradient flow from theta_0 < 1 goes to the bad minimum theta = -1 while b grows without end, from theta_0 > 1 to the global one with the neuron gone: the neuron turns the bad basin into a diverging one and moves no start to another. A dead ReLU unit never moves, and the neuron diverges in its place.",
  formula:
    "\\tilde L(\\theta,e^{-s},s,0)=\\lambda e^{-2s};\\qquad \\theta_0<1:\\ \\theta\\to-1,\\ b\\to\\infty;\\qquad \\theta_0>1:\\ \\theta\\to 2.1038,\\ a\\to 0",
  provenance: [
    { of: "the example of one sample", provenance: "RECALLED" },
    { of: "the invariance of theta = 1, the cubic and the dead unit", provenance: "DERIVED" },
    { of: "where flows end, counts of basins", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "l is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
  ],
  protocol: examplesProtocol,
  check: examplesCheck,
  controls: EXAMPLES_CONTROLS,
  figures: examplesFigures,
  limits: [
    "Flows are followed to t = 10^4: b has grown to 5.3 there, and by the law of el-failure-rate it goes on.",
    "Basins are counted for random starts of one model, 40 at quick and 200 for each of two seeds at standard; that no start changes sides is a fact of this model, not of the theorem.",
    "The paper has further examples; their text was not available.",
  ],
  deviations: [
    "The body of the paper was not read; only the example of one sample is recalled from it.",
  ],
});
