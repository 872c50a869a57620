/**
 * Descents from many starts on a network whose last layers hold linear units: which ends are minima,
 * and how far their losses are from what the theorem states for every minimum.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5 and 2.6
 * @shape     as linear-tail.ts; seeds are draws of the data
 * @units     losses relative to 1/2 ||Y||_F^2, but for `value`
 * @precision float64
 * @random    as tail-problem.ts; the search of a descent: purpose "noise"
 * @cost      about 40 ms a start for 40 samples, two outputs and 26 weights
 */
import type { MeasuredSeries } from "../../domain/series.ts";
import { PURPOSES, RandomStream } from "../numerics/threefry.ts";
import type { Measure } from "./measure.ts";
import { searchTail, type TailBounds, type TailEnd, type TailEndKind } from "./minima/tail-ends.ts";
import {
  isDescendedFrom,
  tailOf,
  tailStarts,
  type TailProblem,
  type TailStart,
} from "./minima/tail-problem.ts";

export interface TailMinimaSetting {
  readonly problem: TailProblem;
  /** n_1 .. n_K: units in each S. */
  readonly widths: readonly number[];
  readonly start: TailStart;
  readonly starts: number;
}

export type TailMinimaName =
  | "leastWidth"
  | "ends"
  | "minima"
  | "attained"
  | "saddles"
  | "unresolved"
  | "counterexamples"
  | "value"
  | "bound"
  | "defect"
  | "excess"
  | "termsDefect"
  | "tailSingular";

/** Stationary, and not shown to be no minimum. */
const isMinimum = ({ kind }: TailEnd) => kind !== "saddle" && kind !== "unfinished";

function countOf(ends: readonly TailEnd[], kind: TailEndKind): bigint {
  return BigInt(ends.filter((end) => end.kind === kind).length);
}

/** NaN where there is no minimum: it decides nothing. */
function largestOf(ends: readonly TailEnd[], of: (end: TailEnd) => number): number {
  const minima = ends.filter(isMinimum);
  return minima.length === 0 ? Number.NaN : Math.max(...minima.map(of));
}

/** L - 1/2 ||PN[B_S] Y||^2 of each end, NaN where it is no minimum. */
function excessSeries(ends: readonly TailEnd[], { equality, half }: TailBounds): MeasuredSeries {
  const y = ends.map((end) => (isMinimum(end) ? (end.value - equality) / half : Number.NaN));
  return { name: "loss less bound", unit: "1/2 ||Y||^2", x: ends.map((_, at) => at + 1), y };
}

function problemsOf({ problem, widths, starts }: TailMinimaSetting): string[] {
  const blocks = "blocks" in problem ? problem.blocks.length : problem.features.length;
  return [
    ...(blocks === widths.length + 1 ? [] : ["it has not one block more than layers of units"]),
    ...(widths.every((width) => width >= 1) ? [] : ["a layer has no linear unit"]),
    ...(starts >= 1 ? [] : ["it has no start"]),
  ];
}

export const tailMinima: Measure<TailMinimaSetting, TailMinimaName> = {
  name: "tail-minima",
  quantities: {
    leastWidth: { unit: null, meaning: "least |S^(l)| less d_y: (i) asks for at least 0" },
    ends: { unit: null, meaning: "descents" },
    minima: { unit: null, meaning: "ends that are stationary and not refuted as minima" },
    attained: { unit: null, meaning: "ends with L = 1/2 ||PN[B_S] Y||^2 to 1e-9" },
    saddles: { unit: null, meaning: "stationary ends that a direction refutes as minima" },
    unresolved: { unit: null, meaning: "stationary ends with another value, neither shown" },
    counterexamples: { unit: null, meaning: "strict minima, up to symmetry, with another value" },
    value: { unit: "loss", meaning: "L at the first of the minima" },
    bound: { unit: "loss", meaning: "1/2 ||PN[B_S] Y||^2" },
    defect: { unit: null, meaning: "largest |L - 1/2 ||PN[B_S] Y||^2| of the minima, (A)" },
    excess: { unit: null, meaning: "largest L - 1/2 ||PN[Phi^(t)] Y||^2 of the minima, (B)" },
    termsDefect: { unit: null, meaning: "largest defect of the decomposition (C) at the minima" },
    tailSingular: { unit: null, meaning: "least singular value of C_2 .. C_(K+1) at the first" },
  },
  problems: problemsOf,
  async run({ problem, widths, start, starts }, { seed }) {
    const tail = tailOf(problem, widths, seed);
    const random = new RandomStream(seed, PURPOSES.noise, 0);
    const points = tailStarts(tail, { start, starts, seed });
    const { bounds, ends } = await searchTail(tail, points, {
      ...{ random, descends: isDescendedFrom(start) },
    });
    const first = ends.find(isMinimum);
    const outputs = tail.targets[0]?.length ?? 0;
    return {
      quantities: {
        leastWidth: BigInt(Math.min(...widths) - outputs),
        ends: BigInt(ends.length),
        minima: BigInt(ends.filter(isMinimum).length),
        attained: countOf(ends, "attained"),
        saddles: countOf(ends, "saddle"),
        unresolved: countOf(ends, "unresolved"),
        counterexamples: countOf(ends, "counterexample"),
        value: first?.value ?? Number.NaN,
        bound: bounds.equality,
        defect: largestOf(ends, (end) => end.defect),
        excess: largestOf(ends, (end) => end.excess),
        termsDefect: largestOf(ends, (end) => end.termsDefect),
        tailSingular: first?.tailSingular[0] ?? Number.NaN,
      },
      series: [excessSeries(ends, bounds)],
      certificate: {
        name: "tail-minima",
        content: { ...tail, bounds, ends },
      },
    };
  },
};
