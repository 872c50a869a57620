import type { OnnxBuilder, Operand } from "../lower/onnx-builder.ts";
import { binary, inFloat64, times, unary, type Formula } from "./elementwise.ts";
import type { Operation } from "./operation.ts";
import { log1p } from "./powers.ts";

/** Beyond it the tangent of an angle is that of a right angle, and products stay finite. */
const STEEPEST = 1e300;

/**
 * The arc tangent in float64, for which ONNX Runtime has no operator: that of float32, y, and the
 * tangent (x cos y - sin y) / (cos y + x sin y) of the angle that it misses, which is so small that
 * it is its own tangent.
 */
function atan64({ op }: Formula, x: Operand, builder: OnnxBuilder): Operand {
  const bounded = op("Clip", x, -STEEPEST, STEEPEST);
  const short = builder.cast(x, "float32");
  const y = builder.cast(builder.node("Atan", [short], short), "float");
  const [sine, cosine] = [op("Sin", y), op("Cos", y)];
  const opposite = op("Sub", op("Mul", bounded, cosine), sine);
  const adjacent = op("Add", cosine, op("Mul", bounded, sine));
  return op("Add", y, op("Div", opposite, adjacent));
}

function atan(formula: Formula, x: Operand, builder: OnnxBuilder): Operand {
  return builder.precision === "float32" ? formula.op("Atan", x) : atan64(formula, x, builder);
}

/** sqrt(1 - x^2), in which nothing cancels when it is written as a product. */
function cosineOfSine({ op }: Formula, x: Operand): Operand {
  return op("Sqrt", op("Mul", op("Sub", 1, x), op("Add", x, 1)));
}

function cosh({ op }: Formula, x: Operand): Operand {
  return op("Mul", op("Add", op("Exp", x), op("Exp", op("Neg", x))), 0.5);
}

/** Functions of angles. */
const circular: readonly Operation[] = [
  unary({
    ...{ kernel: "Sin", onnx: "Sin", evaluate: Math.sin },
    slope: (tf, x) => tf.cos(x),
  }),
  unary({
    ...{ kernel: "Cos", onnx: "Cos", evaluate: Math.cos },
    slope: (tf, x) => tf.neg(tf.sin(x)),
  }),
  unary({
    ...{ kernel: "Tan", evaluate: Math.tan },
    slope: (tf, _x, y) => tf.add(tf.mul(y, y), 1),
    onnx: inFloat64("Tan", ({ op }, x) => op("Div", op("Sin", x), op("Cos", x))),
  }),
  unary({
    ...{ kernel: "Asin", evaluate: Math.asin },
    slope: (tf, x) => tf.rsqrt(tf.sub(1, tf.mul(x, x))),
    onnx: (formula, [x], { builder }) =>
      builder.precision === "float32"
        ? formula.op("Asin", x)
        : atan64(formula, formula.op("Div", x, cosineOfSine(formula, x)), builder),
  }),
  unary({
    ...{ kernel: "Acos", evaluate: Math.acos },
    slope: (tf, x) => tf.neg(tf.rsqrt(tf.sub(1, tf.mul(x, x)))),
    onnx: (formula, [x], { builder }) => {
      const { op } = formula;
      if (builder.precision === "float32") return op("Acos", x);
      const half = op("Sqrt", op("Div", op("Sub", 1, x), op("Add", x, 1)));
      return op("Mul", atan64(formula, half, builder), 2);
    },
  }),
  unary({
    ...{ kernel: "Atan", evaluate: Math.atan },
    slope: (tf, x) => tf.reciprocal(tf.add(tf.mul(x, x), 1)),
    onnx: (formula, [x], { builder }) => atan(formula, x, builder),
  }),
  binary({
    ...{ kernel: "Atan2", evaluate: Math.atan2 },
    parts: ({ tf, inputs: [a, b], tangents: [da, db] }) => {
      const square = tf.add(tf.mul(a, a), tf.mul(b, b));
      return [
        times(tf, da, () => tf.div(b, square)),
        times(tf, db, () => tf.neg(tf.div(a, square))),
      ];
    },
    onnx: (formula, [a, b], { builder }) => {
      const { op, test } = formula;
      // Of two infinities what counts is their signs.
      const areInfinite = test("And", test("IsInf", a), test("IsInf", b));
      const signs = op("Mul", op("Sign", a), op("Sign", b));
      const angle = atan(formula, op("Where", areInfinite, signs, op("Div", a, b)), builder);
      const isBelow = test("Less", a, 0);
      const turned = op("Where", isBelow, op("Sub", angle, Math.PI), op("Add", angle, Math.PI));
      const onAxis = op("Mul", op("Sign", a), Math.PI / 2);
      const inHalfPlane = op("Where", test("Less", b, 0), turned, angle);
      return op("Where", test("Equal", b, 0), onAxis, inHalfPlane);
    },
  }),
];

