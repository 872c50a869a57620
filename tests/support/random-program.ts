import { RandomStream } from "../../src/compute/numerics/threefry.ts";
import type { FunctionProgram, Tensor, TraceTf } from "../../src/compute/engine/program.ts";

/** Four pixels of four channels, each mixed by the same matrix, plus a number for each. */
function convolved(tf: TraceTf, x: Tensor, y: Tensor): Tensor {
  const [image, filter] = [tf.reshape(x, [1, 2, 2, 4]), tf.reshape(y, [1, 1, 4, 4])];
  const sums = tf.conv2d(image as never, filter as never, 1, "valid");
  return tf.reshape(tf.add(sums, tf.sum(y, 0)), x.shape);
}

/** From the mean of each column, and their sums: 0, whatever they are multiplied with. */
function deviations(tf: TraceTf, x: Tensor, y: Tensor): Tensor {
  const centred = tf.sub(x, tf.mean(x, 0));
  return tf.add(tf.mul(centred, y), tf.sum(tf.mul(centred, 3), 0));
}

type Act = (tf: TraceTf, x: Tensor, y: Tensor) => Tensor;

/** Sums of multiples along each axis, which stays in one of them. */
function multiples(tf: TraceTf, x: Tensor, y: Tensor): Tensor {
  const [row, column] = [tf.tanh(tf.sum(y, 0)), tf.tanh(tf.sum(y, 1, true))];
  return tf.add(tf.sum(tf.mul(x, row), 0), tf.mean(tf.mul(x, column), 1, true));
}

/** Matrices in, a matrix of the same shape out: what passes look for, and what only resembles it. */
const ACTS: readonly Act[] = [
  (tf, x, y) => tf.add(x, y),
  (tf, x, y) => tf.sub(x, y),
  (tf, x, y) => tf.mul(x, y),
  (tf, x) => tf.mul(x, tf.scalar(0.5)),
  (tf, x) => tf.mul(tf.scalar(1), x),
  (tf, x) => tf.div(x, tf.ones(x.shape)),
  (tf, x) => tf.neg(x),
  (tf, x) => tf.reshape(tf.reshape(x, [x.size]), x.shape),
  (tf, x) => tf.cast(x, "float32"),
  (tf, x) => tf.relu(x),
  (tf, x, y) => tf.mul(y, tf.step(x)),
  (tf, x, y) => tf.mul(tf.relu(x), tf.mul(y, tf.step(x))),
  (tf, x) => tf.logSoftmax(x),
  (tf, x, y) => tf.add(x, tf.reshape(tf.sum(y, 0), [1, -1])),
  (tf, x, y) => tf.sub(x, tf.mul(tf.sum(y, 0, true), tf.scalar(0.25))),
  (tf, x) => tf.add(x, tf.sum(tf.mean(x, 1))),
  (tf, x) => tf.add(x, tf.mul(tf.fill([1, x.shape[1] ?? 1], 2), tf.scalar(3))),
  (tf, x) => tf.tanh(x),
  (tf, x, y) => tf.mul(tf.mul(x, tf.sum(y, 0)), tf.tanh(tf.sum(y, 0))),
  (tf, x, y) => tf.matMul(x, tf.tanh(tf.matMul(y, y, true, false))),
  deviations,
  multiples,
];

/** The same of square matrices. */
const SQUARE_ACTS: readonly Act[] = [
  (tf, x, y) => tf.matMul(x, y),
  (tf, x, y) => tf.matMul(x, y, true, false),
  (tf, x, y) => tf.matMul(tf.transpose(x), tf.transpose(y), false, true),
  (tf, x) => tf.transpose(x),
  (tf, x, y) => tf.add(tf.matMul(x, y), tf.reshape(tf.tanh(tf.sum(y, 0, true)), [-1])),
  convolved,
];

const SQUARE = [4, 4];
const LENGTH = 12;

/**
 * A program of random operations on matrices of one shape, 4 x 4 or another, whose values are used once,
 * twice or not at all, and of which some are outputs.
 */
export function randomProgram(seed: number, shape: readonly number[] = SQUARE): FunctionProgram {
  const acts = shape === SQUARE ? [...SQUARE_ACTS, ...ACTS] : ACTS;
  return {
    name: `random program ${seed}`,
    inputs: { x: { shape }, y: { shape }, b: { shape: shape.slice(1) }, rate: { shape: [] } },
    run(tf, { x, y, b, rate }) {
      if (x === undefined || y === undefined) throw new Error("matrices are missing");
      if (b === undefined || rate === undefined) throw new Error("the others are missing");
      const random = new RandomStream(seed, 5, 0);
      const made: Tensor[] = [x, y];
      const pick = () => made[made.length - 1 - random.below(Math.min(made.length, 4))] ?? x;
      for (let step = 0; step < LENGTH; step += 1) {
        const act = acts[random.below(acts.length)] ?? ((_tf, one) => one);
        const next = act(tf, pick(), pick());
        made.push(random.below(4) === 0 ? tf.mul(next, rate) : next);
      }
      const last = made.at(-1) ?? x;
      const updated = tf.sub(y, tf.mul(last, rate));
      const bias = tf.sub(b, tf.sum(pick(), 0));
      return { last, other: pick(), updated, bias, sum: tf.sum(pick()) };
    },
  };
}

/** Normal numbers for every input, the same for the same seed. */
export function randomInputs(
  seed: number,
  shape: readonly number[] = SQUARE,
): Record<string, Float64Array> {
  const [rows = 1, columns = 1] = shape;
  const random = new RandomStream(seed, 5, 1);
  const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
  return {
    x: normals(rows * columns),
    y: normals(rows * columns),
    b: normals(columns),
    rate: Float64Array.of(0.1),
  };
}
