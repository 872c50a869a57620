import { floats, integers, sample, spread, truths, type Sample } from "./sample.ts";

const CUBE = spread([2, 3, 4], [-2, 2]);

const sums: readonly Sample[] = [
  sample("Sum", [CUBE], (tf, [x]) => tf.sum(x), { magnitude: 24 }),
  sample("Sum", [CUBE], (tf, [x]) => tf.sum(x, [0, 2]), { note: "two axes", magnitude: 8 }),
  sample("Sum", [CUBE], (tf, [x]) => tf.sum(x, -1, true), { note: "kept", magnitude: 4 }),
  sample("Sum", [spread([], [1, 2])], (tf, [x]) => tf.sum(x), { note: "of one" }),
  sample("Sum", [spread([3], [1, 2])], (tf, [x]) => tf.sum(x, []), { note: "along no axis" }),
  sample("Sum", [integers([2, 2], 1, -2, 3, 4)], (tf, [x]) => tf.sum(x, 0), { note: "integers" }),
  sample("Sum", [truths([2, 2], 1, 0, 1, 1)], (tf, [x]) => tf.sum(x, 0), { note: "truth values" }),
  sample("Mean", [CUBE], (tf, [x]) => tf.mean(x), { magnitude: 1 }),
  sample("Mean", [CUBE], (tf, [x]) => tf.mean(x, [1], true), { note: "kept", magnitude: 1 }),
  sample("Mean", [integers([2, 2], 1, -2, 3, 4)], (tf, [x]) => tf.mean(x, 0), {
    note: "integers",
  }),
  sample("Prod", [spread([3, 4], [-2, 2])], (tf, [x]) => tf.prod(x, 1)),
  sample("Prod", [spread([2, 3, 2], [0.5, 2])], (tf, [x]) => tf.prod(x, [0, 2], true), {
    note: "two axes, kept",
  }),
  sample("Prod", [floats([2, 3], 2, 0, 3, 0, 0, 4)], (tf, [x]) => tf.prod(x, 1), {
    note: "with zeros",
  }),
];

const extremes: readonly Sample[] = [
  sample("Max", [CUBE], (tf, [x]) => tf.max(x)),
  sample("Max", [CUBE], (tf, [x]) => tf.max(x, [0, 2]), { note: "two axes" }),
  sample("Max", [CUBE], (tf, [x]) => tf.max(x, 1, true), { note: "kept" }),
  sample("Max", [integers([2, 2], 1, -2, 3, -4)], (tf, [x]) => tf.max(x, 0), { note: "integers" }),
  sample("Min", [CUBE], (tf, [x]) => tf.min(x)),
  sample("Min", [CUBE], (tf, [x]) => tf.min(x, [-1], true), { note: "kept" }),
  sample("Min", [integers([2, 2], 1, -2, 3, -4)], (tf, [x]) => tf.min(x, 0), { note: "integers" }),
  sample("All", [truths([2, 3], 1, 1, 1, 1, 0, 1)], (tf, [x]) => tf.all(x, 1)),
  sample("All", [truths([2, 3], 1, 1, 1, 1, 0, 1)], (tf, [x]) => tf.all(x), { note: "over all" }),
  sample("Any", [truths([2, 3], 0, 0, 0, 1, 0, 1)], (tf, [x]) => tf.any(x, 1, true)),
  sample("ArgMax", [CUBE], (tf, [x]) => tf.argMax(x, 1)),
  sample("ArgMax", [CUBE], (tf, [x]) => tf.argMax(x, -1), { note: "of the last axis" }),
  sample("ArgMax", [floats([2, 4], 1, 3, 3, 2, 5, 5, 5, 5)], (tf, [x]) => tf.argMax(x, 1), {
    ...{ note: "ties go to the first", derivatives: 0 },
  }),
  sample("ArgMax", [truths([2, 3], 0, 1, 1, 0, 0, 0)], (tf, [x]) => tf.argMax(x, 1), {
    note: "truth values",
  }),
  sample("ArgMin", [CUBE], (tf, [x]) => tf.argMin(x, 0)),
  sample("ArgMin", [floats([2, 4], 1, 3, 1, 2, 5, 5, 5, 5)], (tf, [x]) => tf.argMin(x, 1), {
    ...{ note: "ties go to the first", derivatives: 0 },
  }),
  sample("ArgMin", [integers([3], 4, -2, 7)], (tf, [x]) => tf.argMin(x), { note: "integers" }),
  sample("TopK", [spread([2, 5], [-2, 2])], (tf, [x]) => {
    const { values, indices } = tf.topk(x, 3);
    return [values, indices];
  }),
  sample(
    "TopK",
    [floats([2, 4], 1, 3, 3, 2, 5, 5, 5, 5)],
    (tf, [x]) => {
      const { values, indices } = tf.topk(x, 3);
      return [values, indices];
    },
    { note: "ties go to the first", derivatives: 0 },
  ),
];

const cumulative: readonly Sample[] = [
  sample("Cumsum", [CUBE], (tf, [x]) => tf.cumsum(x, 1), { magnitude: 4 }),
  sample("Cumsum", [CUBE], (tf, [x]) => tf.cumsum(x, 2, true, true), {
    ...{ note: "exclusive, reversed", magnitude: 4 },
  }),
  sample("Cumsum", [CUBE], (tf, [x]) => tf.cumsum(x, -2), {
    ...{ note: "an axis from the end", magnitude: 4 },
    unlikeTfjs: "its cpu backend gives an empty array",
  }),
  sample("Cumsum", [integers([2, 3], 1, -2, 3, 4, 5, 6)], (tf, [x]) => tf.cumsum(x, 0), {
    note: "integers",
  }),
  sample("Cumprod", [spread([2, 5], [-2, 2])], (tf, [x]) => tf.cumprod(x, 1)),
  sample("Cumprod", [spread([3, 2, 2], [0.5, 2])], (tf, [x]) => tf.cumprod(x, 0, true, true), {
    note: "exclusive, reversed, another axis",
  }),
  sample("Cumprod", [floats([6], 2, 0, 3, -1, 0, 4)], (tf, [x]) => tf.cumprod(x), {
    note: "with zeros",
  }),
  sample("Cumprod", [floats([1], 3)], (tf, [x]) => tf.cumprod(x), { note: "of one" }),
];

const repeated: readonly Sample[] = [
  sample("Tile", [spread([2, 3], [-2, 2])], (tf, [x]) => tf.tile(x, [2, 3])),
  sample("Tile", [spread([2, 1, 3], [-2, 2])], (tf, [x]) => tf.broadcastTo(x, [4, 2, 5, 3]), {
    note: "to broadcast",
  }),
  sample("Tile", [spread([2], [-2, 2])], (tf, [x]) => tf.tile(x, [5]), { note: "one axis" }),
  sample("Tile", [integers([2, 2], 1, 2, 3, 4)], (tf, [x]) => tf.tile(x, [1, 2]), {
    note: "integers",
  }),
];

export const reduced: readonly Sample[] = [...sums, ...extremes, ...cumulative, ...repeated];
