import { beforeAll, describe, expect, it } from "vitest";
import type { HostArrays, HostData } from "../../src/compute/engine/engines/engine.ts";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { prefixed, unprefixed } from "../../src/compute/engine/names.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { differenceOf } from "../support/engine-differences.ts";
import { runOn } from "../support/engine-families.ts";
import { NATIVE_PRECISIONS } from "../support/engines-here.ts";

type Given = Readonly<Record<"x" | "square" | "k", Tensor>>;

/** What is made of a matrix of 2 x 3, a square one and a number: passes could write it otherwise. */
interface Case {
  readonly name: string;
  readonly run: (tf: TraceTf, given: Given) => Tensor;
  readonly given?: Readonly<Partial<Record<keyof Given, readonly number[]>>>;
  /** Of what is added up: rounding is a part of it. */
  readonly magnitude: number;
}

const X = [1, -2, 3, 4, 5, -7];
const SQUARE = [1, 2, 4, -8, 16, 32, 5, -25, 125];
const centred = (tf: TraceTf, x: Tensor) => tf.sub(x, tf.mean(x, 0));

const DEVIATIONS: readonly Case[] = [
  ...[2, NaN, Infinity, -Infinity].map((k): Case => {
    return {
      ...{ name: `the sum of deviations times ${k}, an input`, given: { k: [k] }, magnitude: 20 },
      run: (tf, given) => tf.sum(tf.mul(centred(tf, given.x), given.k), 0),
    };
  }),
  ...[NaN, Infinity].map((k): Case => {
    return {
      ...{ name: `the sum of deviations times the constant ${k}`, magnitude: 20 },
      run: (tf, { x }) => tf.sum(tf.mul(centred(tf, x), tf.scalar(k)), 0),
    };
  }),
  ...[NaN, Infinity, -Infinity].map((odd): Case => {
    return {
      ...{ name: `the sum of deviations from a mean with ${odd} in it`, magnitude: 20 },
      given: { x: X.with(1, odd) },
      run: (tf, { x }) => tf.sum(tf.mul(centred(tf, x), 3), 0),
    };
  }),
  {
    ...{ name: "the sum of deviations from a mean with more axes", magnitude: 20 },
    run: (tf, { x }) => tf.sum(tf.sub(x, tf.reshape(tf.mean(x), [1, 1, 1])), [0, 1]),
  },
  {
    ...{ name: "the sums of rows less the means of others", magnitude: 200 },
    run: (tf, { square }) => tf.sum(tf.sub(square, tf.mean(square, 1)), 1),
  },
];

const MULTIPLES: readonly Case[] = [
  {
    ...{ name: "the sums of multiples of rows, as a column", magnitude: 20 },
    run: (tf, { x }) => tf.sum(tf.mul(x, tf.tanh(tf.sum(x, 1, true))), 1, true),
  },
  {
    ...{ name: "the sums of multiples of rows, as a vector", magnitude: 20 },
    run: (tf, { x }) => tf.sum(tf.mul(x, tf.tanh(tf.sum(x, 1, true))), 1),
  },
  {
    ...{ name: "the means of parts of columns, as a row", magnitude: 20 },
    run: (tf, { x }) => tf.mean(tf.div(x, tf.exp(tf.mean(x, 0, true))), 0, true),
  },
  {
    ...{ name: "the sum of little of what is near the largest number", magnitude: 0 },
    run: (tf, { x }) => tf.sum(tf.mul(x, tf.tensor1d([1e-20, 1, 1])), 0),
    given: { x: [3e38, 1, 1, 3e38, 1, 1] },
  },
];

const CHAINS = (
  [
    ["factors which together overflow", 1e-25, [1e20, 1e20]],
    ["factors which together are 0", 1e25, [1e-24, 1e-22]],
    ["0 times factors which together overflow", 0, [1e20, 1e20]],
  ] as const
).flatMap(([name, first, [a, b]]): Case[] => [
  {
    ...{ name: `${name}, of one column`, given: { x: [first, 1, 2, first, 3, 4] }, magnitude: 0 },
    run: (tf, { x }) => tf.mul(tf.mul(x, tf.tensor1d([a, 1, 2])), tf.tensor1d([b, 3, 1])),
  },
  {
    ...{ name: `${name}, of all`, given: { x: X.map(() => first) }, magnitude: 0 },
    run: (tf, { x }) => tf.mul(tf.mul(x, a), b),
  },
  {
    ...{ name: `${name}, around a product`, magnitude: 0 },
    given: { x: X.map(() => first), square: SQUARE.map(() => 1) },
    run: (tf, { x, square }) => tf.mul(tf.matMul(tf.mul(x, a), square), b),
  },
]);

