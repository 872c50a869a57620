/**
 * Candidates for local minima of a problem: points that are given, a model's parameters with the
 * neuron switched off at random places, and the ends of searches from random starts.
 *
 * @source spec kawaguchi2020-elimination, 2.3 step 1
 * @shape  normalised problem -> points z
 * @random starts: purpose "initialization", stream the start's number; places: purpose "statistics",
 *         stream 20
 * @cost   a Hessian for each step of each start
 */
import { expandAt } from "../../numerics/expansion.ts";
import { saddleFreeNewton } from "../../numerics/saddle-free-newton.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { Rows } from "../minima/dense-network.ts";
import { FAR_EXPONENT, neuronState } from "./neuron-state.ts";
import { normalisedPoint } from "./normalise.ts";
import { layoutOf, objectiveFormula, range, type Problem } from "./objective.ts";

export interface Sources {
  /** z, in the units in which the problem is given. */
  readonly points?: Rows;
  /** theta with a = 0 and (b, W) drawn: normal with this deviation. */
  readonly switchedOff?: {
    readonly theta: readonly number[];
    readonly draws: number;
    readonly deviation: number;
  };
  /** Searches from theta normal with this deviation, (a, b, W) normal with deviation 0.1. */
  readonly starts?: { readonly count: number; readonly deviation: number; readonly steps: number };
}

export interface Candidate {
  readonly z: readonly number[];
  /** Whether the search came to rest: ||z|| changed by less than 1 % over its last tenth. */
  readonly isBounded: boolean;
}

/** Deviation of the neurons' parameters at a random start. */
const NEURON_DEVIATION = 0.1;
const STATIONARY = 1e-13;

function searchFrom(
  problem: Problem,
  number: number,
  { deviation, steps }: { readonly deviation: number; readonly steps: number },
  seed: number,
): Candidate {
  const random = new RandomStream(seed, PURPOSES.initialization, number);
  const { theta, size } = layoutOf(problem);
  const start = range(size).map((index) => {
    return random.normal() * (index < theta ? deviation : NEURON_DEVIATION);
  });
  const formula = objectiveFormula(problem);
  const { point, isBounded } = saddleFreeNewton((z) => expandAt(formula, z), start, {
    steps,
    gradientNorm: STATIONARY,
    isFar: (z) => neuronState(problem, z).largestExponent > FAR_EXPONENT,
  });
  return { z: point, isBounded };
}

function switchedOffAt(
  problem: Problem,
  { theta, draws, deviation }: NonNullable<Sources["switchedOff"]>,
  seed: number,
): Candidate[] {
  const random = new RandomStream(seed, PURPOSES.statistics, 20);
  const layout = layoutOf(problem);
  return range(draws).map(() => ({
    z: range(layout.size).map((index) => {
      if (index < layout.theta) return theta[index] ?? Number.NaN;
      return index < layout.theta + layout.outputs ? 0 : deviation * random.normal();
    }),
    isBounded: true,
  }));
}

/** In normalised units, as the problem is. */
export function candidatesOf(
  raw: Problem,
  problem: Problem,
  { points = [], switchedOff, starts }: Sources,
  seed: number,
): Candidate[] {
  const given = points.map((z) => ({ z: normalisedPoint(raw, z), isBounded: true }));
  const placed = switchedOff === undefined ? [] : switchedOffAt(problem, switchedOff, seed);
  if (starts === undefined) return [...given, ...placed];
  const found = range(starts.count).map((number) => searchFrom(problem, number, starts, seed));
  return [...given, ...placed, ...found];
}
