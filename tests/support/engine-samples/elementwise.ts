import { floats, integers, sample, spread, truths, type Sample } from "./sample.ts";

const NOT_FINITE = floats([6], NaN, Infinity, -Infinity, 0, -0, 1);

const arithmetic: readonly Sample[] = [
  sample("Add", [spread([2, 3], [-2, 2]), spread([3], [-1, 3], 7)], (tf, [a, b]) => tf.add(a, b)),
  sample("Add", [integers([3], 5, -7, 0), integers([3], 2, 2, -9)], (tf, [a, b]) => tf.add(a, b), {
    note: "integers",
  }),
  sample("Sub", [spread([2, 1], [-2, 2]), spread([3], [-1, 3], 7)], (tf, [a, b]) => tf.sub(a, b)),
  sample("Multiply", [spread([2, 3], [-2, 2]), spread([2, 1], [-1, 3], 7)], (tf, [a, b]) =>
    tf.mul(a, b),
  ),
  sample("Multiply", [spread([3], [-2, 2])], (tf, [a]) => tf.mul(a, a), { note: "with itself" }),
  sample("RealDiv", [spread([2, 3], [-2, 2]), spread([], [1, 3], 7)], (tf, [a, b]) => tf.div(a, b)),
  sample("Maximum", [spread([2, 3], [-2, 2]), spread([3], [-2, 2], 7)], (tf, [a, b]) =>
    tf.maximum(a, b),
  ),
  sample(
    "Maximum",
    [integers([3], 5, -7, 0), integers([3], 2, 2, 0)],
    (tf, [a, b]) => tf.maximum(a, b),
    { note: "integers" },
  ),
  sample("Minimum", [spread([3], [-2, 2]), spread([2, 3], [-2, 2], 7)], (tf, [a, b]) =>
    tf.minimum(a, b),
  ),
  sample("Pow", [spread([2, 3], [0.2, 3]), spread([3], [-2, 3], 7)], (tf, [a, b]) => tf.pow(a, b)),
  sample("Pow", [floats([4], -2, -0.5, 0.5, 3)], (tf, [a]) => tf.pow(a, tf.scalar(3)), {
    note: "of negative bases",
  }),
  sample("FloorDiv", [floats([4], 7, -7, 7.5, -0.5), floats([4], 2, 2, -2, 3)], (tf, [a, b]) =>
    tf.floorDiv(a, b),
  ),
  sample(
    "FloorDiv",
    [integers([6], 7, -7, 7, -7, 6, -2147483648), integers([6], 2, 2, -2, -2, -3, 3)],
    (tf, [a, b]) => tf.floorDiv(a, b),
    { note: "integers" },
  ),
  sample(
    "Mod",
    [floats([5], 5.5, -5.5, 5.5, -5.5, 0.1), floats([5], 2, 2, -2, -2, 7)],
    (tf, [a, b]) => tf.mod(a, b),
  ),
  sample(
    "Mod",
    [integers([5], 7, -7, 7, -7, 6), integers([5], 3, 3, -3, -3, -3)],
    (tf, [a, b]) => tf.mod(a, b),
    { note: "integers" },
  ),
  sample("SquaredDifference", [spread([2, 3], [-2, 2]), spread([3], [-1, 3], 7)], (tf, [a, b]) =>
    tf.squaredDifference(a, b),
  ),
  sample(
    "AddN",
    [spread([2, 2], [-2, 2]), spread([2, 2], [-1, 3], 7), spread([2, 2], [0, 1], 9)],
    (tf, [a, b, c]) => tf.addN([a, b, c]),
  ),
];

