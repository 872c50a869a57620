import { describe, expect, it } from "vitest";
import {
  assertRows,
  rowBounds,
  withRowsOnProcessor,
} from "../../../src/compute/engine/engines/rows.ts";
import type { Tensor } from "../../../src/compute/engine/program.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";

/** Rows of a table of three by numbers that the program has itself. */
const rowsOf = (...numbers: number[]) =>
  traceFunction({
    name: "rows",
    inputs: { table: { shape: [3, 2] } },
    run: (tf, { table }) => ({
      rows: tf.gather(table as Tensor, tf.tensor1d(numbers, "int32")),
    }),
  });

/** Sums of three in two segments, by numbers that the program has itself. */
const sumsBy = (...numbers: number[]) =>
  traceFunction({
    name: "sums",
    inputs: { x: { shape: [3] } },
    run: (tf, { x }) => ({
      sums: tf.unsortedSegmentSum(x as never, tf.tensor1d(numbers, "int32"), 2),
    }),
  });

describe("numbers of rows that a program has itself", () => {
  it("may be all that there are, from the end too", () => {
    expect(rowBounds(rowsOf(0, 2, -1, -3), [])).toEqual([]);
  });

  it.each([3, -4])("are an error of the program where there is no such row: %s", (number) => {
    expect(() => rowBounds(rowsOf(0, number), [])).toThrow(
      expect.objectContaining({
        code: "BAD_PROGRAM",
        message: expect.stringMatching(
          new RegExp(
            `^GatherV2: element 1 is row ${number} of 3, which are 0 to 2 \\(row-bounds\\.test\\.ts:\\d+\\)$`,
          ),
        ) as unknown,
        path: [expect.stringMatching(/^row-bounds\.test\.ts:\d+$/)],
      }),
    );
  });

  it("may be any below 0 where they are of segments: these are left out", () => {
    const graph = sumsBy(1, -1, -3);
    expect(rowBounds(graph, [])).toEqual([]);
    expect(withRowsOnProcessor(graph, [])).toBe(graph);
  });

  it("are an error of the program where there is no such segment", () => {
    expect(() => rowBounds(sumsBy(0, 1, 2), [])).toThrow(
      "UnsortedSegmentSum: element 2 is row 2 of 2, which are 0 to 1",
    );
  });
});

describe("numbers of rows that a call is given", () => {
  const graph = traceFunction({
    name: "given",
    inputs: {
      ...{ table: { shape: [3, 2] }, x: { shape: [2] } },
      ...{ places: { shape: [2], type: "int32" }, segments: { shape: [2], type: "int32" } },
    },
    run: (tf, { table, x, places, segments }) => ({
      rows: tf.gather(table as Tensor, places as Tensor),
      sums: tf.unsortedSegmentSum(x as never, segments as never, 2),
    }),
  });

  it("have their bounds, and numbers below 0 leave out segments alone", () => {
    const bounds = rowBounds(graph, ["table", "x", "places", "segments"]);
    expect(bounds).toEqual([
      { input: "places", rows: 3, leavesOut: false },
      { input: "segments", rows: 2, leavesOut: true },
    ]);
    const given = (place: number, segment: number) => () => {
      const [places, segments] = [place, segment].map((one) => Int32Array.of(0, one));
      assertRows(bounds, { places: places ?? [], segments: segments ?? [] } as never);
    };
    expect(given(-3, -3)).not.toThrow();
    expect(given(-4, 0)).toThrow("array places: element 1 is row -4 of 3, which are 0 to 2");
    expect(given(0, 2)).toThrow("array segments: element 1 is row 2 of 2, which are 0 to 1");
  });
});
