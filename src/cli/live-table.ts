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
    const lines = alignRows(rows.map(cells));
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
