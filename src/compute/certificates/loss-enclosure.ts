/**
 * Enclosures of the loss 1/2 ||Yhat - Y||_F^2 with its gradient and Hessian in the free parameters,
 * layer by layer: for Z = sum_i W_i phi_i the derivatives by the product rule, for phi = sigma(Z) by
 * the chain rule, for the loss sum (r' r'^T + r r'').
 *
 * @source spec kawaguchi2019-depth-width, section 1
 * @shape  n free parameters -> value, gradient [n], Hessian [n][n]
 * @cost   n^2 operations for each weight and sample
 */
import { activationOf, type Activated } from "./activations.ts";
import {
  add,
  half,
  isZero,
  multiply,
  ofDouble,
  ONE,
  square,
  subtract,
  ZERO,
  type Enclosure,
} from "./fixed-point.ts";
import { NOTHING, readFraction } from "./fraction.ts";
import type { IsolatedMinimum } from "./minimum-certificate.ts";

type Vector = readonly Enclosure[];
type Square = readonly Vector[];

/** A number with its derivatives in the free parameters; null: all of them 0. */
interface Tracked {
  readonly value: Enclosure;
  readonly gradient: Vector | null;
  readonly hessian: Square | null;
}

export interface LossEnclosure {
  readonly value: Enclosure;
  readonly gradient: Vector;
  readonly hessian: Square;
}

/** A weight: what it is, and which free parameter; -1 for a fixed one. */
interface Weight {
  readonly value: Enclosure;
  readonly place: number;
}

const constant = (value: Enclosure): Tracked => ({ value, gradient: null, hessian: null });

function addTo(sum: Enclosure[], by: Enclosure, terms: Vector | null | undefined): void {
  if (terms === null || terms === undefined || isZero(by)) return;
  terms.forEach((term, at) => {
    if (!isZero(term)) sum[at] = add(sum[at] ?? ZERO, multiply(by, term));
  });
}

function addAt(sum: Enclosure[] | undefined, at: number, term: Enclosure): void {
  if (sum !== undefined) sum[at] = add(sum[at] ?? ZERO, term);
}

/** What one layer sees: sum over i of W_i phi_i. */
function weighted(terms: readonly (readonly [Weight, Tracked])[], n: number): Tracked {
  let value = ZERO;
  const gradient = Array.from({ length: n }, () => ZERO);
  const hessian = Array.from({ length: n }, () => Array.from({ length: n }, () => ZERO));
  for (const [weight, unit] of terms) {
    value = add(value, multiply(weight.value, unit.value));
    addTo(gradient, weight.value, unit.gradient);
    unit.hessian?.forEach((row, at) => {
      addTo(hessian[at] ?? [], weight.value, row);
    });
    if (weight.place < 0) continue;
    addAt(gradient, weight.place, unit.value);
    unit.gradient?.forEach((slope, at) => {
      addAt(hessian[weight.place], at, slope);
      addAt(hessian[at], weight.place, slope);
    });
  }
  return { value, gradient, hessian };
}

function activated({ gradient, hessian }: Tracked, [value, slope, bend]: Activated): Tracked {
  if (gradient === null) return constant(value);
  const curved = gradient.map((one, row) => {
    const entries = (hessian?.[row] ?? []).map((entry) => multiply(slope, entry));
    addTo(entries, multiply(bend, one), gradient);
    return entries;
  });
  return { value, gradient: gradient.map((one) => multiply(slope, one)), hessian: curved };
}

type Layers = readonly (readonly (readonly Weight[])[])[];

/** The parameters as matrices of weights: W^(1) .. W^(H+1), A. */
function weightsOf(
  certificate: IsolatedMinimum,
  free: Vector,
): { layers: Layers; skip: Layers[0] } {
  const { network, point } = certificate;
  let next = 0;
  const take = (): Weight => {
    const place = certificate.free.indexOf(next);
    const value = place < 0 ? ofDouble(point[next] ?? 0) : (free[place] ?? ZERO);
    next += 1;
    return { value, place };
  };
  const matrix = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, take));
  const layers = network.layers.map(([rows, columns]) => matrix(rows, columns));
  const [inputs, outputs] = [
    certificate.data.inputs[0]?.length ?? 0,
    network.layers.at(-1)?.[1] ?? 0,
  ];
  return { layers, skip: network.skip ? matrix(inputs, outputs) : [] };
}

function column(matrix: Layers[0], units: readonly Tracked[], at: number) {
  return matrix.flatMap((row, index) => {
    const [weight, unit] = [row[at], units[index]];
    return weight === undefined || unit === undefined ? [] : [[weight, unit] as const];
  });
}

/** The outputs of one sample. */
function outputsFor(
  certificate: IsolatedMinimum,
  free: Vector,
): (inputs: readonly number[]) => readonly Tracked[] {
  const { network } = certificate;
  const { slope } = network;
  const sigma = activationOf(network, slope === undefined ? NOTHING : readFraction(slope));
  const { layers, skip } = weightsOf(certificate, free);
  return (inputs) => {
    const entering = inputs.map((input) => constant(ofDouble(input)));
    let units: readonly Tracked[] = entering;
    layers.forEach((matrix, layer) => {
      const isLast = layer === layers.length - 1;
      const seen = network.biases && !isLast ? [...units, constant(ONE)] : units;
      units = (matrix[0] ?? []).map((_, at) => {
        const terms = column(matrix, seen, at);
        if (isLast) return weighted([...terms, ...column(skip, entering, at)], free.length);
        const sum = weighted(terms, free.length);
        return activated(sum, sigma(sum.value));
      });
    });
    return units;
  };
}

/** @param free an enclosure of each free parameter: a point, or the box */
export function encloseLoss(certificate: IsolatedMinimum, free: Vector): LossEnclosure {
  const { inputs, targets } = certificate.data;
  const outputs = outputsFor(certificate, free);
  let value = ZERO;
  const gradient = free.map(() => ZERO);
  const hessian = free.map(() => free.map(() => ZERO));
  inputs.forEach((row, sample) => {
    outputs(row).forEach((output, at) => {
      const residual = subtract(output.value, ofDouble(targets[sample]?.[at] ?? 0));
      value = add(value, half(square(residual)));
      addTo(gradient, residual, output.gradient);
      output.gradient?.forEach((slope, place) => {
        addTo(hessian[place] ?? [], slope, output.gradient);
      });
      output.hessian?.forEach((entries, place) => {
        addTo(hessian[place] ?? [], residual, entries);
      });
    });
  });
  return { value, gradient, hessian };
}
