import type { StepInputs } from "../../src/compute/engine/engines/engine.ts";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import type { StepProgram, Tensor, Tensors, TraceTf } from "../../src/compute/engine/program.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";

/** What an act may ask for: chance, arrays of the shapes it wants, and a number that is not known. */
interface Given {
  readonly tf: TraceTf;
  readonly random: RandomStream;
  readonly rate: Tensor;
  /** A recent array for which something holds; x where there is none. */
  other(holds: (one: Tensor) => boolean): Tensor;
}
type Act = (given: Given, x: Tensor) => Tensor;

const LARGEST = 96;
const HIGHEST_RANK = 4;

function repeats(x: Tensor, y: Tensor): boolean {
  const [a, b] = [x.shape.toReversed(), y.shape.toReversed()];
  return a.every((length, axis) => length === 1 || [1, length].includes(b[axis] ?? 1));
}

const isLike = (x: Tensor) => (y: Tensor) => y.shape.join() === x.shape.join();

function divisorOf(random: RandomStream, size: number): number {
  const divisors = [1, 2, 3, 4].filter((one) => size % one === 0);
  return divisors[random.below(divisors.length)] ?? 1;
}

const axisOf = ({ random }: Given, { rank }: Tensor) => random.below(Math.max(rank, 1));
const chance = ({ random }: Given) => random.below(2) === 0;

function shuffledAxes(random: RandomStream, { rank }: Tensor): number[] {
  return rank === 0 ? [] : [...random.permutation(rank)];
}

/** Some of the axes, also none or all of them. */
function someAxes({ random }: Given, { rank }: Tensor): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(() => random.below(2) === 0);
}

/** 1, and what rounding leaves of a sum of deviations from a mean, which may have more axes. */
function deviations(given: Given, x: Tensor): Tensor {
  const { tf, random } = given;
  const mean = tf.reshape(tf.mean(x), new Array<number>(x.rank + random.below(2)).fill(1));
  const difference = tf.sub(x, mean);
  const axes = chance(given) ? [...x.shape.keys()] : someAxes(given, difference);
  return tf.add(tf.sum(difference, axes), 1);
}

/** A product, and an array with more axes as a row beside it. */
function besideProduct({ tf, other }: Given, x: Tensor): Tensor {
  const y = other((one) => one.rank === 2 && x.rank === 2 && one.shape[0] === x.shape[1]);
  if (x === y) return x;
  const row = other((one) => one.size === y.shape[1]);
  if (row.size !== y.shape[1]) return tf.matMul(x, y);
  const lifted = tf.tanh(tf.reshape(row, [1, 1, row.size]));
  return tf.sub(tf.reshape(lifted, [1, row.size]), tf.matMul(x, y));
}

/** A batch normalisation, where there is a number for each channel. */
function normalised({ tf, other }: Given, x: Tensor): Tensor {
  const row = other((one) => one.rank === 1 && x.rank > 1 && one.size === x.shape.at(-1));
  if (row === x) return x;
  const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1));
  const factor = tf.mul(tf.rsqrt(tf.add(variance, 0.5)), tf.tanh(row));
  return tf.add(tf.mul(tf.sub(x, mean), factor), row);
}

/** Averages over windows of 2 x 2, side by side or not. */
function averages({ tf, random }: Given, x: Tensor): Tensor {
  const images = tf.reshape(x, [1, 2, x.size / 2, 1]) as never;
  return tf.avgPool(images, 2, [2, 1 + random.below(2)], "same");
}

