/**
 * The losses l(q, y) of one sample, in any kind of number, with what the theorem asks of them.
 *
 * @source spec kawaguchi2020-elimination, sections 1 and 2.10; the double well of 2.3's controls
 * @shape  q [d_y], y [d_y] -> number
 * @units  squared: no 1/2. Cross entropy in nats, y a distribution; logistic y in [0, 1]; hinge y = -1, 1
 */
import { dotOf, numbers, square, sumOf, type Algebra } from "../../numerics/algebra.ts";

/** Plain JSON. */
export type LossSpec =
  /** sum (q - y)^2. */
  | { readonly kind: "squared" }
  /** log sum exp q - y . q: softmax with soft or one-hot labels. */
  | { readonly kind: "cross-entropy" }
  /** log(1 + e^q) - y q, summed over the outputs. */
  | { readonly kind: "logistic" }
  /** max(0, 1 - y q)^power, summed over the outputs. */
  | { readonly kind: "hinge"; readonly power: number }
  /** |q - y|, summed over the outputs: not differentiable. */
  | { readonly kind: "absolute" }
  /** (q^2 - 1)^2 + tilt q, whatever y is: two wells of different height. */
  | { readonly kind: "double-well"; readonly tilt: number }
  /** 1 / (1 + e^{y q}), summed over the outputs: not convex. */
  | { readonly kind: "sigmoid" }
  /** min(1, (q - y)^2), summed over the outputs: neither convex nor differentiable. */
  | { readonly kind: "truncated" };

/** What Hypothesis A asks of a loss, and whether each l(., y) has a minimiser for all labels. */
export interface LossProperties {
  readonly convex: boolean;
  readonly differentiable: boolean;
  /** "by label": cross entropy has a minimiser only where every class has some weight. */
  readonly attained: "always" | "by label";
}

/** The declared table: a sample of points can reject convexity but never show it. */
export function propertiesOf(loss: LossSpec): LossProperties {
  switch (loss.kind) {
    case "squared":
      return { convex: true, differentiable: true, attained: "always" };
    case "cross-entropy":
    case "logistic":
      return { convex: true, differentiable: true, attained: "by label" };
    case "hinge":
      return { convex: loss.power >= 1, differentiable: loss.power > 1, attained: "always" };
    case "absolute":
      return { convex: true, differentiable: false, attained: "always" };
    case "double-well":
      return { convex: false, differentiable: true, attained: "always" };
    case "sigmoid":
      return { convex: false, differentiable: true, attained: "by label" };
    case "truncated":
      return { convex: false, differentiable: false, attained: "always" };
  }
}

function power<T>(algebra: Algebra<T>, x: T, exponent: number): T {
  let product = x;
  for (let count = 1; count < exponent; count += 1) product = algebra.multiply(product, x);
  return product;
}

/** The term of one output; cross entropy has none, its outputs belong together. */
function termOf<T>(algebra: Algebra<T>, loss: LossSpec, q: T, y: number): T {
  const one = algebra.constant(1);
  const residual = () => algebra.subtract(q, algebra.constant(y));
  switch (loss.kind) {
    case "squared":
      return square(algebra, residual());
    case "logistic":
      return algebra.subtract(algebra.log(algebra.add(one, algebra.exp(q))), algebra.scale(y, q));
    case "hinge":
      return power(algebra, algebra.relu(algebra.subtract(one, algebra.scale(y, q))), loss.power);
    case "absolute": {
      const positive = algebra.relu(residual());
      return algebra.add(positive, algebra.relu(algebra.scale(-1, residual())));
    }
    case "double-well": {
      const well = square(algebra, algebra.subtract(square(algebra, q), one));
      return algebra.add(well, algebra.scale(loss.tilt, q));
    }
    case "sigmoid":
      return algebra.reciprocal(algebra.add(one, algebra.exp(algebra.scale(y, q))));
    case "truncated": {
      const missing = algebra.subtract(one, square(algebra, residual()));
      return algebra.subtract(one, algebra.relu(missing));
    }
    case "cross-entropy":
      throw new Error("cross entropy is no sum over outputs");
  }
}

/** l(q, y). */
export function lossOf<T>(
  algebra: Algebra<T>,
  loss: LossSpec,
  q: readonly T[],
  y: readonly number[],
): T {
  if (loss.kind !== "cross-entropy") {
    return sumOf(
      algebra,
      q.map((one, index) => termOf(algebra, loss, one, y[index] ?? Number.NaN)),
    );
  }
  const total = sumOf(
    algebra,
    q.map((one) => algebra.exp(one)),
  );
  const labels = y.map((one) => algebra.constant(one));
  return algebra.subtract(algebra.log(total), dotOf(algebra, labels, q));
}

/** softmax(q). */
function softmax(q: readonly number[]): number[] {
  const largest = Math.max(...q);
  const exponentials = q.map((one) => Math.exp(one - largest));
  const total = sumOf(numbers, exponentials);
  return exponentials.map((one) => one / total);
}

function slopeOf(loss: LossSpec, q: number, y: number): number {
  switch (loss.kind) {
    case "squared":
      return 2 * (q - y);
    case "logistic":
      return 1 / (1 + Math.exp(-q)) - y;
    case "hinge":
      return -loss.power * y * Math.max(0, 1 - y * q) ** (loss.power - 1);
    case "absolute":
      return Math.sign(q - y);
    case "double-well":
      return 4 * q * (q * q - 1) + loss.tilt;
    case "sigmoid": {
      const value = 1 / (1 + Math.exp(y * q));
      return -y * value * (1 - value);
    }
    case "truncated":
      return Math.abs(q - y) < 1 ? 2 * (q - y) : 0;
    case "cross-entropy":
      throw new Error("cross entropy is no sum over outputs");
  }
}

/** grad_q l(q, y) in closed form: c_i at q = f(x_i; theta). */
export function lossGradient(loss: LossSpec, q: readonly number[], y: readonly number[]): number[] {
  if (loss.kind === "cross-entropy") {
    return softmax(q).map((one, index) => one - (y[index] ?? Number.NaN));
  }
  return q.map((one, index) => slopeOf(loss, one, y[index] ?? Number.NaN));
}
