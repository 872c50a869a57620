/**
 * At every local minimum the model is best at every input separately.
 * Gamma_j(theta) = 0 for all j, and L(theta) = L_pw
 *
 * @source    derived in spec kawaguchi2020-elimination 2.3; a version for equal labels is recalled
 * @precision float64: minima are accepted by stationarity, curvature and a descent search
 * @random    starts and directions from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { NO_GROUP_GRADIENT, pointwiseCheck, SMALL_GAP } from "./global-check.ts";
import { pointwiseProtocol, SEARCHED, type GlobalThresholds } from "./global-protocol.ts";
import { refusedControls, violationControls } from "./minima-controls.ts";

/** At the upper well Gamma = 0: there the value alone is wrong. */
const BROKEN = [
  { violation: "non-convex loss", mustFail: SMALL_GAP },
  { violation: "linear neuron", mustFail: NO_GROUP_GRADIENT },
  { violation: "no neuron, F2", mustFail: NO_GROUP_GRADIENT },
  { violation: "no bias", mustFail: NO_GROUP_GRADIENT },
  { violation: "weight decay on b, lambda 1, mu 0.1", mustFail: NO_GROUP_GRADIENT },
  { violation: "weight decay on b, lambda 1, mu 1", mustFail: SMALL_GAP },
  { violation: "weight decay on b, lambda 0.1, mu 0.1", mustFail: NO_GROUP_GRADIENT },
];

export const elPointwise = defineClaim({
  slug: "el-pointwise",
  title: "At every local minimum the model is best at every input by itself",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-pointwise of docs/papers/kawaguchi2020-elimination.md: stronger form",
    version: "AISTATS 2020",
  },
  statement:
    "Under the hypotheses of el-global, at every local minimum (theta, a, b, W) of Lt every group gradient Gamma_j(theta), the mean of c_i over the samples of the distinct input x'_j, is zero, and L(theta) = L_pw, the sum over distinct inputs of the least loss that any value attains there.",
  formula:
    "\\Gamma_j(\\theta)=\\tfrac1m\\sum_{i\\in I_j}\\nabla_q\\ell_i(f(x'_j;\\theta))=0\\ \\forall j,\\qquad L(\\theta)=L_{pw}=\\sum_j\\inf_q\\tfrac1m\\sum_{i\\in I_j}\\ell_i(q)",
  provenance: [
    { of: "the version for equal labels at equal inputs", provenance: "RECALLED" },
    { of: "group gradients, L_pw, the proof by independent exponentials", provenance: "DERIVED" },
    { of: "bad minima of the controls", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "Every l_i is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "minimum", statement: "(theta, a, b, W) is a local minimum of Lt." },
  ],
  protocol: pointwiseProtocol,
  check: pointwiseCheck,
  controls: [
    ...violationControls<GlobalThresholds>(SEARCHED, BROKEN),
    ...refusedControls<GlobalThresholds>(SEARCHED),
  ],
  limits: [
    "T1 to T3 are a search: they accept points, they do not prove minima.",
    "Inputs are grouped by exact equality: near-duplicates are different inputs.",
  ],
  deviations: [
    "The paper was not read beyond its abstract: this stronger form is derived in the spec.",
  ],
});
