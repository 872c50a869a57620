import { describe, expect, it } from "vitest";
import type { HostArrays } from "../../src/compute/engine/engines/engine.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import type { FunctionProgram, Tensor } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { PRECISIONS } from "../../src/domain/engine-name.ts";
import { runOn } from "../support/engine-families.ts";
import { ENGINES_HERE } from "../support/engines-here.ts";

type Run = FunctionProgram["run"];

/** A program on images [2, 5, 6, 3] and filters [3, 3, 3, 4]. */
function traced(run: Run) {
  const inputs = { x: { shape: [2, 5, 6, 3] }, filter: { shape: [3, 3, 3, 4] } };
  return traceFunction({ name: "images", inputs, run });
}

/** As constants of the program, or computed by it: then nobody knows them before it runs. */
function rowsBy(index: number, batchDims: 0 | 1, isComputed = false): Run {
  const shape = batchDims === 0 ? [1] : [2, 1];
  return (tf, { table }) => {
    const constant = tf.tensor([index, 0].slice(0, batchDims + 1), shape, "int32");
    const indices = isComputed ? tf.mul(constant, tf.scalar(1, "int32")) : constant;
    return { rows: tf.gather(table as Tensor, indices, batchDims, batchDims) };
  };
}

const TABLE = { table: Float64Array.of(1, 2, 3, 4, 5, 6) };

describe("convolutions and pools that do not fit", () => {
  it("are refused with both shapes where the window is larger than the padded image", () => {
    const run: Run = (tf, { x }) => ({ y: tf.avgPool(x as never, 7, 1, "valid") });
    expect(() => traced(run)).toThrow(
      /AvgPool: images \[2, 5, 6, 3\], windows \[7, 7\]: a window spans 7 of 5 positions along axis 1 \(engine-images\.test\.ts:\d+\)/,
    );
    const padded: Run = (tf, { x }) => ({ y: tf.avgPool(x as never, 7, 1, 1) });
    expect(traced(padded).outputs["y"]?.shape).toEqual([2, 1, 2, 3]);
  });

  it("are refused with the channels that differ", () => {
    const run: Run = (tf, { x, filter }) => ({
      y: tf.conv2d(
        tf.slice(x as Tensor, [0, 0, 0, 0], [2, 5, 6, 2]) as never,
        filter as never,
        1,
        0,
      ),
    });
    expect(() => traced(run)).toThrow(/conv2d: depth of input \(2\) must match.* 3.*test\.ts:\d+/);
  });

  it("are refused at stride 0 and with channels first", () => {
    const still: Run = (tf, { x }) => ({ y: tf.maxPool(x as never, 2, 0, "valid") });
    expect(() => traced(still)).toThrow(
      /MaxPool: .*strides and dilations are whole and at least 1/,
    );
    const first: Run = (tf, { x, filter }) => ({
      y: tf.conv2d(tf.transpose(x as Tensor, [0, 3, 1, 2]) as never, filter as never, 1, 0, "NCHW"),
    });
    expect(() => traced(first)).toThrow(/channels stand last/);
  });

  it("are refused where only a part of a window would lie inside", () => {
    const run: Run = (tf, { x }) => ({ y: tf.maxPool(x as never, 2, 2, 0, "ceil") });
    expect(() => traced(run)).toThrow(/windows beyond the border/);
  });

  it.each(["avgPool", "maxPool"] as const)("are refused where %s sees nothing", (kind) => {
    const run: Run = (tf, { x }) => ({ y: tf[kind](x as never, 2, 2, 2) });
    expect(() => traced(run)).toThrow(
      /Pool: images \[2, 5, 6, 3\]: window 0 along axis 1 lies wholly in the border \(engine-images/,
    );
  });

  it("are refused with a border for integers, which have nothing below the least of them", () => {
    const pool = (pad: "valid" | "same") => () =>
      traced((tf, { x }) => ({ y: tf.maxPool(tf.cast(x as never, "int32"), 2, 2, pad) }));
    expect(pool("same")).toThrow(/MaxPool has a border for floats only and was given int32/);
    expect(pool("valid")).not.toThrow();
  });
});

describe.each(ENGINES_HERE)("rows by their numbers on %s", (engine) => {
  describe.each([
    [3, 0],
    [-4, 0],
    [3, 1],
    [-4, 1],
  ] as const)("row %s with %s batch axes", (index, batchDims) => {
    const reading = (isComputed: boolean) => {
      const shape = batchDims === 0 ? [3, 2] : [2, 3];
      const run = rowsBy(index, batchDims, isComputed);
      return traceFunction({ name: "rows", inputs: { table: { shape } }, run });
    };

    it.each(PRECISIONS)("is refused before it runs, with the line, in %s", async (precision) => {
      await expect(runOn(engine, precision, reading(false), TABLE)).rejects.toMatchObject({
        code: "BAD_PROGRAM",
        message: expect.stringMatching(
          /GatherV2: .* row (3|-4) of 3, .*\(engine-images\.test\.ts:\d+\)/,
        ) as string,
      });
    });

    it.each(PRECISIONS)("is not read where the program computes it, in %s", async (precision) => {
      await expect(runOn(engine, precision, reading(true), TABLE)).rejects.toMatchObject({
        code: "VERIFICATION_FAILED",
      });
    });
  });

  it.each(PRECISIONS)("count from the end where they are negative, in %s", async (precision) => {
    const inputs = { table: { shape: [3, 2] } };
    const graph = traceFunction({
      ...{ name: "rows", inputs },
      run(tf, { table }) {
        const { gradients } = valueAndGradients(
          ({ table: given }) =>
            tf.sum(rowsBy(-1, 0)(tf, { table: given as Tensor })["rows"] as Tensor),
          { table: table as Tensor },
        );
        return { ...rowsBy(-1, 0)(tf, { table: table as Tensor }), ...gradients };
      },
    });
    const { rows, table } = await runOn(engine, precision, graph, TABLE);
    expect([...(rows ?? []), ...(table ?? [])]).toEqual([5, 6, 0, 0, 0, 0, 1, 1]);
  });
});

describe.each(ENGINES_HERE)("bytes on %s", (engine) => {
  it("stay bytes where they are only moved", async () => {
    const graph = traceFunction({
      ...{ name: "bytes", inputs: { images: { shape: [3, 2], type: "uint8" } } },
      run(tf, { images }) {
        const rows = tf.gather(images as Tensor, tf.tensor1d([2, 0], "int32"));
        const moved = tf.pad(tf.reverse(tf.slice(rows, [0, 1], [2, 1])), [
          [0, 0],
          [1, 0],
        ]);
        return { moved, sum: tf.add(moved, 1) };
      },
    });
    expect(graph.outputs["moved"]?.type).toBe("uint8");
    const images: HostArrays = { images: Uint8Array.of(1, 200, 3, 4, 5, 255) };
    const { moved, sum } = await runOn(engine, "float32", graph, images);
    expect(moved).toEqual(Uint8Array.of(0, 200, 0, 255));
    expect(Array.from(sum ?? [])).toEqual([1, 201, 1, 256]);
  });
});
