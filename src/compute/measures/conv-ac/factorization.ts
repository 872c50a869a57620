/**
 * The grid tensor of a non-overlapping circuit as A = U diag(a) V^T, each side from its own half.
 * Written from the definition, assignment by assignment; it shares the data types, the field and
 * the drawn weights with the grid evaluation, and no code.
 *
 * @source    spec sharir2018-overlaps, section 3.1: channel c of layer L' is a product of a function
 *            of the left and a function of the right positions
 * @shape     U [M^left, D], a [D], V [M^right, D], D = D^L' channels; rows in the order of the
 *            assignments, first pixel of the half (row by row) slowest
 * @precision exact modulo the prime
 * @random    none
 * @cost      assignments of one half x units of it x window x channels
 * @fails     a network that is not S1's (overlap, biases, no linear layer) throws BAD_INPUT
 */
import { PlatformError } from "../../../domain/errors.ts";
import type { PrimeField } from "../../numerics/prime-field.ts";
import type { ConvAcNetwork } from "./network.ts";
import type { ConvAcWeights, LayerWeights } from "./weights.ts";

export interface Factorization {
  readonly left: readonly (readonly number[])[];
  readonly linear: readonly number[];
  readonly right: readonly (readonly number[])[];
}

/** Values of the units of one grid that are known: "row,column" to its channels. */
type KnownUnits = ReadonlyMap<string, readonly number[]>;

/** The linear form of one window position and output channel at the given input. */
function linearForm(
  { values, inputs, outputs }: LayerWeights,
  { position, output }: { readonly position: number; readonly output: number },
  input: readonly number[],
  field: PrimeField,
): number {
  let sum = 0;
  for (let channel = 0; channel < inputs; channel += 1) {
    const weight = values[(position * inputs + channel) * outputs + output] ?? 0;
    sum = field.add(sum, field.multiply(weight, input[channel] ?? 0));
  }
  return sum;
}

/**
 * One non-overlapping layer over the units that are known. A window has all of its units known or
 * none, except the last, which joins the halves: there the product is over those that are.
 */
function applyLayer(known: KnownUnits, weights: LayerWeights, field: PrimeField): KnownUnits {
  const { window, outputs } = weights;
  const joined = new Map<string, number[]>();
  for (const [place, input] of known) {
    const [row = 0, column = 0] = place.split(",").map(Number);
    const target = `${Math.floor(row / window)},${Math.floor(column / window)}`;
    const position = (row % window) * window + (column % window);
    const channels = joined.get(target) ?? new Array<number>(outputs).fill(1);
    joined.set(
      target,
      channels.map((value, output) =>
        field.multiply(value, linearForm(weights, { position, output }, input, field)),
      ),
    );
  }
  return joined;
}

/** What one half contributes to every channel of layer L', for one assignment of its templates. */
function halfValue(
  half: readonly string[],
  chosen: readonly number[],
  { templates: matrix, layers }: ConvAcWeights,
  field: PrimeField,
): readonly number[] {
  const templates = Math.sqrt(matrix.length);
  let known: KnownUnits = new Map(
    half.map((place, index) => {
      const start = (chosen[index] ?? 0) * templates;
      return [place, [...matrix.slice(start, start + templates)]] as const;
    }),
  );
  for (const layer of layers) known = applyLayer(known, layer, field);
  return known.get("0,0") ?? [];
}

function choices(templates: number, pixels: number): number[][] {
  if (pixels === 0) return [[]];
  const rest = choices(templates, pixels - 1);
  return Array.from({ length: templates }, (_, first) => first).flatMap((first) =>
    rest.map((others) => [first, ...others]),
  );
}

function pixelsOfHalf(network: ConvAcNetwork, half: "left" | "right"): string[] {
  const border = Math.floor(network.width / 2);
  const places: string[] = [];
  for (let row = 0; row < network.height; row += 1) {
    for (let column = 0; column < network.width; column += 1) {
      if (column < border === (half === "left")) places.push(`${row},${column}`);
    }
  }
  return places;
}

/** The layers up to L', and the linear one after it. */
function splitLayers(network: ConvAcNetwork, { layers }: ConvAcWeights) {
  const linear = layers.at(-1);
  const joining = layers.slice(0, -1);
  const isLinear =
    linear?.window === 1 && linear.outputs === 1 && (joining.at(-1)?.window ?? 1) > 1;
  const overlaps = network.layers.some(({ window, stride }) => window !== stride);
  const biased = layers.some(({ biases }) => biases !== null);
  if (linear === undefined || !isLinear || overlaps || biased) {
    const message =
      "only a non-overlapping circuit without biases that ends in one linear layer (1,1,1) factors";
    throw new PlatformError("BAD_INPUT", message);
  }
  return { joining, linear };
}

/** U, a and V, computed from the network's weights themselves. */
export function factorize(
  network: ConvAcNetwork,
  weights: ConvAcWeights,
  field: PrimeField,
): Factorization {
  const { joining, linear } = splitLayers(network, weights);
  const { templates } = weights;
  const side = (half: "left" | "right") => {
    const pixels = pixelsOfHalf(network, half);
    return choices(network.templates, pixels.length).map((chosen) =>
      halfValue(pixels, chosen, { templates, layers: joining }, field),
    );
  };
  return { left: side("left"), linear: [...linear.values], right: side("right") };
}

/** U diag(a) V^T, row by row. */
export function multiplyOut({ left, linear, right }: Factorization, field: PrimeField): Int32Array {
  const scaled = left.map((u) => u.map((value, at) => field.multiply(value, linear[at] ?? 0)));
  const entries = new Int32Array(left.length * right.length);
  let entry = 0;
  for (const u of scaled) {
    for (const v of right) {
      let sum = 0;
      for (let at = 0; at < u.length; at += 1) {
        sum = field.add(sum, field.multiply(u[at] ?? 0, v[at] ?? 0));
      }
      entries[entry] = sum;
      entry += 1;
    }
  }
  return entries;
}
