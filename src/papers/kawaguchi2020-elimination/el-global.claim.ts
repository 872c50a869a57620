/**
 * With the neurons added, every local minimum solves the original problem globally.
 * (theta, a, b, W) local minimum of Lt  =>  L(theta) = min L
 *
 * @source    Kawaguchi and Kaelbling 2020, AISTATS; proof in spec kawaguchi2020-elimination 2.2
 * @precision float64: minima are accepted by stationarity, curvature and a descent search
 * @random    starts and directions from the seed
 */
import { defineClaim } from "../../verification/index.ts";
import { globalCheck, NONE_BAD } from "./global-check.ts";
import { globalFigures } from "./global-figures.ts";
import { globalProtocol, SEARCHED, type GlobalThresholds } from "./global-protocol.ts";
import { refusedControls, violationControls } from "./minima-controls.ts";

/** Each with one bad minimum; el-global's self-test has all of them. */
const BROKEN = [
  "non-convex loss",
  "linear neuron",
  "no neuron, F1",
  "no neuron, F2",
  "no neuron, F5",
  "no bias",
  "weight decay on b, lambda 1, mu 0.1",
].map((violation) => ({ violation, mustFail: NONE_BAD, golden: 1n }));

export const elGlobal = defineClaim({
  slug: "el-global",
  title: "With one exponential neuron for each output, every local minimum is global",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-global of docs/papers/kawaguchi2020-elimination.md: theorem, global optimality",
    version: "AISTATS 2020",
  },
  statement:
    "Let every l_i be convex and differentiable in the outputs, lambda > 0, and f(x; theta) any network. If (theta, a, b, W) is a local minimum of Lt = (1/m) sum l_i(f + g) + lambda ||a||^2 with g_k(x) = a_k exp(w_k . x + b_k), then theta is a global minimum of L = (1/m) sum l_i(f).",
  formula: "(\\theta,a,b,W)\\ \\text{local minimum of}\\ \\tilde L \\Rightarrow L(\\theta)=\\min L",
  provenance: [
    { of: "that every local minimum is global, for any network (abstract)", provenance: "READ" },
    { of: "form of the neuron and of the objective", provenance: "SECONDARY" },
    { of: "hypotheses on the loss", provenance: "RECALLED" },
    { of: "proof, through the pointwise infimum L_pw", provenance: "DERIVED" },
    { of: "bad minima of the controls", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "Every l_i is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "minimum", statement: "(theta, a, b, W) is a local minimum of Lt." },
  ],
  protocol: globalProtocol,
  check: globalCheck,
  controls: [
    ...violationControls<GlobalThresholds>(SEARCHED, BROKEN),
    ...refusedControls<GlobalThresholds>(SEARCHED),
  ],
  figures: globalFigures,
  limits: [
    "T1 to T3 are a search: they accept points, they do not prove minima. No bad one among n accepted bounds the share of bad minima by 3/n with 95 % confidence, of those that these starts find.",
    "Where the pointwise infimum is not attained by the model the objective has no local minimum, and the theorem is empty: el-vacuous.",
    "Nothing is said of how often training finds a local minimum: many runs diverge.",
  ],
  deviations: [
    "The body of the paper was not read: the theorem is taken from the abstract, its hypotheses from memory and a secondary source, the proof is our own.",
    "Checked through L_pw, the least loss of any function: the proof shows L(theta) = L_pw, which is more.",
  ],
});
