/** Negative controls of dw-deep-identity: those of the spec's 2.1, and the cases of bad input. */
import { certifiedMinimum, minimumQuality } from "../../compute/measures/index.ts";
import { arm, type Arm, type ControlSpec } from "../../verification/index.ts";
import {
  F1_DATA,
  F1_ON_KINK,
  F2_BAD,
  F2_BETTER,
  F2_DATA,
  F2_NOT_CRITICAL,
  F2_SATURATED,
  F3_DATA,
  F3_NETWORK,
  reluUnits,
  tanhUnit,
} from "./fixtures.ts";
import { goldenName } from "./float-results.ts";
import { IDENTITY_NAMES } from "./identity-check.ts";
import { GRADIENTS, LAST_LAYER_OPTIMAL, type IdentityThresholds } from "./identity-protocol.ts";
import { CERTIFIED, POINT_NAMES } from "./point-conditions.ts";
import { WORSE } from "./points.ts";
import { PROVEN_WORSE, provenName } from "./proven-minima.ts";

type IdentityControl = ControlSpec<Record<string, Arm>, IdentityThresholds>;
type Setting = Parameters<typeof minimumQuality.run>[0];

/** Another point in place of an arm's: it has other golden values, all other conditions stay. */
function control(
  name: string,
  because: string,
  mustFail: string,
  [place, setting, seed = 0]: readonly [string, Partial<Setting>, number?],
): IdentityControl {
  const changed = { network: F2_BAD.network, data: F2_DATA, ...setting };
  const arms = { [place]: arm(minimumQuality, changed, { seeds: [seed] }) };
  return {
    ...{ name, because, mustFail },
    changes: ({ thresholds }) => {
      const { [place]: own, ...golden } = thresholds.golden;
      return mustFail.startsWith("golden")
        ? { arms }
        : { arms, thresholds: { ...thresholds, golden } };
    },
  };
}

/** Refused by its hypothesis, and false in its conclusion: each for itself. */
function bothWays(name: string, because: string, setting: Partial<Setting>, seed = 0) {
  return [
    control(`${name}: refused`, because, POINT_NAMES.stationary(WORSE), [WORSE, setting, seed]),
    control(`${name}: no identity`, because, IDENTITY_NAMES.value(WORSE), [WORSE, setting, seed]),
  ];
}

const [FIRST, SECOND, THIRD] = F2_NOT_CRITICAL;
const OFF = "Off stationary points L is above the projection's value by half of ||P[J] r||^2.";

/** Another point, or another box, in place of a minimum that is proven. */
function unproven(
  name: string,
  because: string,
  setting: Parameters<typeof certifiedMinimum.run>[0],
): IdentityControl {
  const arms = { [PROVEN_WORSE]: arm(certifiedMinimum, setting, { seeds: [0] }) };
  return { name, because, mustFail: provenName(PROVEN_WORSE), changes: () => ({ arms }) };
}

/** The identity holds at it, and it is no minimum: alone it makes the claim one about nothing. */
function noInstance(name: string, because: string, setting: Setting): IdentityControl {
  return {
    ...{ name, because, mustFail: CERTIFIED, golden: 0n },
    changes: ({ thresholds }) => {
      const { [WORSE]: own, ...golden } = thresholds.golden;
      return {
        arms: { [WORSE]: arm(minimumQuality, setting, { seeds: [0] }) },
        thresholds: { ...thresholds, minima: [WORSE], searches: [], golden },
      };
    },
  };
}

/** Half a minimum each: two units whose input weights differ by this part. */
function nearlyEqual(apart: number): Setting["network"] {
  const [w, b] = [1.6144927447798223, 0.875835112049511];
  const inputs = [
    [w, w * (1 + apart)],
    [b, b],
  ];
  return { activation: "tanh", weights: [inputs, [[0.69297535391], [0.692975353912]]] };
}

