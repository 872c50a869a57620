/**
 * Where descents on a linear tail end: at the value that the theorem states for every minimum, at a
 * point that is shown to be none, or at a counterexample.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5 (how to verify, 1 to 3) and 4.1 to 4.4
 * @shape     as linear-tail.ts
 * @units     losses relative to 1/2 ||Y||_F^2
 * @precision float64
 * @random    the search of a descent from the given stream
 * @fails     never; what is neither shown nor refuted is "unresolved"
 */
import { columnSpaceOf, columnsOf, projectOut, rankOf } from "../../numerics/column-space.ts";
import { levenbergMarquardt } from "../../numerics/levenberg-marquardt.ts";
import { newton } from "../../numerics/newton.ts";
import type { RandomStream } from "../../numerics/threefry.ts";
import type { Rows } from "./dense-network.ts";
import { refutationAlong, searchDescent } from "./descent.ts";
import {
  expandTail,
  firstTail,
  linearised,
  tailGauge,
  tailLoss,
  type LinearTail,
} from "./linear-tail.ts";
import { QUALITY_LIMITS } from "./quality.ts";
import { secondOrder } from "./second-order.ts";

/**
 * - `attained`: L = 1/2 ||PN[B_S] Y||^2, a lower bound of L over (A, C), so that it is the least value;
 * - `saddle`: stationary, and a direction refutes that it is a minimum;
 * - `counterexample`: a strict minimum up to the gauge with another value;
 * - `unresolved`: stationary, another value, and neither;
 * - `unfinished`: not stationary, or too far away.
 */
export type TailEndKind = "attained" | "saddle" | "counterexample" | "unresolved" | "unfinished";

export interface TailEnd {
  readonly kind: TailEndKind;
  readonly point: readonly number[];
  readonly value: number;
  /** ||g|| / (||J||_F ||y||). */
  readonly stationarity: number;
  /** |L - 1/2 ||PN[B_S] Y||^2|, (A). */
  readonly defect: number;
  /** L - 1/2 ||PN[Zb_0] Y||^2, at most 0 by (B). */
  readonly excess: number;
  /** Of (C): |L - 1/2 ||PN[I (x) Zb_0, J] y||^2|. */
  readonly termsDefect: number;
  /** Least and largest singular value of T_1. */
  readonly tailSingular: readonly [number, number];
  /** Least eigenvalue of the Hessian off the gauge; null where the value settles it. */
  readonly curvature: number | null;
}

const EQUALITY = 1e-9;

/** 1/2 ||PN[columns] Y||^2, output by output. */
export function projectedLoss(columns: readonly Float64Array[], targets: Rows): number {
  const space = columnSpaceOf(columns);
  const { rank } = rankOf(space);
  const rests = columnsOf(targets).map((target) =>
    columns.length === 0 ? target : projectOut(space, rank, target),
  );
  return rests.reduce((sum, rest) => sum + rest.reduce((part, one) => part + one * one, 0), 0) / 2;
}

/** I (x) columns: a copy for each output. */
export function forEachOutput(columns: readonly Float64Array[], outputs: number): Float64Array[] {
  return Array.from({ length: outputs }, (_, j) =>
    columns.map((column) => {
      const stacked = new Float64Array(outputs * column.length);
      stacked.set(column, j * column.length);
      return stacked;
    }),
  ).flat();
}

/** What no point of a problem changes. */
export interface TailBounds {
  /** 1/2 ||Y||^2. */
  readonly half: number;
  /** 1/2 ||PN[B_S] Y||^2. */
  readonly equality: number;
  /** 1/2 ||PN[Zb_0] Y||^2. */
  readonly classical: number;
}

export function boundsOf({ blocks, targets }: LinearTail): TailBounds {
  const all = blocks.flatMap(columnsOf);
  return {
    half: targets.flat().reduce((sum, one) => sum + one * one, 0) / 2,
    equality: projectedLoss(all, targets),
    classical: projectedLoss(columnsOf(blocks[0] ?? []), targets),
  };
}

interface Stationary {
  readonly point: readonly number[];
  readonly value: number;
  readonly stationarity: number;
  readonly jacobian: readonly (readonly number[])[];
}

