/**
 * One hidden layer of (leaky) ReLU with one output in exact rationals: yhat = sum_k v_k sigma(X w_k).
 * L = 1/2 ||yhat - y||^2; Dbar = [Lambda_1 X, ..., Lambda_d X], Lambda_k the slopes of unit k.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3 and 2.4
 * @shape     X [m, d_x], y [m], w_k [d_x]
 * @precision exact
 */
import {
  addRationals,
  dotRationals,
  multiplyRationals,
  rational,
  subtractRationals,
  type Rational,
} from "../../../domain/rational.ts";
import { leastSquaresExactly } from "../../numerics/exact-linear.ts";

export interface ExactData {
  readonly inputs: readonly (readonly Rational[])[];
  readonly targets: readonly Rational[];
}

/** v and w of one hidden unit. */
export interface ExactUnit {
  readonly outgoing: Rational;
  readonly incoming: readonly Rational[];
}

/** Slope where a unit is not active: 0 of ReLU. */
export interface ReluKind {
  readonly leak: Rational;
}

/** Whether a unit is active on each sample. */
export type Pattern = readonly boolean[];

const ZERO = rational(0n);
const ONE = rational(1n);
export const isZero = ({ numerator }: Rational) => numerator === 0n;
export const isPositive = ({ numerator }: Rational) => numerator > 0n;

export function preactivationsOf(inputs: ExactData["inputs"], incoming: readonly Rational[]) {
  return inputs.map((row) => dotRationals(row, incoming));
}

/** Lambda_k X. */
export function slopedInputs(inputs: ExactData["inputs"], pattern: Pattern, { leak }: ReluKind) {
  return inputs.map((row, i) => {
    const slope = pattern[i] === true ? ONE : leak;
    return row.map((one) => multiplyRationals(slope, one));
  });
}

/** The matrices side by side. */
export function sideBySide(matrices: readonly (readonly (readonly Rational[])[])[]) {
  const rows = matrices[0] ?? [];
  return rows.map((_, i) => matrices.flatMap((matrix) => matrix[i] ?? []));
}

/** 1/2 ||matrix c - y||^2. */
export function lossAt(
  matrix: readonly (readonly Rational[])[],
  coefficients: readonly Rational[],
  targets: readonly Rational[],
): Rational {
  const residuals = matrix.map((row, i) =>
    subtractRationals(dotRationals(row, coefficients), targets[i] ?? ZERO),
  );
  return half(dotRationals(residuals, residuals));
}

const half = (number: Rational) => multiplyRationals(number, rational(1n, 2n));

/** 1/2 ||PN[matrix] y||^2 = min_c 1/2 ||matrix c - y||^2. */
export function leastSquaresValue(
  matrix: readonly (readonly Rational[])[],
  targets: readonly Rational[],
): Rational {
  return lossAt(matrix, leastSquaresExactly(matrix, targets).particular, targets);
}

export interface ExactPoint {
  /** Of a sample and a unit: pre-activations that are exactly 0. */
  readonly kinks: number;
  readonly patterns: readonly Pattern[];
  readonly value: Rational;
  /** ||Dbar^T r||^2: 0 exactly at local minima off the kinks. */
  readonly cellDefect: Rational;
  /** ||grad L||^2. */
  readonly gradientSquared: Rational;
  /** 1/2 ||PN[Dbar] y||^2. */
  readonly cellBound: Rational;
  /** 1/2 ||PN[J] y||^2: of 2.1, which also holds at saddles. */
  readonly jacobianBound: Rational;
}

const squared = (vector: readonly Rational[]) => dotRationals(vector, vector);

/** X^T Lambda_k r of one unit. */
function transposed(matrix: readonly (readonly Rational[])[], residuals: readonly Rational[]) {
  const width = matrix[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) =>
    dotRationals(
      matrix.map((row) => row[column] ?? ZERO),
      residuals,
    ),
  );
}

/** Everything that 2.1, 2.3 and 2.4 say of a point, from its own forward pass. */
export function examinePoint(
  { inputs, targets }: ExactData,
  units: readonly ExactUnit[],
  kind: ReluKind,
): ExactPoint {
  const forms = units.map(({ incoming }) => preactivationsOf(inputs, incoming));
  const patterns = forms.map((form) => form.map(isPositive));
  const outputsOf = (form: readonly Rational[]) =>
    form.map((z) => (isPositive(z) ? z : multiplyRationals(kind.leak, z)));
  const features = forms.map(outputsOf);
  const residuals = targets.map((target, i) => {
    const output = dotRationals(
      units.map(({ outgoing }) => outgoing),
      features.map((feature) => feature[i] ?? ZERO),
    );
    return subtractRationals(output, target);
  });
  const blocks = patterns.map((pattern) => slopedInputs(inputs, pattern, kind));
  const ofCells = blocks.map((block) => squared(transposed(block, residuals)));
  const ofUnits = units.map(({ outgoing }, k) => {
    const ofWeight = dotRationals(features[k] ?? [], residuals);
    const ofIncoming = multiplyRationals(multiplyRationals(outgoing, outgoing), ofCells[k] ?? ZERO);
    return addRationals(multiplyRationals(ofWeight, ofWeight), ofIncoming);
  });
  const jacobian = units.flatMap(({ outgoing }, k) => [
    (features[k] ?? []).map((one) => [one]),
    (blocks[k] ?? []).map((row) => row.map((one) => multiplyRationals(outgoing, one))),
  ]);
  return {
    kinks: forms.flat().filter(isZero).length,
    patterns,
    value: half(squared(residuals)),
    cellDefect: ofCells.reduce(addRationals, ZERO),
    gradientSquared: ofUnits.reduce(addRationals, ZERO),
    cellBound: leastSquaresValue(sideBySide(blocks), targets),
    jacobianBound: leastSquaresValue(sideBySide(jacobian), targets),
  };
}