export const IDENTITY_CONTROLS: readonly IdentityControl[] = [
  unproven("a box that is too large", "Krawczyk's image leaves the box of radius 3e-3.", {
    ...{ network: F2_BAD.network, data: F2_DATA, radii: [3e-3] },
  }),
  unproven(
    "a box on which the Hessian may be indefinite",
    "At the better minimum Krawczyk's image stays in the box of radius 3e-6; the curvature is not proven.",
    { network: F2_BETTER.network, data: F2_DATA, radii: [3e-6] },
  ),
  unproven(
    "a box beside the minimum",
    "The point is 1e-11 off, near enough for every test in float64; the box of radius 1e-12 holds none.",
    {
      network: tanhUnit(1.3859507078318731, 1.6144927447798223, 0.875835112049511),
      ...{ data: F2_DATA, radii: [1e-12] },
    },
  ),
  unproven(
    "a saddle in place of a minimum",
    "At v = 0 the gradient is 0; an eigenvalue is -0.2473.",
    {
      ...{ network: reluUnits([0, -1, 12]), data: F1_DATA },
    },
  ),
  noInstance("saddles alone: v = 0", "The identity holds there; an eigenvalue is -0.2473.", {
    network: reluUnits([0, -1, 12]),
    data: F1_DATA,
  }),
  noInstance(
    "saddles alone: a Hessian of zeros",
    "1/2 (w_1 w_2 w_3 - 1)^2 at 0: the identity holds with rank 0.",
    {
      network: { activation: "identity", weights: [[[0]], [[0]], [[0]]] },
      data: { inputs: [[1]], targets: [[1]] },
    },
  ),
  ...bothWays("not critical, (1, 1, 0)", OFF, { network: FIRST.network }),
  ...bothWays("not critical, (1, 1, 1)", OFF, { network: SECOND.network }),
  ...bothWays("only the last layer trained", "L is that of the last features, not of J.", {
    network: THIRD.network,
  }),
  ...bothWays("moved by 0.1 in each parameter", OFF, { moved: 0.1 }, 1),
  control(
    "the last layer's columns alone",
    "There L equals 1/2 ||PN[Phi] y||^2: a check that looks at the last layer only would pass.",
    goldenName(LAST_LAYER_OPTIMAL, "projection"),
    [LAST_LAYER_OPTIMAL, { network: THIRD.network, layers: "last" }],
  ),
  control(
    "saturated, (6/5, 40, 20)",
    "All slopes round to 0: gradient, rank and defect are those of a minimum.",
    POINT_NAMES.saturated(WORSE),
    [WORSE, { network: F2_SATURATED }],
  ),
  control(
    "on its way to a step, (6/5, 24, 12): saturated",
    "The minimum is at infinity; the gradient is small enough to pass (a).",
    POINT_NAMES.saturated(WORSE),
    [WORSE, { network: tanhUnit(6 / 5, 24, 12) }],
  ),
  control(
    "on its way to a step, (6/5, 24, 12): not resolved",
    "The gradient is small, the least singular value too: the bound says nothing.",
    POINT_NAMES.resolved(WORSE),
    [WORSE, { network: tanhUnit(6 / 5, 24, 12) }],
  ),
  control(
    "an idle unit on its kink",
    "Its pre-activation is 0 at x = 1: stationary and of the right value, but not shown differentiable.",
    POINT_NAMES.differentiable(WORSE),
    [WORSE, { network: F1_ON_KINK, data: F1_DATA }],
  ),
  control(
    "F1's minimum in another gauge",
    "Of length 2,236: rounding is relative to parameters of moderate size, the gauge must be balanced.",
    POINT_NAMES.bounded(WORSE),
    [WORSE, { network: reluUnits([1e-3, 2e3, -1e3]), data: F1_DATA }],
  ),
  control(
    "a gradient with another Jacobian",
    "J without the hidden layers' columns does not give the gradient of backpropagation.",
    IDENTITY_NAMES.gradients,
    [
      GRADIENTS,
      ...([
        { network: F3_NETWORK, data: F3_DATA, moved: 1, drawnTargets: true, layers: "last" },
        1,
      ] as const),
    ],
  ),
  control(
    "nonlinear outputs",
    "vec(Yhat) need not lie in the column space of J.",
    IDENTITY_NAMES.linear(WORSE),
    [WORSE, { network: { ...F2_BAD.network, output: "tanh" } }],
  ),
  control(
    "two units 3e-14 apart",
    "A singular value at the rounding of the others: the rank is not resolved.",
    POINT_NAMES.rank(WORSE),
    [WORSE, { network: nearlyEqual(3e-14) }],
  ),
  control(
    "two units 1e-12 apart",
    "Two singular values count, and would not at a cut 10,000 times higher: Delta would be another.",
    POINT_NAMES.cut(WORSE),
    [WORSE, { network: nearlyEqual(1e-12) }],
  ),
  control(
    "all targets 0",
    "Every relative tolerance is 0: nothing is tested.",
    POINT_NAMES.targets(WORSE),
    [WORSE, { data: { ...F2_DATA, targets: F2_DATA.targets.map(() => [0]) } }],
  ),
];
