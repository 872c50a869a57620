import type { Operand } from "../lower/onnx-builder.ts";
import { inFloat64, unary, type Formula } from "./elementwise.ts";
import type { Operation } from "./operation.ts";

/**
 * Rational approximations of Cody (Mathematics of Computation 23, 1969): of erf(x) / x in x^2 up to
 * 0.46875, and of exp(x^2) erfc(x) in x up to 4. Highest power first.
 */
const NEAR = {
  above: [
    1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
  ],
  below: [
    1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
  ],
};
const FAR = {
  above: [
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
  ],
  below: [
    1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
    3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
  ],
};
const BORDER = 0.46875;
/** From here on erf is 1 in float64, and the approximation still near enough to say so. */
const END = 6;

function polynomial({ op }: Formula, x: Operand, [highest = 0, ...rest]: readonly number[]) {
  const [second = 0, ...others] = rest;
  const start = op("Add", op("Mul", x, highest), second);
  return others.reduce((sum, coefficient) => op("Add", op("Mul", sum, x), coefficient), start);
}

function ratio(formula: Formula, x: Operand, { above, below }: typeof NEAR): Operand {
  return formula.op("Div", polynomial(formula, x, above), polynomial(formula, x, below));
}

function erf64(formula: Formula, x: Operand): Operand {
  const { op, test } = formula;
  const length = op("Min", op("Abs", x), END);
  const square = op("Mul", length, length);
  const near = op("Mul", x, ratio(formula, square, NEAR));
  const tail = op("Mul", op("Exp", op("Neg", square)), ratio(formula, length, FAR));
  const far = op("Mul", op("Sign", x), op("Sub", 1, tail));
  return op("Where", test("Less", length, BORDER), near, far);
}

/** 2 / sqrt(pi) exp(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 ...): every term has the sign of x. */
function series(x: number): number {
  if (Math.abs(x) > END) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

export const erf: readonly Operation[] = [
  unary({
    ...{ kernel: "Erf", evaluate: series, onnx: inFloat64("Erf", erf64) },
    slope: (tf, x) => tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.mul(x, x)))),
  }),
];
