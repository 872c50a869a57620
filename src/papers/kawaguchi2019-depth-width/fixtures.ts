/**
 * The fixtures of the spec with their golden numbers: networks and data small enough to be checked by
 * hand, used by the claims of both papers on local minima and by the reference tests.
 *
 * @source    spec kawaguchi2019-depth-width, section 5, and the golden values of 2.1, 2.4, 2.5, 2.7
 * @shape     inputs carry a column of ones, the last, instead of biases
 */
import type { DenseNetwork, RegressionData } from "../../compute/measures/index.ts";

/** One input with a column of ones, one target for each sample. */
function onLine(points: readonly number[], targets: readonly number[]): RegressionData {
  return { inputs: points.map((x) => [x, 1]), targets: targets.map((y) => [y]) };
}

/** sum_k v_k sigma(w_k x + b_k): units as [v, w, b]. */
function shallow(
  activation: DenseNetwork["activation"],
  units: readonly (readonly [v: number, w: number, b: number])[],
): DenseNetwork {
  const first = [units.map(([, w]) => w), units.map(([, , b]) => b)];
  return { activation, weights: [first, units.map(([v]) => [v])] };
}

/** F1: ReLU; 1/2 ||y||^2 = 15/2, linear regression 7/40. */
export const F1_DATA = onLine([-2, -1, 1, 2], [-2, -1, 1, 3]);

export function reluUnits(...units: readonly (readonly [number, number, number])[]): DenseNetwork {
  return shallow("relu", units);
}

/** The global minimum with one unit, L = 5/2. */
export const F1_MINIMUM = reluUnits([1, 2, -1]);
/** relu(2x - 1) - relu(-x): L = 0, rank J = 4 = m; forward block terms 5, 5/2, 0. */
export const F1_EXACT_FIT = reluUnits([1, 2, -1], [-1, -1, 0]);
/** Four equal units: P = 12 > m = 4, rank J = 2, L = 5/2, a local minimum. */
export const F1_FOUR_UNITS = reluUnits(
  [1 / 4, 2, -1],
  [1 / 4, 2, -1],
  [1 / 4, 2, -1],
  [1 / 4, 2, -1],
);

/** F1's minimum with an idle unit whose argument is 0 at x = 1: stationary, but on a kink. */
export const F1_ON_KINK = reluUnits([1, 2, -1], [0, 1, -1]);

/** S1: ReLU, one unit that is active on all samples; L = 7/40 = linear regression. */
export const S1_DATA = onLine([-2, -1, 1, 2], [1, 2, 4, 6]);
export const S1_MINIMUM = reluUnits([1, 6 / 5, 13 / 4]);

/** F2: f = v tanh(w x + b); 1/2 ||y||^2 = 5, linear regression 0.95. */
export const F2_DATA = onLine([-2, -1, 0, 1, 2], [0, -1, 1, 2, 2]);

export function tanhUnit(v: number, w: number, b: number): DenseNetwork {
  return shallow("tanh", [[v, w, b]]);
}

/** Certified strict minima, each with L and the least eigenvalue of its Hessian. */
export const F2_BAD = {
  network: tanhUnit(1.3859507078218731, 1.6144927447798223, 0.875835112049511),
  loss: 1.3242635769632303,
  leastEigenvalue: 0.04136627,
} as const;
export const F2_BETTER = {
  network: tanhUnit(4.657341166525804, 0.16024353730663634, 0.18063996208035582),
  loss: 0.9461459108054862,
  leastEigenvalue: 1.5986647e-3,
} as const;

/** Not critical, each with L and 1/2 ||PN[J] y||^2; 12 digits. */
export const F2_NOT_CRITICAL = [
  { network: tanhUnit(1, 1, 0), loss: 2.296537205514, projection: 0.855631753389 },
  { network: tanhUnit(1, 1, 1), loss: 1.860008403896, projection: 0.670931767162 },
  // The output weight is optimal, the hidden ones are not.
  { network: tanhUnit(1.395557132140084, 1, 0), loss: 2.060372200835, projection: 0.855631753389 },
] as const;

/** In float64 every 1 - tanh^2 is 0: the gradient looks like that of a minimum, at L = 1.4. */
export const F2_SATURATED = tanhUnit(6 / 5, 40, 20);

/** F3: tanh, two hidden layers, two outputs, not critical: fixes the blocks of deep layers. */
export const F3_DATA: RegressionData = {
  inputs: [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5].map((x) => [x, 1]),
  targets: [
    [1, 0],
    [0, -1],
    [-1, 0],
    [0, 1],
    [1, 2],
    [2, 1],
    [1, 0],
    [0, -2],
  ],
};

export const F3_NETWORK: DenseNetwork = {
  activation: "tanh",
  weights: [
    [
      [1, -1],
      [0.5, 0.25],
    ],
    [
      [1, 0.5],
      [-0.5, 1],
    ],
    [
      [1, -1],
      [0.5, 2],
    ],
  ],
};

export const F3_GOLDEN = {
  halfTargets: 9.5,
  loss: 13.2212733594,
  rank: 12,
  projection: 0.396311646187,
  defect: 12.8249617132,
  gradientNorm: 18.8243449085,
  largestSingular: 5.73389427,
  leastSingular: 3.40844076e-3,
  /** Forward order: two units of layer 1, two of layer 2, two outputs. */
  blockTerms: [1.9218604027, 3.3586488598, 2.0426930682, 0.0108613218, 1.6076373641, 0.1619873372],
} as const;

/** F5: f = v tanh(w x + c) + beta x + gamma. */
export const F5_DATA = onLine([-3, -2, -1, 0, 1, 2, 3], [2, 3, -2, -2, 0, 1, 2]);

/** theta = (v, w, c, beta, gamma). */
function tanhOnLine(v: number, w: number, c: number, line: readonly number[]): DenseNetwork {
  return { ...tanhUnit(v, w, c), skip: line.map((one) => [one]) };
}

export const F5_BAD = {
  network: tanhOnLine(
    ...([-6.152980204036324, -0.7191971311197453, 0.9440240816403588] as const),
    [-2.0694351772320014, 2.8326160662370325],
  ),
  loss: 3.6428217390739137,
  leastEigenvalue: 0.0822,
} as const;
export const F5_BETTER = {
  network: tanhOnLine(
    ...([-3.7948857195446712, 2.5668399197037757, 3.5138215324538185] as const),
    [1.2987146425487153, 2.0961532686815323],
  ),
  loss: 0.15210101264829,
  leastEigenvalue: 0.0527,
} as const;

/** X = I, Y = diag(2, 1), one linear hidden unit: the best of rank 1 has L = 1/2. */
export const BOTTLENECK_DATA: RegressionData = {
  inputs: [
    [1, 0],
    [0, 1],
  ],
  targets: [
    [2, 0],
    [0, 1],
  ],
};

/** The balanced point w = v = (sqrt 2, 0); Hessian eigenvalues 0, 1, 3, 4. */
export const BOTTLENECK_MINIMUM: DenseNetwork = {
  activation: "identity",
  weights: [[[Math.SQRT2], [0]], [[Math.SQRT2, 0]]],
};
