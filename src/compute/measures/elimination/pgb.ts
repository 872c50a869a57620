/**
 * The PGB necessary condition: at a local minimum z nothing is gained by the best combination of the
 * gradients of all outputs, taken at z and at points z + eps v with the same outputs.
 *
 *   Q(z) <= min over alpha of  (1/m) sum_i l(sum alpha_kj d_k phi_i(z + eps v_j), y_i)
 *                              + lambda sum over a_k of (sum_j alpha_(a_k) j)^2
 *
 * with equality where v = 0 is among the v_j: phi is linear in the output weights, so that z itself is
 * such a combination.
 *
 * @source    spec kawaguchi2020-elimination, section 2.9
 * @shape     problem, z [n], v_j [n] of length at most 1, eps -> the two sides
 * @precision float64; singular values below 1e-13 of the largest count as zero: columns of small eps
 *            are nearly dependent, eps from 0.1 to 1 serves as well
 * @cost      one Jacobian for each v_j, one decomposition; a few Newton steps where the loss is not
 *            squared
 */
import { numbers, type Algebra, type Formula, type Formulas } from "../../numerics/algebra.ts";
import { columnSpaceOf, projectOut } from "../../numerics/column-space.ts";
import { expandAt, valueAt } from "../../numerics/expansion.ts";
import { jets, jetVariables } from "../../numerics/jet.ts";
import { newtonStep } from "../../numerics/newton.ts";
import type { Rows } from "../minima/dense-network.ts";
import { lossOf } from "./loss.ts";
import { outputsOf } from "./model.ts";
import { layoutOf, neuronInputs, objectiveFormula, range, targetsOf } from "./objective.ts";
import type { Problem } from "./objective.ts";

const CUT = 1e-13;
const NEWTON_STEPS = 60;
const HALVINGS = 30;

export interface PgbSides {
  /** Q(z). */
  readonly value: number;
  /** The minimum on the right. */
  readonly bound: number;
  /** Columns, those that count, and how far the v_j changed an output or a: 0 in exact numbers. */
  readonly columns: number;
  readonly rank: number;
  readonly moved: number;
}

/** phi over z: f + g of every sample, one after the other. */
function outputsFormula(problem: Problem): Formulas {
  const layout = layoutOf(problem);
  const outputs = outputsOf(problem.model);
  const seen = neuronInputs(problem);
  const sigma = problem.units?.output ?? 1;
  return <T>(algebra: Algebra<T>, z: readonly T[]) => {
    const theta = z.slice(0, layout.theta);
    const added = (k: number, x: readonly number[]) => {
      const terms = x.map((one, j) => algebra.scale(one, z[layout.w(k, j)] as T));
      const bias = z[layout.b(k) ?? -1] as T;
      const inner = terms.reduce((sum, term) => algebra.add(sum, term), bias);
      return algebra.multiply(z[layout.a(k)] as T, algebra.exp(inner));
    };
    return problem.inputs.flatMap((x, i) =>
      outputs(algebra, theta, x).map((output, k) => {
        const f = sigma === 1 ? output : algebra.scale(1 / sigma, output);
        return problem.neuron === "none" ? f : algebra.add(f, added(k, seen[i] ?? []));
      }),
    );
  };
}

/** Values and gradients of all outputs, then of psi = a: what the columns are made of. */
function linearised(problem: Problem, z: readonly number[]) {
  const layout = layoutOf(problem);
  const found = outputsFormula(problem)(
    jets(numbers, (x) => (x > 0 ? 1 : 0)),
    jetVariables(numbers, z),
  );
  const weights = problem.neuron === "none" ? [] : range(layout.outputs).map((k) => layout.a(k));
  return {
    values: [...found.map(({ value }) => value), ...weights.map((at) => z[at] ?? Number.NaN)],
    rows: [
      ...found.map(({ first }) => first ?? z.map(() => 0)),
      ...weights.map((at) => z.map((_, index) => (index === at ? 1 : 0))),
    ],
  };
}

