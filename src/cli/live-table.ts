import { alignRows, plain, type Output } from "./output.ts";

export interface TableRow {
  readonly name: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
}

const BAR_WIDTH = 20;

function bar({ done, total }: TableRow): string {
  const filled = total === 0 ? 0 : Math.round((done / total) * BAR_WIDTH);
  return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
}

function cells(row: TableRow): string[] {
  return [row.name, row.state, bar(row), `${row.done}/${row.total} runs`];
}

const FIRST_STATES = ["running", "queued"];

/** What runs comes before what waits, and that before what is finished. */
function rank({ state }: TableRow): number {
  const place = FIRST_STATES.indexOf(state);
  return place < 0 ? FIRST_STATES.length : place;
}

function countStates(rows: readonly TableRow[]): string {
  const counts = Map.groupBy(rows, ({ state }) => state);
  return [...counts].map(([state, { length }]) => `${length} ${state}`).join(", ");
}

/** A cursor cannot be moved above the screen: what fits, the running ones first, and the others counted. */
function fitting(rows: readonly TableRow[], height: number): string[] {
  if (rows.length <= height) return alignRows(rows.map(cells));
  const sorted = rows.toSorted((left, right) => rank(left) - rank(right));
  const [shown, rest] = [sorted.slice(0, height - 1), sorted.slice(height - 1)];
  return [...alignRows(shown.map(cells)), `and ${rest.length} more: ${countStates(rest)}`];
}

/**
 * A table that is redrawn in place. Without a terminal there is no redrawing: a line is printed
 * when the state of a row changes.
 */
export class LiveTable {
  readonly #output: Output;
  readonly #states = new Map<string, string>();
  #drawn = 0;
  #rows: readonly TableRow[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  show(rows: readonly TableRow[]): void {
    if (this.#output.isTerminal) this.#redraw(rows);
    else this.#report(rows);
  }

  /** Prints a line above the table. */
  note(line: string): void {
    const rows = this.#rows;
    if (this.#drawn > 0) this.#output.control(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
    this.#output.err(line);
    if (this.#output.isTerminal && rows.length > 0) this.#redraw(rows);
  }

  /** Leaves the last table standing and goes on below it. */
  finish(): void {
    this.#drawn = 0;
    this.#rows = [];
  }

  #redraw(rows: readonly TableRow[]): void {
    this.#rows = rows;
    // The line below the table is the cursor's.
    const lines = fitting(rows, Math.max(1, (this.#output.rows ?? Infinity) - 1));
    if (this.#drawn > 0) this.#output.control(`\u001b[${this.#drawn}A\u001b[0J`);
    for (const line of lines) this.#output.out(plain(line).slice(0, this.#output.columns - 1));
    this.#drawn = lines.length;
  }

  #report(rows: readonly TableRow[]): void {
    for (const { name, state, done, total } of rows) {
      if (this.#states.get(name) === state) continue;
      this.#states.set(name, state);
      this.#output.err(`${name}: ${state} (${done}/${total} runs)`);
    }
  }
}
