import { describe, expect, it } from "vitest";
import { LiveTable } from "../../../src/cli/live-table.ts";
import type { Output } from "../../../src/cli/output.ts";

function screen(isTerminal: boolean, rows = Infinity) {
  const written: string[] = [];
  const output: Output = {
    isTerminal,
    columns: 42,
    rows,
    out: (text) => written.push(text),
    err: (text) => written.push(`err ${text}`),
    document: (text) => written.push(text),
    control: (sequence) => written.push(JSON.stringify(sequence)),
  };
  return { written, table: new LiveTable(output) };
}

const row = (state: string, done: number) => ({ name: "s1", state, done, total: 4 });

describe("a live table in a terminal", () => {
  it("is redrawn in place, and cut to the terminal's width", () => {
    const { written, table } = screen(true);
    table.show([row("running", 1)]);
    table.show([row("running", 2)]);
    expect(written).toEqual([
      "s1  running  █████░░░░░░░░░░░░░░░  1/4 ru",
      '"\\u001b[1A\\u001b[0J"',
      "s1  running  ██████████░░░░░░░░░░  2/4 ru",
    ]);
  });

  it("moves down for a note", () => {
    const { written, table } = screen(true);
    table.show([row("running", 4)]);
    table.note("worker: hello");
    expect(written.slice(1)).toEqual([
      '"\\u001b[1A\\u001b[0J"',
      "err worker: hello",
      "s1  running  ████████████████████  4/4 ru",
    ]);
  });

  it("is no higher than the terminal: what runs is shown, the rest is counted", () => {
    const { written, table } = screen(true, 4);
    const states = ["succeeded", "running", "queued", "succeeded", "queued", "running"];
    const rows = states.map((state, at) => ({ name: `s${at}`, state, done: 0, total: 1 }));
    table.show(rows);
    expect(written.map((line) => line.slice(0, 30).trimEnd())).toEqual([
      "s1  running  ░░░░░░░░░░░░░░░░░",
      "s5  running  ░░░░░░░░░░░░░░░░░",
      "and 4 more: 2 queued, 2 succee",
    ]);
    table.show(rows);
    expect(written[3]).toBe('"\\u001b[3A\\u001b[0J"');
  });

  it("stays where it is once it is finished", () => {
    const { written, table } = screen(true);
    table.show([row("running", 0)]);
    table.finish();
    table.note("stopping");
    expect(written.slice(1)).toEqual(["err stopping"]);
  });
});

describe("a live table without a terminal", () => {
  it("is one plain line for each change of state", () => {
    const { written, table } = screen(false);
    table.show([row("queued", 0)]);
    table.show([row("running", 1)]);
    table.show([row("running", 2)]);
    table.show([row("succeeded", 4)]);
    expect(written).toEqual([
      "err s1: queued (0/4 runs)",
      "err s1: running (1/4 runs)",
      "err s1: succeeded (4/4 runs)",
    ]);
  });
});
