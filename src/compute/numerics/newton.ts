/**
 * Newton's method for a critical point near the start, to the last bits of the gradient: it goes on
 * while the gradient's norm falls. It goes to saddles as well as to minima: what was found is told by
 * the Hessian. Along directions of no curvature (symmetries) it does not move.
 *
 * @source    spec kawaguchi2019-depth-width, section 4.1
 * @shape     start [n]
 * @precision float64; the gradient ends at the rounding of its own evaluation
 * @cost      one Hessian and 9 n^3 for each step
 * @fails     a start that is not finite or diverges: the best point that was seen
 */
import type { Expansion } from "./jet.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

export interface NewtonEnd {
  readonly point: readonly number[];
  readonly expansion: Expansion<number>;
  readonly gradientNorm: number;
  readonly steps: number;
}

export interface NewtonOptions {
  readonly steps?: number;
  /** Curvatures of at most this share of the largest are no curvature. */
  readonly flat?: number;
}

/** H^+ g; eigenvalues within `flat` of 0, relative to the largest modulus, count as 0. */
export function newtonStep({ gradient, hessian }: Expansion<number>, flat: number): number[] {
  const { values, vectors } = symmetricEigen(hessian);
  const largest = Math.max(...values.map(Math.abs));
  const step = gradient.map(() => 0);
  values.forEach((value, at) => {
    const vector = vectors[at] ?? [];
    if (Math.abs(value) <= flat * largest) return;
    const along = vector.reduce((sum, v, index) => sum + v * (gradient[index] ?? 0), 0) / value;
    vector.forEach((v, index) => {
      step[index] = (step[index] ?? 0) + along * v;
    });
  });
  return step;
}

/** @param expansion value, gradient and Hessian at a point */
export function newton(
  expansion: (point: readonly number[]) => Expansion<number>,
  start: readonly number[],
  { steps = 30, flat = 1e-13 }: NewtonOptions = {},
): NewtonEnd {
  const stateAt = (point: readonly number[]) => {
    const expanded = expansion(point);
    return { point, expansion: expanded, gradientNorm: Math.hypot(...expanded.gradient) };
  };
  let best = stateAt(start);
  let [current, step] = [best, 0];
  for (; step < steps && best.gradientNorm > 0; step += 1) {
    const move = newtonStep(current.expansion, flat);
    current = stateAt(current.point.map((x, at) => x - (move[at] ?? Number.NaN)));
    // Twice as much may be an overshoot far away that the next step mends; more is not mended.
    if (!(current.gradientNorm <= 2 * best.gradientNorm)) break;
    if (current.gradientNorm < best.gradientNorm) best = current;
    else if (best.gradientNorm <= 1e-8 * (1 + Math.abs(best.expansion.value))) break;
  }
  return { ...best, steps: step };
}
