/**
 * Whether a point of a network, or the one that a search finds from it, is a local minimum, proven in
 * intervals; with the numbers of every test, and the document from which others can check the proof.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.1 to 4.5
 * @shape     network, data -> numbers; the certificate is that of `corollary check-certificate`
 * @units     value in the square of the targets' unit
 * @precision float64; `value` is an interval that is proven to hold the minimum's loss
 * @cost      one Hessian in intervals for each radius
 * @fails     never because of mathematics: a point that is no minimum has certified = 0
 */
import { certifyMinimum, RADII, type Certification } from "./minima/certify.ts";
import type { DenseNetwork, RegressionData } from "./minima/dense-network.ts";
import { minimumDocument } from "./minima/minimum-document.ts";
import { modelProblems } from "./minima/model-problems.ts";
import { allPlaces } from "./minima/search.ts";
import type { Measure } from "./measure.ts";

export interface CertifiedMinimumSetting {
  readonly network: DenseNetwork;
  readonly data: RegressionData;
  /** Places of the parameters that may move; absent: all. */
  readonly free?: readonly number[];
  /** Looks for a minimum from the network's parameters first; absent: they are taken as they are. */
  readonly search?: boolean;
  /** Radii of the boxes to be tried; absent: 3e-3 down to 1e-12. */
  readonly radii?: readonly number[];
}

export const CERTIFIED_MINIMUM_QUANTITIES = {
  certified: {
    unit: null,
    meaning: "1: a strict local minimum is proven, up to symmetry; 0: it is not",
  },
  radius: {
    unit: null,
    meaning: "largest radius of a box proven to hold one critical point; 0: none",
  },
  boxes: { unit: null, meaning: "radii of those tried with which the minimum is proven" },
  curvature: { unit: null, meaning: "proven lower bound of the Hessian's eigenvalues in that box" },
  kantorovich: {
    unit: null,
    meaning:
      "h of Newton and Kantorovich's theorem in that box, below 1/2: a second proof; NaN: not tried",
  },
  value: {
    unit: null,
    meaning: "1/2 ||Yhat - Y||^2 at the minimum: proven bounds; at the point if none",
  },
  stationarity: { unit: null, meaning: "||g|| / (||J||_F ||y||): stationary at 1e-10" },
  gradientNorm: { unit: null, meaning: "||g|| in all parameters" },
  leastEigenvalue: { unit: null, meaning: "of the Hessian, symmetry taken out; float64, no proof" },
  largestEigenvalue: { unit: null, meaning: "of the Hessian, in modulus" },
  nullity: {
    unit: null,
    meaning: "eigenvalues of the Hessian that are 0 up to 1e-9 of the largest",
  },
  gaugeDimension: { unit: null, meaning: "dimension of the symmetry's orbit through the point" },
  newtonStep: { unit: null, meaning: "||H^-1 g||, symmetry taken out" },
  parameterNorm: { unit: null, meaning: "||theta||: bounded at 200" },
  saturation: {
    unit: null,
    meaning: "least over the smooth units of their largest slope: saturated below 1e-6",
  },
  kinkMargin: { unit: null, meaning: "least relative distance of a unit's argument from its kink" },
} as const;
export type CertifiedMinimumName = keyof typeof CERTIFIED_MINIMUM_QUANTITIES;

/** The numbers of a certification under their names. */
export function certificationNumbers(found: Certification) {
  const { end, order, boxes } = found;
  const { quality } = end;
  const [largest, smallest] = [boxes[0], boxes.at(-1)];
  // The smallest box holds the same point, and tells its loss best.
  const { low, high } = smallest?.test.value ?? { low: quality.loss, high: quality.loss };
  return {
    certified: found.outcome === "certified" ? 1 : 0,
    radius: largest?.radius ?? 0,
    boxes: boxes.length,
    curvature: largest?.test.curvature ?? 0,
    kantorovich: found.kantorovich?.h ?? Number.NaN,
    value: { value: Math.min(Math.max(quality.loss, low), high), low, high },
    stationarity: end.stationarity,
    gradientNorm: quality.gradientNorm,
    leastEigenvalue: order.least,
    largestEigenvalue: order.largest,
    nullity: order.nullity,
    gaugeDimension: order.gaugeDimension,
    newtonStep: order.newtonStep,
    parameterNorm: quality.parameterNorm,
    saturation: quality.saturation,
    kinkMargin: quality.kinkMargin,
  } satisfies Record<CertifiedMinimumName, unknown>;
}

/** Sentences on places that are none, or not ascending. */
export function freeProblems(network: DenseNetwork, free: readonly number[] | undefined): string[] {
  if (free === undefined) return [];
  const count = allPlaces(network).length;
  const isPlace = (place: number, at: number) =>
    Number.isInteger(place) && place >= 0 && place < count && place > (free[at - 1] ?? -1);
  if (free.length > 0 && free.every(isPlace)) return [];
  return [`the free parameters are no ascending list of places from 0 to ${count - 1}`];
}

export const certifiedMinimum: Measure<CertifiedMinimumSetting, CertifiedMinimumName> = {
  name: "certified-minimum",
  quantities: CERTIFIED_MINIMUM_QUANTITIES,
  problems({ network, data, free, radii = RADII }) {
    const shapes = modelProblems(network, data).map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );
    const isRadius = (radius: number) => radius > 0 && Number.isFinite(radius);
    return [
      ...shapes,
      ...(shapes.length === 0 ? freeProblems(network, free) : []),
      ...(radii.length > 0 && radii.every(isRadius) ? [] : ["a radius is not above 0"]),
    ];
  },
  run({ network, data, ...options }) {
    const found = certifyMinimum(network, data, options);
    const [largest] = found.boxes;
    const quantities = certificationNumbers(found);
    if (largest === undefined) return { quantities };
    const content = minimumDocument(found, largest, data);
    return { quantities, certificate: { name: "certified-minimum", content } };
  },
};
