/**
 * How much is asked of a loss around a point, as multiples of examples times weights.
 *
 * @source 2 a loss, 6 a loss with its slopes, 12 a product with the Hessian (the tangent of both)
 * @units  multiplications and additions of one example and weight
 */
import { LOSS_WORK, SLOPE_WORK } from "../fitted/work.ts";
import type { Maximiser } from "./maximise.ts";

const PRODUCT_WORK = 12;

interface Asked {
  readonly losses?: number;
  readonly slopes?: number;
  readonly products?: number;
}

export function passesOf({ losses = 0, slopes = 0, products = 0 }: Asked): number {
  return LOSS_WORK * losses + SLOPE_WORK * slopes + PRODUCT_WORK * products;
}

/** At most: a search ends where it comes to the same vertex again. */
export function passesOfSearch(maximiser: Maximiser): number {
  if (maximiser.name === "l-bfgs-b") return passesOf({ slopes: 1 + maximiser.iterations });
  const { randomStarts, steps } = maximiser;
  return passesOf({ losses: 1, slopes: (1 + randomStarts) * (1 + steps) });
}
