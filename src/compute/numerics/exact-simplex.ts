/**
 * Linear programs in exact rationals: maximise objective . x where matrix x <= bounds, x >= 0.
 *
 * @source    simplex method with Bland's rule (1977); Chvatal 1983, chapter 3, for its first phase
 * @shape     matrix [m, n], bounds [m], objective [n]
 * @precision exact
 * @cost      an exchange of (m + 1) x (n + 1) integers a step; Bland's rule ends always, and on some
 *            programs (Klee and Minty) only after 2^n steps
 */
import { dotRationals, rational, type Rational } from "../../domain/rational.ts";
import { exchange, toIntegers, type ExactTableau } from "./exact-tableau.ts";

export interface LinearProgram {
  readonly objective: readonly Rational[];
  readonly matrix: readonly (readonly Rational[])[];
  readonly bounds: readonly Rational[];
}

export type Optimum =
  | { readonly status: "optimal"; readonly value: Rational; readonly point: readonly Rational[] }
  | { readonly status: "infeasible" | "unbounded" };

/** Rows of the constraints, then those of objectives; the last column holds the right sides. */
interface Program {
  readonly tableau: ExactTableau;
  /** The variable of each constraint's row, and of each column but the last. */
  readonly basic: number[];
  readonly nonbasic: number[];
}

/** First among all: by Bland's rule it leaves as soon as it may. */
const ARTIFICIAL = -1;

function swap({ tableau, basic, nonbasic }: Program, row: number, column: number): void {
  exchange(tableau, row, column);
  const [leaving, entering] = [basic[row] ?? 0, nonbasic[column] ?? 0];
  basic[row] = entering;
  nonbasic[column] = leaving;
}

/** The column of the smallest variable that raises an objective; -1: none does. */
function enteringColumn({ tableau, nonbasic }: Program, objective: number): number {
  const costs = tableau.entries[objective] ?? [];
  let best = -1;
  nonbasic.forEach((variable, column) => {
    if ((costs[column] ?? 0n) >= 0n) return;
    if (best === -1 || variable < (nonbasic[best] ?? 0)) best = column;
  });
  return best;
}

/** The row whose variable is the first to reach 0 when that of the column grows; -1: none does. */
function leavingRow({ tableau: { entries }, basic }: Program, column: number): number {
  let best = -1;
  basic.forEach((variable, row) => {
    const [above, below] = [entries[row]?.at(-1) ?? 0n, entries[row]?.[column] ?? 0n];
    if (below <= 0n) return;
    const [leastAbove, leastBelow] = [entries[best]?.at(-1) ?? 0n, entries[best]?.[column] ?? 1n];
    const order = best === -1 ? -1n : above * leastBelow - leastAbove * below;
    if (order < 0n || (order === 0n && variable < (basic[best] ?? 0))) best = row;
  });
  return best;
}

/** Raises the objective of a row as far as it goes; false: it has no bound. */
function climb(program: Program, objective: number): boolean {
  for (;;) {
    const column = enteringColumn(program, objective);
    if (column === -1) return true;
    const row = leavingRow(program, column);
    if (row === -1) return false;
    swap(program, row, column);
  }
}

/** The first phase: with a in A x - a <= b some x is feasible; then a is made as small as it goes. */
function makeFeasible(program: Program): boolean {
  const { tableau, basic, nonbasic } = program;
  const rightOf = (row: number) => tableau.entries[row]?.at(-1) ?? 0n;
  const worst = basic.reduce((least, _, row) => (rightOf(row) < rightOf(least) ? row : least), 0);
  if (rightOf(worst) >= 0n) return true;
  const width = nonbasic.push(ARTIFICIAL) - 1;
  tableau.entries.forEach((row, at) => row.splice(width, 0, at < basic.length ? -1n : 0n));
  const least = Array.from({ length: width + 2 }, (_, column) => (column === width ? 1n : 0n));
  const objective = tableau.entries.push(least) - 1;
  swap(program, worst, width);
  climb(program, objective);
  const column = nonbasic.indexOf(ARTIFICIAL);
  if (column === -1) return false;
  nonbasic.splice(column, 1);
  tableau.entries.pop();
  tableau.entries.forEach((row) => row.splice(column, 1));
  return true;
}

function programOf({ objective, matrix, bounds }: LinearProgram): Program {
  const rows = matrix.map((row, at) => toIntegers([...row, bounds[at] ?? rational(0n)]).integers);
  const costs = toIntegers(objective).integers.map((one) => -one);
  return {
    tableau: { entries: [...rows, [...costs, 0n]], denominator: 1n },
    basic: rows.map((_, row) => objective.length + row),
    nonbasic: objective.map((_, column) => column),
  };
}

export function maximize(given: LinearProgram): Optimum {
  const program = programOf(given);
  if (!makeFeasible(program)) return { status: "infeasible" };
  const { tableau, basic } = program;
  if (!climb(program, basic.length)) return { status: "unbounded" };
  const point = given.objective.map((_, variable) => {
    const right = tableau.entries[basic.indexOf(variable)]?.at(-1) ?? 0n;
    return rational(right, tableau.denominator);
  });
  return { status: "optimal", value: dotRationals(given.objective, point), point };
}
