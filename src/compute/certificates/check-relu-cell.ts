/** The proof in fractions that a point off the kinks of a one-layer (leaky) ReLU network is a minimum. */
import {
  isSame,
  minus,
  NOTHING,
  plus,
  product,
  readFraction,
  times,
  WHOLE,
  writeFraction,
  type Fraction,
} from "./fraction.ts";
import type { ReluCell } from "./minimum-certificate.ts";
import { refuseUnless } from "./refusal.ts";

type Rows = readonly (readonly Fraction[])[];

/** sigma(z) = slope z, with the slope on the side of z. */
function slopeAt(z: Fraction, below: Fraction): Fraction {
  return z.numerator > 0n ? WHOLE : below;
}

/** w_k (of the inputs, then the bias) and v_k of each unit. */
function unitsOf({ network, point }: ReluCell) {
  const values = point.map(readFraction);
  const [rows, units] = network.layers[0] ?? [0, 0];
  return Array.from({ length: units }, (_, unit) => ({
    incoming: Array.from({ length: rows }, (__, row) => values[row * units + unit] ?? NOTHING),
    outgoing: values[rows * units + unit] ?? NOTHING,
  }));
}

function assertKind({ network }: ReluCell): void {
  const { activation, layers, skip } = network;
  const isOne = layers.length === 2 && layers[1]?.[1] === 1 && !skip;
  refuseUnless(
    isOne && (activation === "relu" || activation === "leaky-relu"),
    () => "the argument is for one hidden layer of (leaky) ReLU, one output and no skip",
  );
}

/** X^T Lambda_k r, a column of X at a time. */
function assertStationary(
  inputs: Rows,
  slopes: readonly Fraction[],
  residuals: readonly Fraction[],
  unit: number,
) {
  (inputs[0] ?? []).forEach((_, column) => {
    const sum = inputs.reduce((total, row, sample) => {
      const term = times(row[column] ?? NOTHING, slopes[sample] ?? NOTHING);
      return plus(total, times(term, residuals[sample] ?? NOTHING));
    }, NOTHING);
    refuseUnless(
      sum.numerator === 0n,
      () =>
        `unit ${unit}: the residual's moment in column ${column} is ${writeFraction(sum)}, not 0`,
    );
  });
}

/** @throws Refusal with the step that fails */
export function checkReluCell(certificate: ReluCell): readonly string[] {
  assertKind(certificate);
  const { network, data } = certificate;
  const below = network.slope === undefined ? NOTHING : readFraction(network.slope);
  const given = data.inputs.map((row) => row.map(readFraction));
  const inputs = network.biases ? given.map((row) => [...row, WHOLE]) : given;
  const units = unitsOf(certificate).map(({ incoming, outgoing }, unit) => {
    const active = inputs.map((row) => product(row, incoming));
    active.forEach((z, sample) => {
      refuseUnless(z.numerator !== 0n, () => `unit ${unit} is on its kink at sample ${sample}`);
    });
    return { outgoing, active, slopes: active.map((z) => slopeAt(z, below)) };
  });
  const residuals = data.targets.map(([target = "0"], sample) => {
    const output = units.reduce((sum, { outgoing, active, slopes }) => {
      const value = times(slopes[sample] ?? NOTHING, active[sample] ?? NOTHING);
      return plus(sum, times(outgoing, value));
    }, NOTHING);
    return minus(output, readFraction(target));
  });
  units.forEach(({ slopes }, unit) => {
    assertStationary(inputs, slopes, residuals, unit);
  });
  const value = times(product(residuals, residuals), { numerator: 1n, denominator: 2n });
  refuseUnless(
    isSame(value, readFraction(certificate.value)),
    () => `the loss is ${writeFraction(value)}, not ${certificate.value}`,
  );
  return [
    `no pre-activation of its ${units.length} units is 0, and the residual is orthogonal to every column of Lambda_k X`,
    "so it is a local minimum: the loss is a convex function of the products v_k w_k near it",
    `its loss is exactly ${certificate.value}`,
  ];
}
