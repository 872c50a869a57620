/**
 * Minimises a smooth function: Newton's step with the moduli of the curvatures and a damping that
 * follows the gain, so that saddles repel and narrow valleys are followed to their end.
 *
 * @source    Dauphin et al. 2014, "Identifying and attacking the saddle point problem in
 *            high-dimensional non-convex optimization"; damping as in Levenberg and Marquardt's method
 * @shape     start [n]
 * @precision float64; ends where the gradient is small or rounding hides any further decrease
 * @cost      one Hessian and 9 n^3 for each step
 * @fails     a start without a finite value: no step is made
 */
import type { Expansion } from "./jet.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

export interface SaddleFreeOptions {
  readonly steps: number;
  /** Ends where the gradient's length is at most this. */
  readonly gradientNorm: number;
  /** Ends where this says so of a point: the minimum is at infinity. */
  readonly isFar: (point: readonly number[]) => boolean;
}

export interface SaddleFreeEnd {
  readonly point: readonly number[];
  readonly value: number;
  readonly gradientNorm: number;
  readonly steps: number;
  readonly reason: "stationary" | "no decrease" | "steps" | "far";
  /** ||z|| changed by less than 1 % over the last tenth of the steps. */
  readonly isBounded: boolean;
}

const LARGEST_DAMPING = 1e12;
const LEAST_DAMPING = 1e-14;

/** (|H| + damping)^-1 g, downhill. */
function stepOf({ gradient, hessian }: Expansion<number>) {
  const { values, vectors } = symmetricEigen(hessian);
  const along = vectors.map((vector) =>
    vector.reduce((sum, v, index) => sum + v * (gradient[index] ?? Number.NaN), 0),
  );
  return (damping: number) =>
    gradient.map((_, index) =>
      vectors.reduce((sum, vector, at) => {
        const bend = Math.abs(values[at] ?? Number.NaN) + damping;
        return sum - ((along[at] ?? Number.NaN) / bend) * (vector[index] ?? Number.NaN);
      }, 0),
    );
}

/** Over the last tenth of the steps, at least one. */
function isBounded(lengths: readonly number[]): boolean {
  const tail = Math.max(1, Math.ceil((lengths.length - 1) / 10));
  const before = lengths.at(-1 - tail) ?? lengths[0] ?? Number.NaN;
  const after = lengths.at(-1) ?? Number.NaN;
  return Math.abs(after - before) < 0.01 * Math.max(after, Number.MIN_VALUE);
}

export function saddleFreeNewton(
  expansion: (point: readonly number[]) => Expansion<number>,
  start: readonly number[],
  { steps, gradientNorm, isFar }: SaddleFreeOptions,
): SaddleFreeEnd {
  let point = start;
  let current = expansion(point);
  let damping = 1;
  const lengths = [Math.hypot(...point)];
  const end = (reason: SaddleFreeEnd["reason"]): SaddleFreeEnd => {
    const { value, gradient } = current;
    const done = { point, value, gradientNorm: Math.hypot(...gradient), reason };
    return { ...done, steps: lengths.length - 1, isBounded: isBounded(lengths) };
  };
  while (lengths.length <= steps) {
    if (Math.hypot(...current.gradient) <= gradientNorm) return end("stationary");
    if (isFar(point)) return end("far");
    const step = stepOf(current);
    for (;;) {
      const move = step(damping);
      const next = point.map((one, index) => one + (move[index] ?? Number.NaN));
      const found = expansion(next);
      if (found.value < current.value) {
        [point, current] = [next, found];
        damping = Math.max(LEAST_DAMPING, damping / 5);
        break;
      }
      damping *= 4;
      if (!(damping <= LARGEST_DAMPING)) return end("no decrease");
    }
    lengths.push(Math.hypot(...point));
  }
  return end("steps");
}
