import { beforeAll, describe, expect, it } from "vitest";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { runOn } from "../support/engine-families.ts";
import { ENGINES_HERE, NATIVE_PRECISIONS } from "../support/engines-here.ts";

const [LEAST, LARGEST] = [-(2 ** 31), 2 ** 31 - 1];
const ENGINES = [["reference", "float64"] as const, ...NATIVE_PRECISIONS];

/** A function of floats, what it is given, and what it gives by IEEE 754 and as NumPy has it. */
interface Case {
  readonly name: string;
  readonly given: readonly number[];
  readonly run: (tf: TraceTf, x: Tensor) => Tensor;
  readonly wanted: readonly number[];
}

const parts = (tf: TraceTf, x: Tensor) => tf.unstack(tf.reshape(x, [2, -1])) as [Tensor, Tensor];

const CASES: readonly Case[] = [
  {
    name: "integers of what is no integer",
    given: [NaN, Infinity, -Infinity, 3e9, -3e9, 2 ** 31, -(2 ** 31), 2.9, -2.9],
    run: (tf, x) => tf.cast(x, "int32"),
    wanted: [0, LARGEST, LEAST, LARGEST, LEAST, LARGEST, LEAST, 2, -2],
  },
  {
    name: "powers of 1, -1 and 0",
    given: [1, 1, 1, -1, -1, 0, NaN, 0.5, NaN, Infinity, -Infinity, Infinity, -Infinity, 0, 0, 1],
    run: (tf, x) => tf.pow(...parts(tf, x)),
    wanted: [1, 1, 1, 1, 1, 1, 1, 0.5],
  },
  {
    name: "angles of infinities",
    given: [Infinity, Infinity, -Infinity, 1, Infinity, NaN, Infinity, -Infinity, -Infinity].concat(
      [Infinity, 1, 1],
    ),
    run: (tf, x) => tf.mul(tf.atan2(...parts(tf, x)), 4 / Math.PI),
    wanted: [1, 3, -3, 0, 2, NaN],
  },
  {
    name: "the error function far out",
    given: [Infinity, -Infinity, 1e30, -1e30, 5, NaN],
    run: (tf, x) => tf.erf(x),
    wanted: [1, -1, 1, -1, 0.9999999999984626, NaN],
  },
  {
    name: "inverse hyperbolic functions far out",
    given: [Infinity, 1e30, -Infinity, -1e30, NaN],
    run: (tf, x) => tf.concat([tf.asinh(x), tf.acosh(x)]),
    wanted: [
      ...[Infinity, Math.asinh(1e30), -Infinity, Math.asinh(-1e30), NaN],
      ...[Infinity, Math.acosh(1e30), NaN, NaN, NaN],
    ],
  },
  {
    name: "the place of the largest, which NaN is",
    given: [1, 2, NaN, NaN, Infinity, NaN, 5, 5, -Infinity, -Infinity, -Infinity, -Infinity],
    run: (tf, x) => tf.argMax(tf.reshape(x, [3, 4]), 1),
    wanted: [2, 1, 0],
  },
  {
    name: "the place of the smallest, which NaN is",
    given: [1, 2, NaN, NaN, -Infinity, NaN, 5, 5, Infinity, Infinity, Infinity, Infinity],
    run: (tf, x) => tf.argMin(tf.reshape(x, [3, 4]), 1),
    wanted: [2, 1, 0],
  },
  {
    name: "the largest few, NaN first",
    given: [1, NaN, Infinity, 3, NaN, 2, -Infinity, -Infinity, 0, -Infinity, -1, -Infinity],
    run: (tf, x) => tf.topk(tf.reshape(x, [2, 6]), 4).values,
    wanted: [NaN, NaN, Infinity, 3, 0, -1, -Infinity, -Infinity],
  },
  {
    name: "where the largest few stand",
    given: [1, NaN, Infinity, 3, NaN, 2, -Infinity, -Infinity, 0, -Infinity, -1, -Infinity],
    run: (tf, x) => tf.topk(tf.reshape(x, [2, 6]), 4).indices,
    wanted: [1, 4, 2, 3, 2, 4, 0, 1],
  },
  {
    name: "shares in infinities",
    given: [1, Infinity, 2, -Infinity, -Infinity, -Infinity, 0, 0, -Infinity],
    run: (tf, x) => tf.softmax(tf.reshape(x, [3, 3])),
    wanted: [NaN, NaN, NaN, NaN, NaN, NaN, 0.5, 0.5, 0],
  },
  {
    name: "the signs of zeros, where IEEE 754 says them",
    given: [0, -0, 1, -1],
    run: (tf, x) => tf.concat([tf.div(1, tf.neg(x)), tf.div(1, tf.mul(x, -2))]),
    wanted: [-Infinity, Infinity, -1, 1, -Infinity, Infinity, -0.5, 0.5],
  },
];

