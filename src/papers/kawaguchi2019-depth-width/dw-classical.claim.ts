/**
 * Deep networks with locally linear units to the end: no local minimum is worse than the classical model.
 * L = 1/2 ||PN[B_S] Y||^2 <= 1/2 ||PN[Phi^(t)] Y||^2, B_S = [Phi^(t), Phi^(t+1)_(S^c), ..., Phi^(H)_(S^c)]
 *
 * @source    Kawaguchi, Huang, Kaelbling 2019; spec kawaguchi2019-depth-width, 2.5
 * @precision float64
 * @random    data, features and starts from the seed: "data", "initialization", "noise"
 */
import { defineClaim } from "../../verification/index.ts";
import { classicalCheck } from "./classical-check.ts";
import { CLASSICAL_CONTROLS } from "./classical-controls.ts";
import { classicalProtocol } from "./classical-protocol.ts";
import { classicalFigures } from "./tail-figures.ts";

export const dwClassical = defineClaim({
  slug: "dw-classical",
  title: "With locally linear units to the end, a minimum is no worse than the classical model",
  kind: "THEOREM",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "dw-classical of docs/papers/kawaguchi2019-depth-width.md",
    version: "arXiv v4",
  },
  statement:
    "Let each layer l from t+1 to H hold a set S of at least d_y units that are linear near the parameters and feed no unit outside of the next S. Then at every differentiable local minimum of the squared error the loss is (A) exactly 1/2 ||PN[B_S] Y||^2, (B) at most the optimum of the classical model with the fixed basis Phi^(t), and (C) that optimum less a term of at least 0 for each block of the Jacobian.",
  formula:
    "L = \\tfrac12\\lVert P_N[B_S] Y\\rVert_F^2 \\le \\tfrac12\\lVert P_N[\\Phi^{(t)}] Y\\rVert_F^2",
  provenance: [
    { of: "the structure, (B), (C)", provenance: "RECALLED" },
    { of: "the exact form of the structure, (A) and its proof", provenance: "DERIVED" },
    { of: "values for one unit, where (A) fails", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "(i)", statement: "Each S has at least d_y units." },
    { name: "(ii)", statement: "Units in S are linear on all samples, with a margin." },
    { name: "(iii)", statement: "No weight leads from S to a unit outside of the next S." },
    { name: "local minimum", statement: "In the weights A and C of S; a saddle is refused." },
  ],
  protocol: classicalProtocol,
  check: classicalCheck,
  controls: CLASSICAL_CONTROLS,
  figures: classicalFigures,
  limits: [
    "Equality (A) certifies a minimum over A and C: nothing is below it there. Whether the point is a minimum in the other weights, too, the theorem does not need.",
    "Two layers of linear units, 40 samples, two outputs, t = 0; the number of starts is in the evidence.",
    "Minima are shown by second derivatives in float64 or by (A) itself, and proven by neither: a value that is off is INCONCLUSIVE, never REFUTED.",
  ],
  deviations: [
    "The body of the paper was not read: the definition of the structure is recalled, compare it with the PDF.",
    "Features are drawn, not trained; in the ReLU network the units outside of S keep random weights.",
  ],
});
