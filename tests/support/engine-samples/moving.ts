import { floats, integers, sample, spread, truths, type Sample } from "./sample.ts";

const MATRIX = spread([3, 4], [-2, 2]);
const CUBE = spread([2, 3, 4], [-2, 2]);

const created: readonly Sample[] = [
  sample("Identity", [MATRIX], (tf, [x]) => tf.clone(x)),
  sample("ZerosLike", [MATRIX], (tf, [x]) => tf.zerosLike(x)),
  sample("OnesLike", [MATRIX], (tf, [x]) => tf.onesLike(x)),
  sample("Fill", [], (tf) => tf.fill([2, 3], 0.1)),
  sample("Range", [], (tf) => tf.range(2, 9, 3, "int32"), { note: "integers" }),
  sample("Range", [], (tf) => tf.range(1, 0, -0.25)),
  sample("LinSpace", [], (tf) => tf.linspace(-1, 2, 5)),
  sample("Cast", [floats([4], -1.7, 0, 1.2, 2.9)], (tf, [x]) => tf.cast(x, "int32"), {
    ...{ note: "to integers, towards 0", derivatives: 0 },
  }),
  sample(
    "Cast",
    [floats([3], -1.7, 0.4, 1.2)],
    (tf, [x]) => tf.cast(tf.cast(x, "int32"), "float32"),
    {
      note: "through integers",
    },
  ),
  sample("Cast", [floats([3], -1, 0, 2)], (tf, [x]) => tf.cast(x, "bool"), {
    ...{ note: "to truth values", derivatives: 0 },
  }),
  sample("Cast", [integers([3], -1, 0, 2)], (tf, [x]) => tf.cast(x, "float32"), {
    note: "of integers",
  }),
  sample("Cast", [truths([2], 0, 1)], (tf, [x]) => tf.cast(x, "float32"), {
    note: "of truth values",
  }),
  sample("Cast", [MATRIX], (tf, [x]) => tf.mul(x, tf.clone(tf.cast(x, "float32"))), {
    note: "to what it is",
  }),
];

const shaped: readonly Sample[] = [
  sample("Reshape", [CUBE], (tf, [x]) => tf.reshape(x, [4, -1])),
  sample("Transpose", [CUBE], (tf, [x]) => tf.transpose(x, [2, 0, 1])),
  sample("Transpose", [truths([2, 2], 1, 0, 1, 1)], (tf, [x]) => tf.transpose(x), {
    note: "truth values",
  }),
  sample("ExpandDims", [MATRIX], (tf, [x]) => tf.expandDims(x, -1)),
  sample("Slice", [CUBE], (tf, [x]) => tf.slice(x, [1, 0, 2], [1, -1, 2])),
  sample("StridedSlice", [CUBE], (tf, [x]) =>
    tf.stridedSlice(x, [0, 2, 3], [2, 0, 0], [1, -1, -2]),
  ),
  sample(
    "StridedSlice",
    [MATRIX],
    (tf, [x]) => tf.stridedSlice(x, [1, 0], [2, 4], [1, 3], 0, 0, 0, 0, 1),
    {
      note: "without an axis",
      unlikeTfjs: "its cpu backend reads another row",
    },
  ),
  sample("Reverse", [CUBE], (tf, [x]) => tf.reverse(x, [0, -1])),
  sample("Reverse", [CUBE], (tf, [x]) => tf.reverse(x), { note: "along all axes" }),
  sample("PadV2", [MATRIX], (tf, [x]) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  ),
  sample("PadV2", [integers([2], 1, 2)], (tf, [x]) => tf.pad(x, [[1, 1]]), { note: "integers" }),
  sample("MirrorPad", [MATRIX], (tf, [x]) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [3, 0],
      ],
      "reflect",
    ),
  ),
  sample(
    "MirrorPad",
    [MATRIX],
    (tf, [x]) =>
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [3, 0],
        ],
        "symmetric",
      ),
    {
      note: "symmetric",
    },
  ),
];

const joined: readonly Sample[] = [
  sample(
    "Concat",
    [MATRIX, spread([3, 2], [-1, 1], 5), spread([3, 1], [-1, 1], 9)],
    (tf, [a, b, c]) => tf.concat([a, b, c], 1),
  ),
  sample("Concat", [MATRIX], (tf, [x]) => tf.concat([x, x], 0), { note: "of the same twice" }),
  sample("Pack", [MATRIX, spread([3, 4], [-1, 1], 5)], (tf, [a, b]) => tf.stack([a, b], 1)),
  sample("Unpack", [MATRIX], (tf, [x]) => tf.unstack(x, 1)),
  sample("Unpack", [spread([1, 3], [-1, 1])], (tf, [x]) => tf.unstack(x), { note: "one" }),
  sample("SplitV", [MATRIX], (tf, [x]) => tf.split(x, [1, 3], 1)),
  sample("SplitV", [MATRIX], (tf, [x]) => tf.split(x, 3), { note: "equal parts" }),
];

const picked: readonly Sample[] = [
  sample("GatherV2", [CUBE, integers([4], 2, 0, 2, 1)], (tf, [x, indices]) =>
    tf.gather(x, indices, 1),
  ),
  sample(
    "GatherV2",
    [MATRIX, integers([2, 2], 0, 2, 2, 1)],
    (tf, [x, indices]) => tf.gather(x, indices),
    { note: "by a matrix" },
  ),
  sample("UnsortedSegmentSum", [MATRIX, integers([3], 1, 0, 1)], (tf, [x, segments]) =>
    tf.unsortedSegmentSum(x, segments as never, 3),
  ),
  sample(
    "UnsortedSegmentSum",
    [MATRIX, integers([3], 1, -1, 0)],
    (tf, [x, segments]) => tf.unsortedSegmentSum(x, segments as never, 3),
    { note: "without a row" },
  ),
  sample("OneHot", [integers([3], 0, 2, 1)], (tf, [x]) => tf.oneHot(x, 3)),
  sample("OneHot", [integers([2, 2], 0, 2, -1, 1)], (tf, [x]) => tf.oneHot(x, 3, 0.9, 0.1), {
    note: "smoothed, and none for what is no label",
    unlikeTfjs: "its cpu backend makes integers of it",
  }),
];

const products: readonly Sample[] = [
  sample("BatchMatMul", [MATRIX, spread([4, 2], [-1, 1], 5)], (tf, [a, b]) => tf.matMul(a, b), {
    magnitude: 4,
  }),
  sample(
    "BatchMatMul",
    [MATRIX, spread([2, 3], [-1, 1], 5)],
    (tf, [a, b]) => tf.matMul(a, b, true, true),
    { note: "both transposed", magnitude: 4 },
  ),
  sample(
    "BatchMatMul",
    [CUBE, spread([2, 5, 4], [-1, 1], 5)],
    (tf, [a, b]) => tf.matMul(a, b, false, true),
    { note: "stacks", magnitude: 4 },
  ),
  sample("BatchMatMul", [CUBE, spread([1, 4, 2], [-1, 1], 5)], (tf, [a, b]) => tf.matMul(a, b), {
    note: "a stack and one",
    magnitude: 4,
  }),
];

export const moving: readonly Sample[] = [...created, ...shaped, ...joined, ...picked, ...products];