function closeTo(wanted: number, precision: Precision): number {
  if (!Number.isFinite(wanted)) return wanted;
  const allowed = (precision === "float32" ? 1e-6 : 1e-14) * Math.max(1, Math.abs(wanted));
  return expect.toSatisfy((found: number) => Math.abs(found - wanted) <= allowed) as number;
}

describe.each(ENGINES)("strange numbers on %s in %s", (engine, precision) => {
  let found: Record<string, HostData> = {};

  beforeAll(async () => {
    const inputs = CASES.map(({ name, given }) => [name, { shape: [given.length] }]);
    const graph = traceFunction({
      ...{ name: "strange", inputs: Object.fromEntries(inputs) as Record<string, never> },
      run: (tf, tensors) =>
        Object.fromEntries(CASES.map(({ name, run }) => [name, run(tf, tensors[name] as Tensor)])),
    });
    const arrays = CASES.map(({ name, given }) => [name, Float64Array.from(given)]);
    const given = Object.fromEntries(arrays) as Record<string, Float64Array>;
    found = await runOn(engine, precision, graph, given);
  });

  it.each(CASES)("$name", ({ name, wanted }) => {
    expect(Array.from(found[name] ?? [])).toEqual(wanted.map((one) => closeTo(one, precision)));
  });
});

function ofIntegers(
  engine: EngineName,
  run: (tf: TraceTf, a: Tensor, b: Tensor) => Tensor,
  [a, b]: readonly [readonly number[], readonly number[]],
) {
  const shape = [a.length];
  const graph = traceFunction({
    ...{ name: "integers", inputs: { a: { shape, type: "int32" }, b: { shape, type: "int32" } } },
    run: (tf, given) => ({ y: run(tf, given["a"] as Tensor, given["b"] as Tensor) }),
  });
  return runOn(engine, "float64", graph, { a: Int32Array.from(a), b: Int32Array.from(b) });
}

describe.each(ENGINES_HERE)("integers at their ends on %s", (engine) => {
  it("wrap around when they are multiplied, added and squared", async () => {
    const compute = (tf: TraceTf, a: Tensor, b: Tensor) =>
      tf.concat([tf.mul(a, b), tf.add(a, b), tf.square(a)]);
    const { y } = await ofIntegers(engine, compute, [
      [LARGEST, LEAST, 65536],
      [LARGEST, -1, 65537],
    ]);
    expect(Array.from(y ?? [])).toEqual([1, LEAST, 65536, -2, LARGEST, 131073, 1, 0, 0]);
  });

  it("are divided towards minus infinity", async () => {
    const { y } = await ofIntegers(engine, (tf, a, b) => tf.floorDiv(a, b), [
      [LEAST, LARGEST, -7, 7, LEAST],
      [2, -1, 2, -2, LARGEST],
    ]);
    expect(Array.from(y ?? [])).toEqual([-(2 ** 30), -LARGEST, -4, -4, -2]);
  });

  it.each([
    ["a quotient", (tf: TraceTf, a: Tensor, b: Tensor) => tf.floorDiv(a, b)],
    ["a rest", (tf: TraceTf, a: Tensor, b: Tensor) => tf.mod(a, b)],
  ])("are not divided by 0 for %s", async (_name, divide) => {
    await expect(ofIntegers(engine, divide, [[1], [0]])).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
    });
  });
});

