/**
 * Local minima of the modified objective exist just where the model attains the pointwise infimum.
 * Gamma_j(theta) = 0 for all j  =>  (theta, 0, b, W) is a global minimum of Lt for every (b, W)
 *
 * @source    derived in spec kawaguchi2020-elimination 2.3 (converse)
 * @precision float64
 * @random    places of the neurons, points and directions from the seed
 */
import { defineClaim, type Arm, type ControlSpec } from "../../verification/index.ts";
import {
  ALL_ACCEPTED,
  ATTAINS,
  existsCheck,
  NEVER_BELOW,
  NO_GROUP_GRADIENT,
} from "./exists-check.ts";
import {
  BETTER_F5,
  boundArm,
  boundName,
  DECAYED_F3,
  existsProtocol,
  FIT,
  placesArm,
  placesName,
  REWARDED_F3,
  UPPER_WELL,
  type ExistsThresholds,
} from "./exists-protocol.ts";
import { CONVEX, POSITIVE_LAMBDA, UNPENALISED } from "./minima-conditions.ts";
import type { Posed } from "./problems.ts";

type ExistsControl = ControlSpec<Record<string, Arm>, ExistsThresholds>;

function control(name: string, because: string, point: Posed, mustFail: string): ExistsControl {
  const arms = { [placesName(FIT)]: placesArm(point, 2), [boundName(FIT)]: boundArm(point, 10) };
  return { name, because, mustFail, changes: () => ({ arms }) };
}

const SUBOPTIMAL =
  "At the best minimum of F5 the group gradients do not vanish: nothing is attained.";
const WELL = "Gamma = 0 at the upper well, but the loss is not convex: stationary is not least.";
const DECAY = "With decay on b not every b is as good as any other.";

const REWARD = "A reward for a in place of the penalty: the objective goes below every L.";

export const elExists = defineClaim({
  slug: "el-exists",
  title: "The modified objective has local minima where the model attains the pointwise infimum",
  kind: "COROLLARY",
  evidenceKind: "DETERMINISTIC",
  source: {
    locator: "el-exists of docs/papers/kawaguchi2020-elimination.md: converse",
    version: "AISTATS 2020",
  },
  statement:
    "Under the hypotheses of el-global, if Gamma_j(theta) = 0 for every distinct input, then (theta, 0, b, W) is a global minimum of Lt for every (b, W). With el-pointwise: Lt has a local minimum if and only if some theta attains L_pw.",
  formula:
    "\\Gamma(\\theta)=0 \\Rightarrow \\tilde L(\\theta,0,b,W)=L_{pw}=\\min\\tilde L\\quad\\forall b,W",
  provenance: [
    { of: "the converse and its proof, Lt >= L_pw", provenance: "DERIVED" },
    { of: "points at which the group gradients vanish", provenance: "MEASURED" },
  ],
  hypotheses: [
    { name: "loss", statement: "Every l_i is convex and differentiable in the outputs." },
    { name: "regulariser", statement: "lambda ||a||^2 with lambda > 0, and no other penalty." },
    { name: "neuron", statement: "g_k(x) = a_k exp(w_k . x + b_k), one for each output." },
    { name: "group gradients", statement: "Gamma_j(theta) = 0 for every distinct input j." },
  ],
  protocol: existsProtocol,
  check: existsCheck,
  controls: [
    control("suboptimal theta", SUBOPTIMAL, BETTER_F5, ALL_ACCEPTED),
    control("suboptimal theta is refused", SUBOPTIMAL, BETTER_F5, NO_GROUP_GRADIENT),
    control("non-convex loss", WELL, UPPER_WELL, ATTAINS),
    control("non-convex loss is refused", WELL, UPPER_WELL, CONVEX),
    control("weight decay on b", DECAY, DECAYED_F3, ALL_ACCEPTED),
    control("weight decay on b is refused", DECAY, DECAYED_F3, UNPENALISED),
    control("lambda = -1", REWARD, REWARDED_F3, NEVER_BELOW),
    control("lambda = -1 is refused", REWARD, REWARDED_F3, POSITIVE_LAMBDA),
  ],
  limits: [
    "Random (b, W) and random points of all variables are tried; that Lt is nowhere below L_pw rests on the proof.",
    "The other direction of the equivalence is el-pointwise's.",
  ],
  deviations: ["The paper was not read beyond its abstract: the converse is derived in the spec."],
});