const powers: readonly Sample[] = [
  sample("Square", [spread([5], [-3, 3])], (tf, [x]) => tf.square(x)),
  sample("Sqrt", [spread([5], [0.1, 9])], (tf, [x]) => tf.sqrt(x)),
  sample("Rsqrt", [spread([5], [0.1, 9])], (tf, [x]) => tf.rsqrt(x)),
  sample("Reciprocal", [floats([4], -3, -0.4, 0.3, 7)], (tf, [x]) => tf.reciprocal(x)),
  sample("Exp", [spread([5], [-4, 4])], (tf, [x]) => tf.exp(x)),
  sample("Exp", [floats([4], -80, -30, 30, 80)], (tf, [x]) => tf.exp(x), {
    note: "far out",
    // MLAS: the argument is reduced in float32, where 80 is known to 4e-6.
    float32: 8e-6,
    derivatives: 0,
  }),
  sample("Expm1", [spread([5], [-3, 3])], (tf, [x]) => tf.expm1(x)),
  sample("Expm1", [floats([5], -40, -1e-6, 1e-9, 20, 80)], (tf, [x]) => tf.expm1(x), {
    note: "near 0 and far out",
    derivatives: 0,
  }),
  sample("Log", [spread([5], [0.1, 9])], (tf, [x]) => tf.log(x)),
  sample("Log", [floats([3], 1e-30, 1.0009765625, 1e30)], (tf, [x]) => tf.log(x), {
    note: "far out and near 1",
    derivatives: 0,
  }),
  sample("Log1p", [floats([6], -0.999, -0.3, -1e-6, 1e-9, 0.6, 50)], (tf, [x]) => tf.log1p(x), {
    note: "also near 0",
    // Near -1 a difference sees the higher derivatives too well.
    derivatives: 0,
  }),
  sample("Log1p", [spread([5], [-0.5, 3])], (tf, [x]) => tf.log1p(x)),
];

const pieces: readonly Sample[] = [
  sample("Neg", [spread([5], [-3, 3])], (tf, [x]) => tf.neg(x)),
  sample("Abs", [spread([5], [-3, 3])], (tf, [x]) => tf.abs(x)),
  sample("Abs", [integers([3], -3, 0, 4)], (tf, [x]) => tf.abs(x), { note: "integers" }),
  sample("Sign", [floats([4], -3, -0.1, 2, 9)], (tf, [x]) => tf.sign(x)),
  sample("Floor", [floats([4], -2.5, -0.3, 0.3, 2.5)], (tf, [x]) => tf.floor(x)),
  sample("Ceil", [floats([4], -2.5, -0.3, 0.3, 2.5)], (tf, [x]) => tf.ceil(x)),
  sample("Round", [floats([4], -2.4, -0.3, 0.7, 2.6)], (tf, [x]) => tf.round(x)),
  sample("Round", [floats([6], -1.5, -0.5, 0.5, 1.5, 2.5, 3.5)], (tf, [x]) => tf.round(x), {
    note: "halfway to the even one",
    derivatives: 0,
  }),
  sample("Step", [floats([4], -3, -0.1, 2, 9)], (tf, [x]) => tf.step(x)),
  sample("Step", [floats([4], -3, -0.1, 2, 9)], (tf, [x]) => tf.step(x, 0.25), {
    note: "with a slope",
  }),
  sample("ClipByValue", [spread([7], [-3, 3])], (tf, [x]) => tf.clipByValue(x, -1, 2)),
  sample("ClipByValue", [integers([3], -3, 0, 4)], (tf, [x]) => tf.clipByValue(x, -1, 2), {
    note: "integers",
  }),
];

