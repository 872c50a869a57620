import { describe, expect, it } from "vitest";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import type { FunctionProgram, Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { PlatformError } from "../../src/domain/errors.ts";

type Run = FunctionProgram["run"];

/** What is said of a program on a matrix [2, 3] and a vector [4]. */
function refusalOf(run: Run): PlatformError {
  const inputs = {
    matrix: { shape: [2, 3] },
    vector: { shape: [4] },
    words: { shape: [3], type: "bool" },
  } as const;
  try {
    traceFunction({ name: "wrong", inputs, run });
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error("the program was traced");
}

/** The number of the line on which it is called. */
function lineHere(): number {
  const [, , caller = ""] = (new Error("here").stack ?? "").split("\n");
  return Number(/:(\d+):\d+\)?$/.exec(caller)?.[1]);
}

/** Programs in TypeScript see their inputs as possibly missing; these are not. */
function given(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error("the input is there");
  return tensor;
}

describe("a program with an error", () => {
  it("is told the shapes that do not fit, the operation, its name and the line", () => {
    let line = 0;
    const { code, message, path } = refusalOf((tf, { matrix, vector }) => {
      line = lineHere() + 1;
      return { sum: tf.add(given(matrix), given(vector)) };
    });
    expect(code).toBe("BAD_PROGRAM");
    expect(message).toContain("program wrong: Add: shapes [2, 3] and [4] do not fit");
    expect(message).toContain(`(engine-refusals.test.ts:${line})`);
    expect(path).toEqual([`engine-refusals.test.ts:${line}`]);
  });

  it("is told what product of matrices does not fit", () => {
    const { message } = refusalOf((tf, { matrix }) => ({
      product: tf.matMul(given(matrix), given(matrix)),
    }));
    expect(message).toContain("BatchMatMul: shapes [2, 3] and [2, 3] do not fit");
    expect(message).toMatch(/engine-refusals\.test\.ts:\d+/);
  });

  it("is told which operation the engine does not have, and the line", () => {
    let line = 0;
    const { code, message } = refusalOf((tf, { vector }) => {
      line = lineHere() + 1;
      return { spectrum: tf.unique(given(vector)).values };
    });
    expect(code).toBe("BAD_PROGRAM");
    expect(message).toContain("the engine has no operation Unique");
    expect(message).toContain(`(engine-refusals.test.ts:${line})`);
  });

  it("cannot read a value while it is traced", () => {
    const { message } = refusalOf((tf, { vector }) => ({
      rest: tf.scalar(given(vector).dataSync()[0] ?? 0),
    }));
    expect(message).toContain("a program cannot read a value while it is traced");
    expect(message).toMatch(/engine-refusals\.test\.ts:\d+/);
  });

  it("cannot use a tensor of another program", () => {
    let stranger: Tensor | undefined;
    traceFunction({
      ...{ name: "other", inputs: { x: { shape: [4] } } },
      run(_tf, { x }) {
        stranger = x;
        return { x: given(x) };
      },
    });
    const { message } = refusalOf((tf, { vector }) => ({
      sum: tf.add(given(vector), given(stranger)),
    }));
    expect(message).toContain("a tensor of another program is used in this one");
    expect(message).toMatch(/engine-refusals\.test\.ts:\d+/);
  });

  it("is told that truth values are no numbers", () => {
    const { message } = refusalOf((tf, { words }) => ({ sum: tf.add(given(words), given(words)) }));
    expect(message).toContain("Add computes with numbers and was given bool");
  });

  it("is told that integers are no floats", () => {
    const { message } = refusalOf((tf) => {
      const one = tf.scalar(1, "int32");
      return { angle: tf.atan2(one, one) };
    });
    expect(message).toContain("Atan2 computes with floats and was given int32: cast it to float32");
  });

  it.each([
    ["Pow", (tf: TraceTf, x: Tensor) => tf.pow(x, x)],
    ["Prod", (tf: TraceTf, x: Tensor) => tf.prod(x)],
    ["BatchMatMul", (tf: TraceTf, x: Tensor) => tf.matMul(x, x, true)],
  ])("is told to make floats of integers that may not fit: %s", (kernel, compute) => {
    const { message } = refusalOf((tf, { matrix }) => ({
      y: compute(tf, tf.cast(given(matrix), "int32")),
    }));
    expect(message).toContain(`${kernel} computes with floats and was given int32: cast it`);
  });

  it.each<[string, (tf: TraceTf, x: Tensor) => Tensor]>([
    ["AddN", (tf, x) => tf.addN([x, x])],
    ["TopK", (tf, x) => tf.topk(x, 2).values],
    ["MaxPool", (tf, x) => tf.maxPool(tf.reshape(x, [1, 1, 3, 1]) as never, [1, 3], 1, "valid")],
    ["UnsortedSegmentSum", (tf, x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0], "int32"), 2)],
  ])("is told to make numbers of truth values: %s", (kernel, compute) => {
    const { message } = refusalOf((tf, { words }) => ({ y: compute(tf, given(words)) }));
    expect(message).toContain(`${kernel} computes with numbers and was given bool: cast it`);
  });

  it.each<[string, (tf: TraceTf, x: Tensor) => Tensor]>([
    ["zeros", (tf) => tf.zeros([0, 3])],
    ["constants", (tf) => tf.tensor1d([])],
    ["copies", (tf, x) => tf.tile(x, [0, 1])],
    ["places", (tf, x) => tf.gather(x, tf.tensor1d([], "int32"))],
    ["the largest few", (tf, x) => tf.topk(x, 0).values],
  ])("is told that arrays have elements: %s", (_name, make) => {
    const { code, message } = refusalOf((tf, { matrix }) => ({ y: make(tf, given(matrix)) }));
    expect(code).toBe("BAD_PROGRAM");
    expect(message).toMatch(/an array \[.*\] has no elements.* \(engine-refusals\.test\.ts:\d+\)/);
  });

  it.each<[string, (tf: TraceTf, x: Tensor) => Tensor]>([
    ["the place of the largest of a number", (tf) => tf.argMax(tf.scalar(1))],
    ["shares in a number", (tf) => tf.softmax(tf.scalar(1))],
    ["sums so far of a number", (tf) => tf.cumsum(tf.scalar(1))],
    ["a sum along one axis twice", (tf, x) => tf.sum(x, [0, 0])],
    ["a product of numbers as of matrices", (tf) => tf.matMul(tf.scalar(1), tf.scalar(2))],
  ])("is told which axes there are not: %s", (_name, compute) => {
    const { code, message } = refusalOf((tf, { matrix }) => ({ y: compute(tf, given(matrix)) }));
    expect(code).toBe("BAD_PROGRAM");
    expect(message).toMatch(/axes|axis/);
  });

  it("is told how many elements a part would take", () => {
    const { message } = refusalOf((tf, { vector }) => ({ best: tf.topk(given(vector), 5).values }));
    expect(message).toMatch(/5/);
    expect(message).toMatch(/4/);
  });

  it("cannot differentiate inside of a derivative", () => {
    const { message } = refusalOf((tf, { vector }) => {
      const once = (x: Tensor) =>
        valueAndGradients((all) => tf.sum(tf.square(given(all["x"]))), { x }).value;
      const twice = valueAndGradients((all) => once(given(all["x"])), { x: given(vector) });
      return { twice: twice.value };
    });
    expect(message).toContain("a gradient inside a gradient");
  });
});

