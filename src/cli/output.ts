import { EXIT } from "../domain/errors.ts";

/** Control characters, which could drive the terminal; line breaks and tabs stay. */
const CONTROL = /(?![\n\t])\p{Cc}/gu;

export function plain(text: string): string {
  return text.replace(CONTROL, "");
}

const COLUMNS = 100;

/** Where a command writes: answers to `out`, everything else to `err`. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Of a terminal; without it nothing is cut. */
  readonly rows?: number;
  out(text: string): void;
  err(text: string): void;
  /** A document for another program, byte for byte; `out` is for people. */
  document(text: string): void;
  /** Terminal control, such as moving the cursor; does nothing without a terminal. */
  control(sequence: string): void;
}

/** A terminal that does not know its width says 0. */
export function columnsOf({ columns }: { readonly columns: number }): number {
  return columns > 0 ? columns : COLUMNS;
}

export function processOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough (head, less) is no failure of ours.
      if (error.code === "EPIPE") return;
      const told =
        error.code === "ENOSPC" ? "DISK_FULL the disk is full" : `INTERNAL ${error.message}`;
      process.stderr.write(`corollary: ${told}: the answer could not be written\n`);
      process.exit(EXIT.failed);
    });
  }
  const isTerminal = process.stdout.isTTY;
  return {
    isTerminal,
    // Asked each time: a window changes its size.
    get columns() {
      return isTerminal ? columnsOf(process.stdout) : COLUMNS;
    },
    get rows() {
      const rows = isTerminal ? process.stdout.rows : 0;
      return rows > 0 ? rows : Infinity;
    },
    out: (text) => void process.stdout.write(`${plain(text)}\n`),
    err: (text) => void process.stderr.write(`${plain(text)}\n`),
    document: (text) => void process.stdout.write(text),
    control: (sequence) => {
      if (isTerminal) process.stdout.write(sequence);
    },
  };
}

/** One document on standard output. */
export function printJson(output: Output, value: unknown): void {
  output.out(JSON.stringify(value, null, 2));
}

/** Columns as wide as their widest cell. */
export function alignRows(rows: readonly (readonly string[])[], gap = "  "): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}