const angles: readonly Sample[] = [
  sample("Sin", [spread([5], [-3, 3])], (tf, [x]) => tf.sin(x)),
  sample("Cos", [spread([5], [-1.4, 1.4])], (tf, [x]) => tf.cos(x)),
  sample("Tan", [spread([5], [-1.2, 1.2])], (tf, [x]) => tf.tan(x)),
  sample("Asin", [spread([5], [-0.8, 0.8])], (tf, [x]) => tf.asin(x)),
  sample("Asin", [floats([4], -1, -1e-9, 0, 1)], (tf, [x]) => tf.asin(x), {
    note: "at the ends",
    derivatives: 0,
  }),
  sample("Acos", [spread([5], [-0.8, 0.8])], (tf, [x]) => tf.acos(x)),
  sample("Acos", [floats([4], -1, -1e-9, 0, 1)], (tf, [x]) => tf.acos(x), {
    note: "at the ends",
    derivatives: 0,
  }),
  sample("Atan", [spread([5], [-3, 3])], (tf, [x]) => tf.atan(x)),
  sample("Atan", [floats([6], -1e30, -50, -1e-9, 0, 1e9, Infinity)], (tf, [x]) => tf.atan(x), {
    note: "far out",
    derivatives: 0,
  }),
  sample(
    "Atan2",
    [floats([8], 1, 1, -1, -1, 2, -2, 0.3, 0.2), floats([8], 3, -3, 3, -3, 0.4, 0.4, -1, 1)],
    (tf, [a, b]) => tf.atan2(a, b),
  ),
  sample(
    "Atan2",
    [floats([4], 2, -2, 0, 0), floats([4], 0, 0, 0, -1)],
    (tf, [a, b]) => tf.atan2(a, b),
    { note: "on the axes", derivatives: 0 },
  ),
  sample("Sinh", [spread([5], [-3, 3])], (tf, [x]) => tf.sinh(x)),
  sample("Cosh", [spread([5], [-3, 3])], (tf, [x]) => tf.cosh(x)),
  sample("Asinh", [spread([5], [-3, 3])], (tf, [x]) => tf.asinh(x)),
  sample("Acosh", [spread([5], [1.5, 4])], (tf, [x]) => tf.acosh(x)),
  sample("Atanh", [spread([5], [-0.7, 0.7])], (tf, [x]) => tf.atanh(x)),
];

const activations: readonly Sample[] = [
  sample("Tanh", [spread([5], [-3, 3])], (tf, [x]) => tf.tanh(x)),
  sample("Sigmoid", [spread([5], [-3, 3])], (tf, [x]) => tf.sigmoid(x)),
  sample("Sigmoid", [floats([4], -40, -20, 20, 80)], (tf, [x]) => tf.sigmoid(x), {
    note: "far out",
    // MLAS in float32 knows the lower tail only to 1e-7 of 1.
    magnitude: 1,
    derivatives: 0,
  }),
  sample("Relu", [spread([6], [-3, 3])], (tf, [x]) => tf.relu(x)),
  sample("Relu6", [spread([6], [-3, 9])], (tf, [x]) => tf.relu6(x)),
  sample("LeakyRelu", [spread([6], [-3, 3])], (tf, [x]) => tf.leakyRelu(x, 0.1)),
  sample("Prelu", [spread([2, 3], [-3, 3]), spread([3], [0.1, 0.5], 7)], (tf, [x, alpha]) =>
    tf.prelu(x, alpha),
  ),
  sample("Elu", [spread([6], [-3, 3])], (tf, [x]) => tf.elu(x)),
  sample("EluGrad", [spread([6], [-2, 2]), spread([6], [-0.9, 3], 7)], (_tf, [dy, y], call) =>
    call("EluGrad", { dy, y }, {}),
  ),
  sample("Selu", [spread([6], [-3, 3])], (tf, [x]) => tf.selu(x)),
  sample("Softplus", [spread([6], [-3, 3])], (tf, [x]) => tf.softplus(x)),
  sample("Softplus", [floats([5], -80, -40, -1e-9, 40, 80)], (tf, [x]) => tf.softplus(x), {
    note: "far out",
    // ONNX Runtime in float32 knows the lower tail only to 1e-7 of 1.
    magnitude: 1,
    derivatives: 0,
  }),
  sample("Erf", [floats([7], -3, -0.9, -0.3, 1e-9, 0.46, 0.48, 2)], (tf, [x]) => tf.erf(x), {
    // tfjs approximates it to 1.5e-7 (Abramowitz and Stegun 7.1.26).
    unlikeTfjs: "an approximation to 1.5e-7 of 1, which is much near 0",
  }),
  sample("Softmax", [spread([2, 4], [-3, 3])], (tf, [x]) => tf.softmax(x)),
  sample("Softmax", [floats([2, 3], 800, 0, 801, -1000, -1000, -1e4)], (tf, [x]) => tf.softmax(x), {
    note: "far out",
    derivatives: 0,
  }),
];