function stateAt(tail: LinearTail, point: readonly number[]): Stationary {
  const { residuals, jacobian } = linearised(tail, point);
  const rests = Array.from(residuals);
  const gradient = point.map((_, at) =>
    jacobian.reduce((sum, row, i) => sum + (row[at] ?? Number.NaN) * (rests[i] ?? Number.NaN), 0),
  );
  const norm = Math.hypot(...gradient);
  const scale = Math.hypot(...jacobian.flat()) * Math.hypot(...tail.targets.flat());
  const value = rests.reduce((sum, one) => sum + one * one, 0) / 2;
  return { point, value, jacobian, stationarity: norm === 0 ? 0 : norm / scale };
}

const isStationary = ({ stationarity }: Stationary) => stationarity <= QUALITY_LIMITS.stationarity;

/** Levenberg-Marquardt, and Newton where it did not get to the last digits. */
function descend(tail: LinearTail, start: readonly number[]): Stationary {
  const { point } = levenbergMarquardt((theta) => linearised(tail, theta), start, {
    ...{ steps: 1000, farthest: QUALITY_LIMITS.parameterNorm },
  });
  const reached = stateAt(tail, point);
  if (isStationary(reached) || Math.hypot(...point) > QUALITY_LIMITS.parameterNorm) return reached;
  return stateAt(tail, newton((theta) => expandTail(tail, theta), point).point);
}

/** A stationary point with another value than the theorem's: a minimum, none, or not resolved. */
async function settle(tail: LinearTail, { point }: Stationary, random: RandomStream) {
  const expansion = expandTail(tail, point);
  const order = secondOrder(expansion, point, tailGauge(tail, point));
  const settled = (kind: TailEndKind) => ({ kind, curvature: order.least });
  if (order.verdict === "minimum") return settled("counterexample");
  const problem = { formula: tailLoss(tail), point };
  // A negative eigenvalue is a computed number: the loss itself must fall along its vector.
  const refuted =
    order.verdict === "not-minimum"
      ? refutationAlong(problem, order.direction)
      : (await searchDescent(problem, random)).first;
  return settled(refuted === null ? "unresolved" : "saddle");
}

async function judge(
  tail: LinearTail,
  { half, equality, classical }: TailBounds,
  state: Stationary,
  random: RandomStream,
): Promise<TailEnd> {
  const { point, value, stationarity, jacobian } = state;
  const outputs = tail.targets[0]?.length ?? 0;
  const classicalColumns = forEachOutput(columnsOf(tail.blocks[0] ?? []), outputs);
  const stacked = columnsOf(tail.targets).flatMap((column) => Array.from(column, (one) => [one]));
  const terms = projectedLoss([...classicalColumns, ...columnsOf(jacobian)], stacked);
  const singular = columnSpaceOf(firstTail(tail, point)).singularValues;
  const defect = Math.abs(value - equality) / half;
  const isFar = !(Math.hypot(...point) <= QUALITY_LIMITS.parameterNorm);
  const numbers = {
    ...{ point, value, stationarity, defect },
    excess: (value - classical) / half,
    termsDefect: Math.abs(value - terms) / half,
    tailSingular: [singular.at(-1) ?? 0, singular[0] ?? 0] as const,
  };
  if (isFar || !isStationary(state)) return { ...numbers, kind: "unfinished", curvature: null };
  if (defect <= EQUALITY) return { ...numbers, kind: "attained", curvature: null };
  return { ...numbers, ...(await settle(tail, state, random)) };
}

/** @param starts descended from, or judged as they stand */
export async function searchTail(
  tail: LinearTail,
  starts: readonly (readonly number[])[],
  { random, descends = true }: { readonly random: RandomStream; readonly descends?: boolean },
): Promise<{ readonly bounds: TailBounds; readonly ends: readonly TailEnd[] }> {
  const bounds = boundsOf(tail);
  const ends: TailEnd[] = [];
  for (const start of starts) {
    const state = descends ? descend(tail, start) : stateAt(tail, start);
    ends.push(await judge(tail, bounds, state, random));
  }
  return { bounds, ends };
}