/** Below the smallest normal number of the precision, in which 2^-8 of it is still a number. */
const TINY = { float32: 2 ** -126, float64: 2 ** -1022 } as const;

/** What docs/engines.md says of the engines on processors: where this changes, it has to. */
const ON_PROCESSORS = ENGINES.filter(([engine]) => engine !== "tensorflow-gpu");

describe.each(ON_PROCESSORS)(
  "numbers below the smallest normal one on %s in %s",
  (engine, precision) => {
    const isKept = engine !== "tensorflow-cpu";

    it(isKept ? "are numbers" : "are 0", async () => {
      const graph = traceFunction({
        ...{ name: "tiny", inputs: { x: { shape: [20] } } },
        run: (tf, { x }) => ({ y: tf.mul(x as Tensor, 2 ** -8) }),
      });
      const x = new Float64Array(20).fill(TINY[precision]);
      const { y } = await runOn(engine, precision, graph, { x });
      const wanted = isKept ? TINY[precision] * 2 ** -8 : 0;
      expect(Array.from(y ?? [])).toEqual(new Array(20).fill(wanted));
    });
  },
);

describe.each(ON_PROCESSORS)("what %s has of its own in %s", (engine, precision) => {
  const isTensorflow = engine === "tensorflow-cpu";
  const lowest = -(precision === "float32" ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE);

  it.each([
    ["the root of -infinity as a power", isTensorflow ? NaN : Infinity, -Infinity, "power"],
    ["the lowest number in a window", isTensorflow ? -Infinity : lowest, lowest, "largest"],
  ] as const)("%s is %d", async (_name, wanted, given, output) => {
    const graph = traceFunction({
      ...{ name: "own", inputs: { x: { shape: [1, 2, 2, 1] } } },
      run: (tf, { x }) => ({
        power: tf.pow(x as Tensor, 0.5),
        largest: tf.maxPool(x as never, 2, 2, "valid"),
      }),
    });
    const found = await runOn(engine, precision, graph, { x: new Float64Array(4).fill(given) });
    expect(found[output]?.[0]).toBe(wanted);
  });
});

/** What docs/engines.md says of functions whose values engines round to 0 against 1. */
describe.each(ENGINES)("small values on %s in %s", (engine, precision) => {
  const compute = async () => {
    const graph = traceFunction({
      ...{ name: "small", inputs: { x: { shape: [2] } } },
      run: (tf, { x }) => ({ sigmoid: tf.sigmoid(x as Tensor), elu: tf.elu(x as Tensor) }),
    });
    return runOn(engine, precision, graph, { x: Float64Array.of(-20, -(2 ** -40)) });
  };

  it("are right to one rounding of 1", async () => {
    const { sigmoid, elu } = await compute();
    const allowed = precision === "float32" ? 2 ** -23 : 2 ** -52;
    const error = Math.abs((sigmoid?.[0] ?? NaN) - 1 / (1 + Math.exp(20)));
    expect(error).toBeLessThanOrEqual(allowed);
    expect(Math.abs((elu?.[1] ?? NaN) - Math.expm1(-(2 ** -40)))).toBeLessThanOrEqual(allowed);
  });

  const isCut = engine === "onnx-cpu" && precision === "float32";
  it(isCut ? "are 0 of a sigmoid below -18" : "are those of a sigmoid far below 0", async () => {
    const { sigmoid } = await compute();
    expect((sigmoid?.[0] ?? NaN) > 0).toBe(!isCut);
  });
});