const questions: readonly Sample[] = [
  ...(
    [
      ["Equal", (tf, [a, b]) => tf.equal(a, b)],
      ["NotEqual", (tf, [a, b]) => tf.notEqual(a, b)],
      ["Greater", (tf, [a, b]) => tf.greater(a, b)],
      ["GreaterEqual", (tf, [a, b]) => tf.greaterEqual(a, b)],
      ["Less", (tf, [a, b]) => tf.less(a, b)],
      ["LessEqual", (tf, [a, b]) => tf.lessEqual(a, b)],
    ] satisfies [string, Sample["run"]][]
  ).flatMap(([kernel, run]) => [
    sample(kernel, [spread([2, 3], [-2, 2]), spread([3], [-2, 2], 7)], run),
    sample(kernel, [floats([4], 1, 2, NaN, NaN), floats([4], 1, 1, 1, NaN)], run, {
      ...{ note: "ties and NaN", derivatives: 0 },
    }),
    sample(kernel, [integers([3], 1, -2, 3), integers([3], 1, 1, 1)], run, { note: "integers" }),
    sample(kernel, [truths([4], 0, 0, 1, 1), truths([4], 0, 1, 0, 1)], run, {
      note: "truth values",
    }),
  ]),
  sample("LogicalAnd", [truths([2, 2], 0, 0, 1, 1), truths([2], 0, 1)], (tf, [a, b]) =>
    tf.logicalAnd(a, b),
  ),
  sample("LogicalOr", [truths([2, 2], 0, 0, 1, 1), truths([2], 0, 1)], (tf, [a, b]) =>
    tf.logicalOr(a, b),
  ),
  sample("LogicalNot", [truths([2], 0, 1)], (tf, [x]) => tf.logicalNot(x)),
  sample("IsNan", [NOT_FINITE], (tf, [x]) => tf.isNaN(x), { derivatives: 0 }),
  sample("IsInf", [NOT_FINITE], (tf, [x]) => tf.isInf(x), { derivatives: 0 }),
  sample("IsFinite", [NOT_FINITE], (tf, [x]) => tf.isFinite(x), { derivatives: 0 }),
  sample("IsNan", [spread([3], [-1, 1])], (tf, [x]) => tf.isNaN(x), { note: "finite" }),
  sample("IsInf", [spread([3], [-1, 1])], (tf, [x]) => tf.isInf(x), { note: "finite" }),
  sample("IsFinite", [spread([3], [-1, 1])], (tf, [x]) => tf.isFinite(x), { note: "finite" }),
  sample(
    "Select",
    [truths([2, 1], 1, 0), spread([2, 3], [-2, 2]), spread([3], [-2, 2], 7)],
    (tf, [condition, a, b]) => tf.where(condition, a, b),
  ),
  sample(
    "Select",
    [spread([2, 3], [-2, 2])],
    (tf, [x]) => tf.where(tf.greater(x, 0), tf.mul(x, x), tf.mul(x, 3)),
    { note: "by the array that moves" },
  ),
  sample(
    "Select",
    [truths([2], 1, 0), integers([2], 3, 4), integers([2], 5, 6)],
    (tf, [condition, a, b]) => tf.where(condition, a, b),
    { note: "integers" },
  ),
  sample(
    "Select",
    [truths([4], 1, 0, 1, 0), truths([4], 0, 0, 1, 1), truths([4], 0, 1, 0, 1)],
    (tf, [condition, a, b]) => tf.where(condition, a, b),
    { note: "truth values" },
  ),
];

export const elementwise: readonly Sample[] = [
  ...arithmetic,
  ...powers,
  ...pieces,
  ...angles,
  ...activations,
  ...questions,
];