/** The convex right side over the outputs and a: u = (phi_1, .., phi_m, psi). */
function sideOf(problem: Problem): Formula {
  const targets = targetsOf(problem);
  const outputs = layoutOf(problem).outputs;
  return <T>(algebra: Algebra<T>, u: readonly T[]) => {
    const losses = targets.map((y, i) =>
      lossOf(algebra, problem.loss, u.slice(i * outputs, (i + 1) * outputs), y),
    );
    const mean = algebra.scale(
      1 / targets.length,
      losses.reduce((sum, one) => algebra.add(sum, one)),
    );
    const penalties = u.slice(targets.length * outputs);
    return penalties.reduce(
      (sum, a) => algebra.add(sum, algebra.scale(problem.lambda, algebra.multiply(a, a))),
      mean,
    );
  };
}

/** sum_k c_k basis_k in any kind of number. */
function combination<T>(algebra: Algebra<T>, basis: Rows, c: readonly T[]): T[] {
  return (basis[0] ?? []).map((_, at) =>
    c.reduce(
      (sum, one, k) => algebra.add(sum, algebra.scale(basis[k]?.[at] ?? Number.NaN, one)),
      algebra.constant(0),
    ),
  );
}

/** Newton with halved steps on the convex side over the span of an orthonormal basis. */
function leastOverSpan(side: Formula, basis: Rows, start: readonly number[]): number {
  const formula: Formula = (algebra, c) => side(algebra, combination(algebra, basis, c));
  let point = basis.map((vector) =>
    vector.reduce((sum, one, at) => sum + one * (start[at] ?? Number.NaN), 0),
  );
  let value = valueAt(formula, point);
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const direction = newtonStep(expandAt(formula, point), CUT);
    const tries = range(HALVINGS).map((halving) => 2 ** -halving);
    const found = tries
      .map((share) => point.map((one, at) => one - share * (direction[at] ?? Number.NaN)))
      .find((tried) => valueAt(formula, tried) < value);
    if (found === undefined) return value;
    [point, value] = [found, valueAt(formula, found)];
  }
  return value;
}

/** Squared loss: the distance of the targets from the span, in the metric of m and lambda. */
function leastSquare(problem: Problem, columns: Rows): { bound: number; rank: number } {
  const targets = targetsOf(problem).flat();
  const [sample, penalty] = [Math.sqrt(1 / problem.inputs.length), Math.sqrt(problem.lambda)];
  const weighted = (vector: readonly number[]) =>
    vector.map((one, at) => one * (at < targets.length ? sample : penalty));
  const width = columns[0]?.length ?? 0;
  const goal = weighted(range(width).map((at) => targets[at] ?? 0));
  const space = columnSpaceOf(columns.map(weighted));
  const rank = rankAt(space.singularValues);
  const left = projectOut(space, rank, goal);
  return { bound: left.reduce((sum, one) => sum + one * one, 0), rank };
}

function rankAt(singularValues: readonly number[]): number {
  return singularValues.filter((one) => one > CUT * (singularValues[0] ?? 0)).length;
}

function largestDifference(left: readonly number[], right: readonly number[]): number {
  return Math.max(0, ...left.map((one, at) => Math.abs(one - (right[at] ?? Number.NaN))));
}

/** Both sides for S = { v_j }; v_j = 0 must be among them for the equality. */
export function pgbSides(
  problem: Problem,
  z: readonly number[],
  { directions, eps }: { readonly directions: Rows; readonly eps: number },
): PgbSides {
  const here = linearised(problem, z);
  const there = directions.map((v) =>
    linearised(
      problem,
      z.map((one, at) => one + eps * (v[at] ?? Number.NaN)),
    ),
  );
  const columns = there.flatMap(({ rows }) =>
    z.map((_, k) => rows.map((row) => row[k] ?? Number.NaN)),
  );
  const value = valueAt(objectiveFormula(problem), z);
  const moved = Math.max(0, ...there.map((one) => largestDifference(one.values, here.values)));
  const shared = { value, columns: columns.length, moved };
  if (problem.loss.kind === "squared") return { ...shared, ...leastSquare(problem, columns) };
  const space = columnSpaceOf(columns);
  const rank = rankAt(space.singularValues);
  const basis = space.left.slice(0, rank).map((vector) => Array.from(vector));
  return { ...shared, rank, bound: leastOverSpan(sideOf(problem), basis, here.values) };
}
