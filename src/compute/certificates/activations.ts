/** Activation functions of enclosures with their first two derivatives. */
import { logistic, softplus, tanh } from "./elementary.ts";
import {
  add,
  describe,
  multiply,
  negate,
  ofFraction,
  ONE,
  square,
  subtract,
  ZERO,
  type Enclosure,
} from "./fixed-point.ts";
import type { Fraction } from "./fraction.ts";
import type { CertifiedNetwork } from "./minimum-certificate.ts";
import { Refusal } from "./refusal.ts";

/** sigma(z), sigma'(z), sigma''(z). */
export type Activated = readonly [value: Enclosure, slope: Enclosure, bend: Enclosure];

/** Of a function that is linear on both sides of 0. */
function piecewise(z: Enclosure, below: Enclosure): Activated {
  if (z.low > 0n) return [z, ONE, ZERO];
  if (z.high < 0n) return [multiply(below, z), below, ZERO];
  throw new Refusal(`a pre-activation lies in ${describe(z)}: the loss has a kink inside the box`);
}

/** @param slope of leaky ReLU below 0 */
export function activationOf(
  { activation }: CertifiedNetwork,
  slope: Fraction,
): (z: Enclosure) => Activated {
  const leak = ofFraction(slope.numerator, slope.denominator);
  switch (activation) {
    case "identity":
      return (z) => [z, ONE, ZERO];
    case "relu":
      return (z) => piecewise(z, ZERO);
    case "leaky-relu":
      return (z) => piecewise(z, leak);
    case "tanh":
      return (z) => {
        const value = tanh(z);
        const rate = subtract(ONE, square(value));
        const bend = multiply(value, rate);
        return [value, rate, negate(add(bend, bend))];
      };
    case "softplus":
      return (z) => {
        const rate = logistic(z);
        return [softplus(z), rate, multiply(rate, subtract(ONE, rate))];
      };
  }
}