/** Above it the square of a number plus or minus 1 is the square. */
const LONG = 2 ** 28;

/** log(2 x), which is asinh x and acosh x where x is long, even where 2 x is no number. */
function logOfDouble({ op }: Formula, x: Operand): Operand {
  return op("Add", op("Log", x), Math.LN2);
}

/** Functions of the hyperbola. */
const hyperbolic: readonly Operation[] = [
  unary({
    ...{ kernel: "Sinh", evaluate: Math.sinh },
    slope: (tf, x) => tf.cosh(x),
    // sinh = tanh cosh, in which nothing cancels.
    onnx: inFloat64("Sinh", (formula, x) =>
      formula.op("Mul", formula.op("Tanh", x), cosh(formula, x)),
    ),
  }),
  unary({
    ...{ kernel: "Cosh", evaluate: Math.cosh },
    slope: (tf, x) => tf.sinh(x),
    onnx: inFloat64("Cosh", cosh),
  }),
  unary({
    ...{ kernel: "Asinh", evaluate: Math.asinh },
    slope: (tf, x) => tf.rsqrt(tf.add(tf.mul(x, x), 1)),
    // asinh |x| = log1p(|x| + x^2 / (1 + sqrt(1 + x^2))).
    onnx: inFloat64("Asinh", (formula, x) => {
      const { op, test } = formula;
      const [length, square] = [op("Abs", x), op("Mul", x, x)];
      const root = op("Sqrt", op("Add", square, 1));
      const shift = op("Add", length, op("Div", square, op("Add", root, 1)));
      const isLong = test("Greater", length, LONG);
      const ofLength = op("Where", isLong, logOfDouble(formula, length), log1p(formula, shift));
      return op("Mul", op("Sign", x), ofLength);
    }),
  }),
  unary({
    ...{ kernel: "Acosh", evaluate: Math.acosh },
    slope: (tf, x) => tf.rsqrt(tf.sub(tf.mul(x, x), 1)),
    // With t = x - 1: acosh x = log1p(t + sqrt(t) sqrt(t + 2)), which is NaN where x is below 1.
    onnx: inFloat64("Acosh", (formula, x) => {
      const { op, test } = formula;
      const above = op("Sub", x, 1);
      const root = op("Mul", op("Sqrt", above), op("Sqrt", op("Add", x, 1)));
      const isLong = test("Greater", x, LONG);
      const short = log1p(formula, op("Add", above, root));
      return op("Where", isLong, logOfDouble(formula, x), short);
    }),
  }),
  unary({
    ...{ kernel: "Atanh", evaluate: Math.atanh },
    slope: (tf, x) => tf.reciprocal(tf.sub(1, tf.mul(x, x))),
    // atanh |x| = log1p(2 |x| / (1 - |x|)) / 2.
    onnx: inFloat64("Atanh", (formula, x) => {
      const { op } = formula;
      const length = op("Abs", x);
      const ratio = op("Div", op("Mul", length, 2), op("Sub", 1, length));
      return op("Mul", op("Sign", x), op("Mul", log1p(formula, ratio), 0.5));
    }),
  }),
];

export const trigonometry: readonly Operation[] = [...circular, ...hyperbolic];