/** Acts on arrays of any shape: every family of the table that networks are made of. */
const ACTS: readonly Act[] = [
  deviations,
  besideProduct,
  normalised,
  (given, x) => (x.size % 2 === 0 ? averages(given, x) : x),
  (given, x) => given.tf.sum(x, someAxes(given, x), chance(given)),
  (given, x) => given.tf.mean(given.tf.sum(x, someAxes(given, x), true), someAxes(given, x)),
  ({ tf, random }, x) =>
    x.rank === 0
      ? x
      : tf.tile(
          x,
          x.shape.map(() => 1 + random.below(2)),
        ),
  ({ tf, other }, x) =>
    tf.add(
      x,
      other((y) => repeats(x, y)),
    ),
  ({ tf, other }, x) =>
    tf.sub(
      other((y) => repeats(x, y)),
      x,
    ),
  ({ tf, other }, x) =>
    tf.mul(
      x,
      other((y) => repeats(x, y)),
    ),
  ({ tf, other }, x) =>
    tf.maximum(
      x,
      other((y) => repeats(x, y)),
    ),
  ({ tf, other }, x) => tf.div(x, tf.add(tf.square(other((y) => repeats(x, y))), 1)),
  ({ tf, rate }, x) => tf.mul(x, rate),
  ({ tf, rate }, x) => tf.mul(tf.sum(tf.reshape(rate, [1, 1, 1]), [1], true), x),
  ({ tf }, x) => tf.neg(x),
  ({ tf }, x) => tf.relu(x),
  ({ tf }, x) => tf.tanh(x),
  ({ tf }, x) => tf.mul(x, 0.5),
  ({ tf }, x) => tf.mul(tf.ones([2, ...x.shape.slice(-3)]), tf.sum(x)),
  (given, x) => given.tf.sum(x, x.rank === 0 ? [] : axisOf(given, x), chance(given)),
  (given, x) => given.tf.mean(x, x.rank === 0 ? [] : axisOf(given, x), chance(given)),
  (given, x) => given.tf.max(x, x.rank === 0 ? [] : axisOf(given, x), chance(given)),
  ({ tf, random }, x) => tf.transpose(x, shuffledAxes(random, x)),
  ({ tf, random }, x) => tf.reshape(x, [divisorOf(random, x.size), -1]),
  ({ tf, random }, x) => tf.reshape(x, [1, divisorOf(random, x.size), -1]),
  ({ tf }, x) => tf.reshape(x, [x.size]),
  ({ tf, other }, x) => (x.rank < 2 ? x : tf.matMul(x, other(isLike(x)), true, false)),
  ({ tf, other }, x) => (x.rank < 2 ? x : tf.matMul(x, other(isLike(x)), false, true)),
  ({ tf, other }, x) => {
    const y = other((one) => one.rank === 2 && x.rank === 2 && one.shape[0] === x.shape[1]);
    return x === y ? x : tf.matMul(x, y);
  },
  (given, x) => (x.rank === 0 ? x : given.tf.reverse(x, axisOf(given, x))),
  (given, x) => (x.rank === 0 ? x : given.tf.cumsum(x, axisOf(given, x), chance(given))),
  (given, x) => (x.rank === 0 ? x : given.tf.gather(x, [0, 0], axisOf(given, x))),
  ({ tf, random }, x) =>
    x.rank === 0
      ? x
      : tf.slice(
          x,
          x.shape.map((length) => random.below(length)),
        ),
  (given, x) => (x.rank === 0 ? x : given.tf.concat([x, given.tf.tanh(x)], axisOf(given, x))),
  ({ tf }, x) =>
    x.rank === 0
      ? x
      : tf.pad(
          x,
          x.shape.map(() => [1, 0] as [number, number]),
        ),
  ({ tf }, x) => (x.rank === 0 ? x : tf.logSoftmax(x)),
  ({ tf, rate }, x) => tf.where(tf.greater(x, 0), x, tf.mul(x, rate)),
  ({ tf }, x) => tf.maxPool(tf.reshape(x, [1, 1, x.size, 1]) as never, [1, 2], [1, 2], "same"),
  ({ tf }, x) => {
    const filter = tf.tensor4d([0.3, -0.2, 0.5, 0.1], [1, 2, 1, 2]);
    return tf.conv2d(tf.reshape(x, [1, 1, x.size, 1]) as never, filter, [1, 2], "same");
  },
];

/** The loss of a program of random acts on arrays, each of which may be used again. */
function lossOf(tf: TraceTf, seed: number, given: Tensors): Tensor {
  const random = new RandomStream(seed, 5, 0);
  const { rate, ...arrays } = given;
  const made: Tensor[] = Object.values(arrays);
  const recent = (holds: (one: Tensor) => boolean, none: Tensor) => {
    const fitting = made.filter(holds).slice(-4);
    return fitting[random.below(Math.max(fitting.length, 1))] ?? none;
  };
  for (let step = 0; step < 16; step += 1) {
    const x = recent(() => true, rate as Tensor);
    const act = ACTS[random.below(ACTS.length)] as Act;
    const other = (holds: (one: Tensor) => boolean) => recent(holds, x);
    const y = act({ tf, random, rate: rate as Tensor, other }, x);
    if (y.size <= LARGEST && y.rank <= HIGHEST_RANK) made.push(y);
  }
  // Every array enters, so that every one has a gradient.
  const bounded = made.map((one) => tf.mean(tf.tanh(one)));
  return bounded.reduce((sum, one) => tf.add(sum, one));
}

/** A training step of a random program: what moves, what is fixed and what each step is given. */
export function fuzzStep(seed: number): StepProgram {
  return {
    name: `random step ${seed}`,
    state: { matrix: { shape: [3, 4] }, bias: { shape: [4] } },
    constants: { batch: { shape: [2, 3, 4] }, square: { shape: [4, 4] } },
    perStep: { rate: { shape: [] } },
    step(tf, { state, constants, perStep }) {
      const { rate } = perStep;
      const { value, gradients } = valueAndGradients(
        (moving) => lossOf(tf, seed, { ...constants, ...moving, ...perStep }),
        state,
      );
      const updated = Object.entries(state).map(([name, one]) => [
        name,
        tf.sub(one, tf.mul(rate as Tensor, gradients[name] as Tensor)),
      ]);
      return {
        state: Object.fromEntries(updated) as Tensors,
        metrics: { loss: value, ...gradients },
      };
    },
  };
}

/** Two steps, from numbers that float32 holds, so that both precisions start from the same. */
export function fuzzInputs(seed: number): StepInputs {
  const random = new RandomStream(seed, 5, 1);
  const normals = (length: number) =>
    Float64Array.from({ length }, () => Math.fround(random.normal()));
  return {
    ...{ count: 2, state: { matrix: normals(12), bias: normals(4) } },
    ...{ constants: { batch: normals(24), square: normals(16) } },
    perStep: { rate: Float64Array.of(0.25, 0.5) },
  };
}
