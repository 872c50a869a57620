import { numbers, type Algebra } from "./algebra.ts";

const round = Math.fround;

/**
 * Float32: every operation in doubles, then rounded to 24 bits. For the four basic operations that is
 * what float32 hardware gives (double rounding does no harm at twice the digits); functions are right
 * to the last bit, a little better than a GPU's.
 *
 * @source Figueroa 1995, "When is double rounding innocuous?"
 */
export const singles: Algebra<number> = {
  constant: round,
  add: (left, right) => round(left + right),
  subtract: (left, right) => round(left - right),
  multiply: (left, right) => round(left * right),
  scale: (factor, x) => round(round(factor) * x),
  exp: (x) => round(numbers.exp(x)),
  log: (x) => round(numbers.log(x)),
  reciprocal: (x) => round(1 / x),
  tanh: (x) => round(numbers.tanh(x)),
  relu: (x) => numbers.relu(x),
};
