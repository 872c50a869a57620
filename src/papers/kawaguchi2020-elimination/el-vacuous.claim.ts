/**
 * Where no parameters attain the pointwise infimum the modified objective has no local minimum at all.
 *
 * @source    derived in spec kawaguchi2020-elimination 2.7
 * @precision proofs by the labels and by monotonicity; searches and flows in float64
 * @random    starts from the seed
 */
import { defineClaim, type Arm, type ControlSpec } from "../../verification/index.ts";
import type { EliminationProblem } from "../../compute/measures/index.ts";
import { CONVEX } from "./minima-conditions.ts";
import { DOUBLE_WELL, SQUARED, tanhUnits } from "./minima-problems.ts";
import { F1_FIT_POSED, SOFT_POSED } from "./problems.ts";
import { LEAVES, NONE_FOUND, PROVED, vacuousCheck } from "./vacuous-check.ts";
import {
  caseArm,
  flowArm,
  flowName,
  ONE_HOT_TABLE,
  ONE_UNIT,
  vacuousProtocol,
  type VacuousThresholds,
} from "./vacuous-protocol.ts";

type VacuousControl = ControlSpec<Record<string, Arm>, VacuousThresholds>;

function control(
  name: string,
  because: string,
  [place, problem]: readonly [place: string, problem: EliminationProblem],
  mustFail: string,
): VacuousControl {
  return { name, because, mustFail, changes: () => ({ arms: { [place]: caseArm(problem) } }) };
}

const SOFT = [ONE_HOT_TABLE, SOFT_POSED.problem] as const;
const THREE = [ONE_UNIT, SQUARED] as const;
const SORTED: EliminationProblem = {
  ...{ ...SQUARED, model: tanhUnits(1) },
  targets: [[-1], [0], [1], [2], [2]],
};
const SOFT_BECAUSE =
  "Labels with weight in every class: the infimum is attained, and training finds it.";

export const elVacuous = defineClaim({
  slug: "el-vacuous",
  title: "Where the model cannot be best everywhere, the modified objective has no local minimum",
  kind: "COROLLARY",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-vacuous of docs/papers/kawaguchi2020-elimination.md: corollary",
    version: "AISTATS 2020",
  },
  statement:
    "If no theta attains L_pw, Lt has no local minimum, and el-global is true of nothing. So it is for cross entropy whenever some distinct input's labels do not cover every class, with any model (every ordinary classification task), and for squared loss with a model that cannot interpolate, such as v tanh(w x + b) on labels that rise and fall. Gradient flow on Lt from the best minimum of L then leaves it for a higher L, with a vanishing gradient.",
  formula:
    "L(\\theta)>L_{pw}\\ \\forall\\theta \\Rightarrow \\tilde L\\ \\text{has no local minimum}",
  provenance: [
    { of: "the corollary, the label test, the monotone argument", provenance: "DERIVED" },
    { of: "where the flows end", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "Every l_i is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "not attained", statement: "No theta attains L_pw, proved." },
  ],
  protocol: vacuousProtocol,
  check: vacuousCheck,
  controls: [
    control("soft labels", SOFT_BECAUSE, SOFT, PROVED),
    control("soft labels are fitted", SOFT_BECAUSE, SOFT, NONE_FOUND),
    control("three units", "They interpolate: nothing is proved.", THREE, PROVED),
    control("sorted labels", "They rise only, as the unit may.", [ONE_UNIT, SORTED], PROVED),
    {
      name: "flow from an exact fit",
      because: "Where L_pw is attained the flow has nowhere to go.",
      mustFail: LEAVES,
      changes: () => ({ arms: { [flowName(1)]: flowArm(F1_FIT_POSED, 1) } }),
    },
    control(
      "non-convex loss is refused",
      "The corollary needs the theorem, and that convexity.",
      [ONE_HOT_TABLE, DOUBLE_WELL.problem],
      CONVEX,
    ),
  ],
  limits: [
    "Two proofs are known to the program, by the labels and by a monotone model; where neither applies it is INCONCLUSIVE.",
    "That a search comes to no rest shows nothing by itself.",
  ],
  deviations: ["The paper was not read beyond its abstract: the corollary is derived in the spec."],
});
