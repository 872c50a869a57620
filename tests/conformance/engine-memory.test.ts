import { describe, expect, it } from "vitest";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { ENGINES_HERE, engineHere } from "../support/engines-here.ts";

const SIDE = 2 ** 24;

/** A table of 2^48 products, a petabyte: more than any process can address. */
const HUGE = traceFunction({
  name: "huge",
  inputs: { rows: { shape: [SIDE, 1] } },
  run(tf, { rows }) {
    if (rows === undefined) throw new Error("the program has an input");
    return { sum: tf.sum(tf.sin(tf.matMul(rows, rows, false, true))) };
  },
});

describe.each(ENGINES_HERE)("a program that no memory is enough for, on %s", (name) => {
  it("is told to be that: the machine's trouble, and nothing about a claim", async () => {
    const engine = await engineHere(name);
    const run = async () => {
      const executable = await engine.compileFunction("huge", HUGE, "float32");
      return executable.run({ rows: new Float32Array(SIDE) });
    };
    await expect(run()).rejects.toMatchObject({
      code: "NOT_ENOUGH_MEMORY",
      message: expect.stringMatching(/ gets no memory for this program: take a smaller /) as string,
    });
  });
});