const PRODUCT: Case = {
  ...{ name: "a product of large numbers, of which some are made small", magnitude: 0 },
  run: (tf, { x, square }) => tf.matMul(tf.mul(x, 1e-30), square),
  given: { x: X.map(() => 1e30), square: SQUARE.map(() => 1e30) },
};

/** Each of the three factors is moderate, two of them are together: all three are 0 in float32. */
const TINY: Case = {
  ...{ name: "a product of large numbers, made small three times", magnitude: 0 },
  given: { x: X.map(() => 2 ** 60), square: SQUARE.map(() => 2 ** 120) },
  run(tf, { x, square }) {
    const once = tf.mul(x, 2 ** -60);
    const twice = tf.mul(once, 2 ** -60);
    return tf.concat([once, twice, tf.matMul(twice, tf.mul(square, 2 ** -60))]);
  },
};

/** What is added is a matrix with an axis too many, which is taken away. */
const BEHIND: readonly Case[] = [1, 2].map((rows) => ({
  ...{ name: `a product, and ${rows} of its rows that had three axes`, magnitude: 200 },
  run(tf, { x, square }) {
    const cut = tf.slice(square, [0, 0], [rows, 3]);
    const lifted = tf.tanh(tf.reshape(cut, [1, rows, 3]));
    return tf.add(tf.matMul(x, square), tf.reshape(lifted, [rows, 3]));
  },
}));

const INTEGERS: Case = {
  ...{ name: "relu of integers and its slope", magnitude: 0 },
  run(tf, { square }) {
    const whole = tf.cast(square, "int32");
    return tf.cast(tf.mul(tf.relu(whole), tf.add(whole, tf.step(whole))), "float32");
  },
};

const SCALE: Case = {
  ...{ name: "large multiples of what becomes small before", magnitude: 0 },
  run(tf, { x, square, k }) {
    const source = tf.abs(x);
    const [one, other] = [tf.matMul(source, square), tf.mul(source, k)];
    return tf.add(tf.mul(one, 1e30), tf.mul(other, 1e30));
  },
  given: { x: X.map(() => -1e10), square: SQUARE.map(() => 1e-10), k: [1e-10] },
};

/** TensorFlow itself moves and joins constants in float32. */
const JOINED = [...CHAINS, SCALE];
const CASES = [...DEVIATIONS, ...MULTIPLES, ...BEHIND, PRODUCT, TINY, INTEGERS, ...JOINED];

function casesOf(engine: EngineName, precision: Precision): readonly Case[] {
  const isJoining = engine.startsWith("tensorflow") && precision === "float32";
  return isJoining ? CASES.filter((one) => !JOINED.includes(one)) : CASES;
}

/** One program of all, which engines compile once: each has inputs of its own. */
const SHAPES = { x: [2, 3], square: [3, 3], k: [] };
const NAMES = ["x", "square", "k"] as const;
const START: HostArrays = {
  x: Float64Array.from(X),
  square: Float64Array.from(SQUARE),
  k: Float64Array.of(1),
};

const GRAPH = traceFunction({
  name: "otherwise",
  inputs: Object.fromEntries(
    CASES.flatMap((_, at) => NAMES.map((name) => [`${at}/${name}`, { shape: SHAPES[name] }])),
  ),
  run: (tf, given) =>
    Object.fromEntries(
      CASES.map(({ name, run }, at) => [name, run(tf, unprefixed(String(at), given) as Given)]),
    ),
});
function givenTo({ given = {} }: Case): HostArrays {
  const changed = Object.entries<readonly number[]>(given).map(([name, data]) => {
    return [name, Float64Array.from(data)] as const;
  });
  return { ...START, ...Object.fromEntries(changed) };
}
const GIVEN = Object.fromEntries(
  CASES.flatMap((one, at) => Object.entries(prefixed(String(at), givenTo(one)))),
) as Record<string, Float64Array>;

/** What passes write in another order is, to rounding, what the program says, and finite where that is. */
describe.each(NATIVE_PRECISIONS)("%s in %s, which simplifies programs", (engine, precision) => {
  const wanted = interpret(GRAPH, GIVEN);
  let made: Record<string, HostData> = {};

  beforeAll(async () => {
    made = await runOn(engine, precision, GRAPH, GIVEN);
  });

  it.each(casesOf(engine, precision))("gives $name", ({ name, magnitude }) => {
    const relative = precision === "float32" ? 1e-6 : 1e-14;
    expect(differenceOf(made[name], wanted[name], { relative, magnitude })).toBeNull();
  });
});
