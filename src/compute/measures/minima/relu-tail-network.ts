/**
 * A ReLU network with the structure of 2.5 for t = 0, at a minimum over A and C: two hidden layers of
 * linear units beside random ones, which stay. The linear problem is solved first; then the biases of
 * the linear units are raised until each is active on all samples, and taken back one layer up.
 *
 * @source    spec kawaguchi2019-depth-width, 2.5 and its note on hidden biases
 * @shape     X [m, 3]; |S| units and 3 random ones in layer 1; |S|, 2 random and a constant in layer 2
 * @precision float64; raising the biases leaves the outputs as they are
 * @random    as tail-problem.ts, features and starts; random weights: purpose "noise"
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { DenseNetwork, RegressionData, Rows } from "./dense-network.ts";
import type { LinearTail } from "./linear-tail.ts";
import { searchTail } from "./tail-ends.ts";
import { tailStarts } from "./tail-problem.ts";

export interface ReluTailSetting {
  readonly samples: number;
  /** |S^(1)| = |S^(2)|. */
  readonly width: number;
  readonly outputs: number;
  /** A weight from the first unit of S^(1) to the first random unit of layer 2: breaks (iii). */
  readonly leak?: number;
}

const INPUTS = 3;
const RANDOM = [3, 2] as const;

const normalRows = (stream: RandomStream, rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.normal()));

const product = (left: Rows, right: Rows): number[][] =>
  left.map((row) =>
    (right[0] ?? []).map((_, j) =>
      row.reduce((sum, one, k) => sum + one * (right[k]?.[j] ?? 0), 0),
    ),
  );

const withOnes = (rows: Rows): number[][] => rows.map((row) => [...row, 1]);
const relu = (rows: Rows) => rows.map((row) => row.map((one) => Math.max(0, one)));
const beside = (left: Rows, right: Rows) => left.map((row, i) => [...row, ...(right[i] ?? [])]);

/** What raises each column's least entry to 1. */
const liftsOf = (rows: Rows) =>
  (rows[0] ?? []).map((_, k) => 1 - Math.min(...rows.map((row) => row[k] ?? 0)));

/** The last row (that of the ones) moved by a vector. */
function raised(matrix: Rows, by: readonly number[]): number[][] {
  return matrix.map((row, at) =>
    row.map((one, k) => one + (at === matrix.length - 1 ? (by[k] ?? 0) : 0)),
  );
}

/** M_1, M_2, M_3 from theta: rows of S, then of the features. */
function matricesOf(theta: readonly number[], { width, outputs }: ReluTailSetting) {
  let next = 0;
  const take = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => {
      next += columns;
      return theta.slice(next - columns, next);
    });
  return [
    take(INPUTS + 1, width),
    take(width + RANDOM[0] + 1, width),
    take(width + RANDOM[1] + 1, outputs),
  ] as const;
}

/** Linear units positive everywhere; the outputs stay. */
function lifted(tail: LinearTail, theta: readonly number[], setting: ReluTailSetting) {
  const [first, second, third] = matricesOf(theta, setting);
  const { width } = setting;
  const [inputs = [], hidden = []] = tail.blocks;
  const lower = product(inputs, first);
  const upper = product(beside(lower, hidden), second);
  const [liftLower, liftUpper] = [liftsOf(lower), liftsOf(upper)];
  const [below = []] = product([liftLower], second.slice(0, width));
  const [above = []] = product([liftUpper], third.slice(0, width));
  return [
    raised(first, liftLower),
    raised(
      second,
      liftUpper.map((one, k) => one - (below[k] ?? 0)),
    ),
    raised(
      third,
      above.map((one) => -one),
    ),
  ] as const;
}

export async function reluTailNetwork(
  setting: ReluTailSetting,
  seed: number,
): Promise<{ readonly network: DenseNetwork; readonly data: RegressionData }> {
  const { samples, width, outputs, leak = 0 } = setting;
  const stream = new RandomStream(seed, PURPOSES.data, 0);
  const inputs = normalRows(stream, samples, INPUTS);
  const targets = normalRows(stream, samples, outputs);
  const random = new RandomStream(seed, PURPOSES.noise, 0);
  const lower = normalRows(random, INPUTS + 1, RANDOM[0]);
  const upper = normalRows(random, RANDOM[0] + 1, RANDOM[1]);
  const hidden = withOnes(relu(product(withOnes(inputs), lower)));
  const last = withOnes(relu(product(hidden, upper)));
  const tail = { blocks: [withOnes(inputs), hidden, last], targets, widths: [width, width] };
  const starts = tailStarts(tail, { start: "random", starts: 1, seed });
  const { ends } = await searchTail(tail, starts, { random });
  const [first, second, third] = lifted(tail, ends[0]?.point ?? [], setting);
  // Rows of W^(2): S, random units, ones. S reaches no random unit; the last unit is constant 1.
  const fixed = [
    ...Array.from({ length: width }, (_, row) => [row === 0 ? leak : 0, 0, 0]),
    ...upper.map((row, at) => [...row, at === upper.length - 1 ? 1 : 0]),
  ];
  const weights = [beside(first, lower), beside(second, fixed), third];
  return { network: { activation: "relu", biases: true, weights }, data: { inputs, targets } };
}
