/**
 * Weights of a circuit as residues modulo a prime.
 *
 * @source spec sharir2018-overlaps, certificates (a): integer weights uniform modulo p
 * @shape  values [R, R, D_in, D_out] row-major, biases [R, R, D_out], templates [M, M]
 * @random purpose "exact weights"; stream = 1024 * (p modulo 1024) + 2 * layer for the weights of a
 *         layer (from 1), the next for its biases, layer 0 for the template matrix
 */
import type { PrimeField } from "../../numerics/prime-field.ts";
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import type { ConvAcNetwork } from "./network.ts";

export interface LayerWeights {
  readonly window: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly values: Int32Array;
  readonly biases: Int32Array | null;
}

export interface ConvAcWeights {
  /** F[m][d], row-major. */
  readonly templates: Int32Array;
  readonly layers: readonly LayerWeights[];
}

const STREAMS_OF_A_PRIME = 1024;

/** Channels that enter a layer (from 0): the templates' functions, or those of the layer before. */
export function inputChannels(network: ConvAcNetwork, layer: number): number {
  return layer === 0 ? network.templates : (network.layers[layer - 1]?.channels ?? 0);
}

function drawUniform(length: number, field: PrimeField, seed: number, stream: number) {
  const offset = STREAMS_OF_A_PRIME * (field.modulus % STREAMS_OF_A_PRIME);
  const random = new RandomStream(seed, PURPOSES.exactWeights, offset + stream);
  return Int32Array.from({ length }, () => random.below(field.modulus));
}

function templateMatrix(network: ConvAcNetwork, field: PrimeField, seed: number): Int32Array {
  const { templates, templateMatrix: given } = network;
  if (given === "random") return drawUniform(templates * templates, field, seed, 0);
  return Int32Array.from({ length: templates * templates }, (_, index) => {
    const [row, column] = [Math.floor(index / templates), index % templates];
    if (given === "identity") return row === column ? 1 : 0;
    return field.reduce(given[row]?.[column] ?? 0);
  });
}

/** Gives every position of the window the values of the first, where the convention says so. */
function shared(network: ConvAcNetwork, values: Int32Array, positions: number): Int32Array {
  if (network.conventions.sharing === "per-position") return values;
  const perPosition = values.length / positions;
  return values.map((_, index) => values[index % perPosition] ?? 0);
}

/** Where a weight stands: layer from 1, offsets (i, j) and channels from 0. */
export interface WeightPlace {
  readonly layer: number;
  readonly row: number;
  readonly column: number;
  readonly input: number;
  readonly output: number;
}

export type WeightFormula = (place: WeightPlace) => number;

/** Weights given by a formula, integers; templates as the network says, no biases. */
export function weightsFrom(
  network: ConvAcNetwork,
  field: PrimeField,
  formula: WeightFormula,
): ConvAcWeights {
  const layers = network.layers.map(({ window, channels: outputs }, layer) => {
    const inputs = inputChannels(network, layer);
    const values = Int32Array.from({ length: window * window * inputs * outputs }, (_, index) => {
      const output = index % outputs;
      const input = Math.floor(index / outputs) % inputs;
      const position = Math.floor(index / (outputs * inputs));
      const [row, column] = [Math.floor(position / window), position % window];
      return field.reduce(formula({ layer: layer + 1, row, column, input, output }));
    });
    const kept = shared(network, values, window * window);
    return { window, inputs, outputs, values: kept, biases: null };
  });
  return { templates: templateMatrix(network, field, 0), layers };
}

/** Weights uniform modulo the prime, a function of network, prime and seed. */
export function drawWeights(
  network: ConvAcNetwork,
  field: PrimeField,
  seed: number,
): ConvAcWeights {
  const layers = network.layers.map(({ window, channels: outputs }, layer) => {
    const inputs = inputChannels(network, layer);
    const positions = window * window;
    const stream = 2 * (layer + 1);
    const values = drawUniform(positions * inputs * outputs, field, seed, stream);
    const biases = network.biases
      ? shared(network, drawUniform(positions * outputs, field, seed, stream + 1), positions)
      : null;
    return { window, inputs, outputs, values: shared(network, values, positions), biases };
  });
  return { templates: templateMatrix(network, field, seed), layers };
}

/** The same as plain JSON, for certificates. */
export function weightsDocument({ templates, layers }: ConvAcWeights) {
  return {
    templates: [...templates],
    layers: layers.map(({ window, inputs, outputs, values, biases }) => ({
      shape: [window, window, inputs, outputs],
      values: [...values],
      biases: biases === null ? null : [...biases],
    })),
  };
}
