/**
 * Is a point of a network, or the one that a search finds from it, a local minimum for certain? The
 * tests of section 4 one after the other; the first that fails says why not. What passes all is proven
 * by Krawczyk's test in the parameters that the symmetry leaves, along which the loss is constant.
 *
 * @source    spec kawaguchi2019-depth-width, sections 4.1, 4.2, 4.3, 4.5
 * @shape     network, data, radii of the boxes to be tried
 * @precision search in float64, proof in intervals with outward rounding
 * @cost      one Hessian in intervals for each radius
 * @fails     never: the outcome says which test was not passed
 */
import { intervals, stepOver, type Interval } from "../../numerics/interval.ts";
import { krawczykAt, type KrawczykTest } from "../../numerics/krawczyk.ts";
import { newtonKantorovich, type KantorovichTest } from "../../numerics/newton-kantorovich.ts";
import { powerSeries, taylorAlong } from "../../numerics/power-series.ts";
import { parametersOf, type DenseNetwork, type RegressionData } from "./dense-network.ts";
import { crossesOrbits, fixGauge, gaugeTangents, type GaugeFixing } from "./gauge.ts";
import { expandFree } from "./hessian.ts";
import { lossFormula, restricted } from "./network-formula.ts";
import { allPlaces, judge, searchMinimum, type SearchEnd, type SearchOutcome } from "./search.ts";
import { secondOrder, type SecondOrder } from "./second-order.ts";

/** Largest first: 3e-3, 1e-3, .., 1e-12. */
export const RADII: readonly number[] = [
  ...[3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7],
  ...[1e-8, 1e-9, 1e-10, 1e-11, 1e-12],
];

/**
 * Beside those of the search: `not-minimum` (a direction of negative curvature, proven in intervals),
 * `degenerate` (flat beyond its symmetry, or bent down by less than intervals tell), `not-enclosed` (no
 * box of the radii is proven to hold the minimum).
 */
export type CertifyOutcome =
  "certified" | Exclude<SearchOutcome, "found"> | "not-minimum" | "degenerate" | "not-enclosed";

export interface CertifyOptions {
  /** Places of the parameters that may move; absent: all. */
  readonly free?: readonly number[];
  /** Looks for a minimum from the point first. */
  readonly search?: boolean;
  readonly radii?: readonly number[];
}

/** One radius and what was proven with it. */
export interface CertifiedBox {
  readonly radius: number;
  readonly test: KrawczykTest;
}

/** A direction v in the free parameters, and v^T H v / 2 in intervals, all of it below 0. */
export interface ProvenDescent {
  readonly direction: readonly number[];
  readonly coefficient: Interval;
}

export interface Certification {
  readonly outcome: CertifyOutcome;
  readonly end: SearchEnd;
  readonly order: SecondOrder;
  /** Why the point is `not-minimum`; null: nothing proves it. */
  readonly descent: ProvenDescent | null;
  /** Places that move in the box: those that are free but for those that fix the symmetry's gauge. */
  readonly moving: readonly number[];
  /** The boxes that are proven to hold one strict minimum, largest first. */
  readonly boxes: readonly CertifiedBox[];
  /** The second proof, in the largest box; null: none was tried. */
  readonly kantorovich: KantorovichTest | null;
}

interface Proving {
  readonly gauge: GaugeFixing;
  readonly radii: readonly number[];
}

/** The tangents that move free parameters alone, in those parameters. */
function tangentsWithin(network: DenseNetwork, free: readonly number[]): number[][] {
  const isFree = new Set(free);
  return gaugeTangents(network)
    .filter((tangent) => tangent.every((entry, place) => entry === 0 || isFree.has(place)))
    .map((tangent) => free.map((place) => tangent[place] ?? Number.NaN));
}

/** Up to as many moving parameters the second proof, n Hessians of series, is worth its time. */
const FEW_PARAMETERS = 12;

function prove(
  network: DenseNetwork,
  data: RegressionData,
  { moving, gauge, radii }: Pick<Certification, "moving"> & Proving,
): Pick<Certification, "boxes" | "kantorovich"> {
  const theta = parametersOf(network);
  const formula = restricted(lossFormula(network, data), theta, moving);
  const center = moving.map((place) => theta[place] ?? Number.NaN);
  const { hessian } = expandFree(network, data, moving);
  const testWith = krawczykAt(formula, center, hessian);
  const boxes = radii
    .map((radius) => ({ radius, test: testWith(radius) }))
    .filter(
      ({ radius, test }) => test.inside && test.curvature > 0 && crossesOrbits(gauge, radius),
    );
  const [largest] = boxes;
  const isTried = largest !== undefined && moving.length <= FEW_PARAMETERS;
  const kantorovich = isTried ? newtonKantorovich(formula, center, hessian, largest.radius) : null;
  return { boxes, kantorovich };
}

const series = powerSeries(intervals, 2, stepOver);

/**
 * The eigenvalue is a computed number. What proves is v^T H v < 0 in intervals at the point itself: no
 * minimum has it, wherever the gradient is 0.
 */
export function provenDescent(
  network: DenseNetwork,
  data: RegressionData,
  free: readonly number[],
  direction: readonly number[],
): ProvenDescent | null {
  const theta = parametersOf(network);
  const formula = restricted(lossFormula(network, data), theta, free);
  const point = free.map((place) => intervals.constant(theta[place] ?? Number.NaN));
  const [, , second] = taylorAlong(formula, series, point, direction.map(intervals.constant));
  return second !== undefined && second.high < 0 ? { direction, coefficient: second } : null;
}

function refusedBy({
  end,
  order,
  descent,
}: Pick<Certification, "end" | "order" | "descent">): CertifyOutcome | null {
  if (end.outcome !== "found") return end.outcome;
  if (order.verdict === "minimum") return null;
  return descent === null ? "degenerate" : "not-minimum";
}

export function certifyMinimum(
  start: DenseNetwork,
  data: RegressionData,
  options: CertifyOptions = {},
): Certification {
  const { free = allPlaces(start), search = false, radii = RADII } = options;
  const end: SearchEnd = search
    ? searchMinimum(start, data, { free })
    : { ...judge(start, data, free), steps: 0 };
  const { network } = end;
  const theta = parametersOf(network);
  const tangents = tangentsWithin(network, free);
  const point = free.map((place) => theta[place] ?? Number.NaN);
  const order = secondOrder(expandFree(network, data, free), point, tangents);
  const bendsDown = end.outcome === "found" && order.verdict === "not-minimum";
  const descent = bendsDown ? provenDescent(network, data, free, order.direction) : null;
  const refused = refusedBy({ end, order, descent });
  const gauge = fixGauge(tangents);
  const moving = free.filter((_, at) => !gauge.held.includes(at));
  const nothing = { boxes: [], kantorovich: null };
  const proof = refused === null ? prove(network, data, { moving, gauge, radii }) : nothing;
  const outcome = refused ?? (proof.boxes.length > 0 ? "certified" : "not-enclosed");
  return { outcome, end, order, descent, moving, ...proof };
}