/** Every name that programs must not reach, and a word of the reason. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ...["grad", "grads", "valueAndGrad", "valueAndGrads", "variableGrads", "customGrad"].map(
    (name) => [name, /derivatives of the engine/] as const,
  ),
  ...["variable", "train"].map((name) => [name, /state enters and leaves/] as const),
  ...["dropout", "multinomial", "rand", "randomGamma", "randomNormal", "randomStandardNormal"].map(
    (name) => [name, /seeded generator/] as const,
  ),
  ...["randomUniform", "randomUniformInt", "truncatedNormal"].map(
    (name) => [name, /seeded generator/] as const,
  ),
  ...["engine", "env", "setBackend"].map((name) => [name, /tracer/] as const),
  ...["registerBackend", "registerGradient", "registerKernel"].map(
    (name) => [name, /tracer/] as const,
  ),
];

/** Held by the type checker: a name that programs may use makes this an error. */
type Reached = Extract<
  keyof TraceTf,
  | ("grad" | "grads" | "valueAndGrad" | "valueAndGrads" | "variableGrads" | "customGrad")
  | ("variable" | "train" | "dropout" | "multinomial" | "rand" | "randomGamma" | "randomNormal")
  | ("randomStandardNormal" | "randomUniform" | "randomUniformInt" | "truncatedNormal")
  | ("engine" | "env" | "setBackend" | "registerBackend" | "registerGradient" | "registerKernel")
>;
const REACHED: Reached[] = [];

describe("what programs must not reach", () => {
  it.each(FORBIDDEN)("tf.%s is refused with the reason", (name, reason) => {
    const { code, message } = refusalOf((tf) => {
      const reached = (tf as unknown as Record<string, unknown>)[name];
      return { reached: reached as Tensor };
    });
    expect(code).toBe("BAD_PROGRAM");
    expect(message).toContain(`tf.${name} is not for programs`);
    expect(message).toMatch(reason);
  });

  it("is not in the types either", () => {
    const nothing: never[] = REACHED;
    expect(nothing).toEqual([]);
  });
});
