/**
 * Gradient descent on one hidden (leaky) ReLU layer in float32, ended while the gradient is not small:
 * the kind of point that is often called a local minimum and is none.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3, third control
 * @shape     units as [v, w_1 .. w_dx]
 * @precision every product, sum and update rounded to float32
 */
export interface Descent {
  readonly rate: number;
  /** It ends at the first point where the gradient's norm is at most this. */
  readonly gradientNorm: number;
  readonly steps: number;
}

interface Problem {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

const single = Math.fround;
const dot = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, one, at) => single(sum + single(one * (right[at] ?? 0))), 0);

function gradientAt({ inputs, targets }: Problem, units: readonly number[][], leak: number) {
  const gradient = units.map((unit) => unit.map(() => 0));
  inputs.forEach((row, i) => {
    const forms = units.map(([, ...incoming]) => dot(row, incoming));
    const features = forms.map((z) => (z > 0 ? z : single(leak * z)));
    const output = dot(
      features,
      units.map(([outgoing = 0]) => outgoing),
    );
    const residual = single(output - (targets[i] ?? 0));
    units.forEach(([outgoing = 0], k) => {
      const slope = (forms[k] ?? 0) > 0 ? 1 : leak;
      const back = single(single(residual * outgoing) * slope);
      const own = [single(residual * (features[k] ?? 0)), ...row.map((x) => single(back * x))];
      gradient[k] = own.map((one, at) => single(one + (gradient[k]?.[at] ?? 0)));
    });
  });
  return gradient;
}

export function descendInSingle(
  problem: Problem,
  start: readonly (readonly number[])[],
  { rate, gradientNorm, steps, leak }: Descent & { readonly leak: number },
): number[][] {
  let units = start.map((unit) => unit.map(single));
  for (let step = 0; step < steps; step += 1) {
    const gradient = gradientAt(problem, units, leak);
    if (Math.hypot(...gradient.flat()) <= gradientNorm) break;
    units = units.map((unit, k) =>
      unit.map((one, at) => single(one - single(rate * (gradient[k]?.[at] ?? 0)))),
    );
  }
  return units;
}
