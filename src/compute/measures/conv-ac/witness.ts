/**
 * The weights of S2's proof: with them the network is the product, over pairs of pixels that lie
 * across the cut, of [bin of the left pixel = bin of the right pixel].
 *
 * Layers below K carry "left" channels (the bin of the pixel at the window's top-left corner) and
 * "right" channels (that of the pixel at the end (0, t - 1) of the sub-window's first row); every
 * other position reads the sum of the left channels, which is 1. Layer K multiplies left d with
 * right d, layer K + 1 sums over d, later layers multiply.
 *
 * @source    spec sharir2018-overlaps, section 3.2, proof and certificate (c)
 * @precision exact; weights are 0 and 1
 * @random    none
 * @fails     a network outside S2's hypotheses, or with D* = 1, throws BAD_INPUT
 */
import { PlatformError } from "../../../domain/errors.ts";
import type { PrimeField } from "../../numerics/prime-field.ts";
import { overlapBase, overlapDepth, totalStride } from "./bounds.ts";
import { gridSizes } from "./geometry.ts";
import type { ConvAcNetwork } from "./network.ts";
import { weightsFrom, type ConvAcWeights, type WeightFormula } from "./weights.ts";

/** Two pixels, as row-major numbers, whose bins a unit of layer K compares. */
export interface Pair {
  readonly left: number;
  readonly right: number;
}

export interface Witness {
  /** K. */
  readonly depth: number;
  /** D*; template m has bin m modulo D*. */
  readonly bins: number;
  /** t_1 .. t_K with 1 + sum (t_l - 1) T_S^(l-1) = floor(w / 2) + 1. */
  readonly reach: readonly number[];
  readonly pairs: readonly Pair[];
  readonly weights: ConvAcWeights;
}

/** Takes as much as it can from the layer with the largest stride, then from the one below. */
function reachOf(network: ConvAcNetwork, depth: number): number[] {
  let missing = Math.floor(network.width / 2);
  const reach: number[] = [];
  for (let layer = depth - 1; layer >= 0; layer -= 1) {
    const stride = totalStride(network, layer);
    const window = network.layers[layer]?.window ?? 1;
    const steps = Math.min(window - 1, Math.floor(missing / stride));
    missing -= steps * stride;
    reach.unshift(steps + 1);
  }
  return reach;
}

/** The corners of every unit of layer K whose right one is inside the grid. */
function pairsOf(network: ConvAcNetwork, depth: number): Pair[] {
  const stride = totalStride(network, depth);
  const distance = Math.floor(network.width / 2);
  const { height = 0, width = 0 } = gridSizes(network)[depth] ?? {};
  const units = Array.from({ length: height * width }, (_, unit) => unit);
  return units.flatMap((unit) => {
    const row = Math.floor(unit / width) * stride;
    const column = (unit % width) * stride;
    const left = row * network.width + column;
    return column + distance < network.width ? [{ left, right: left + distance }] : [];
  });
}

/** W of the proof; layers from 1, the rest from 0. */
function witnessFormula(depth: number, bins: number, reach: readonly number[]): WeightFormula {
  return ({ layer, row, column, input, output }) => {
    if (layer > depth + 1) return input === 0 ? 1 : 0;
    if (layer === depth + 1) return input < bins ? 1 : 0;
    const isLast = layer === depth;
    const [readsLeft, readsRight] = isLast
      ? [output < bins, output < bins]
      : [output < bins, output >= bins && output < 2 * bins];
    if (!readsLeft && !readsRight) return 0;
    const bin = output % bins;
    const isLeftCorner = row === 0 && column === 0 && readsLeft;
    const isRightCorner = row === 0 && column === (reach[layer - 1] ?? 1) - 1 && readsRight;
    const isPixel = layer === 1;
    if (isLeftCorner) return (isPixel ? input % bins : input) === bin ? 1 : 0;
    if (isRightCorner) return (isPixel ? input % bins : input - bins) === bin ? 1 : 0;
    return isPixel || input < bins ? 1 : 0;
  };
}

/** Why a network has no witness, in sentences. */
export function witnessProblems(network: ConvAcNetwork): string[] {
  const depth = overlapDepth(network);
  if (depth === null) return ["no layer before the last sees more than half of the width"];
  const problems: string[] = [];
  if (overlapBase(network, depth, "proved") < 2) problems.push("D* in its proved form is 1");
  if (network.biases) problems.push("the witness has no biases");
  if (network.templateMatrix !== "identity") problems.push("the witness needs one-hot inputs");
  return problems;
}

export function buildWitness(network: ConvAcNetwork, field: PrimeField): Witness {
  const depth = overlapDepth(network);
  const [problem] = witnessProblems(network);
  if (depth === null || problem !== undefined) {
    throw new PlatformError("BAD_INPUT", `This network has no witness: ${problem ?? ""}`);
  }
  const bins = overlapBase(network, depth, "proved");
  const reach = reachOf(network, depth);
  const weights = weightsFrom(network, field, witnessFormula(depth, bins, reach));
  return { depth, bins, reach, pairs: pairsOf(network, depth), weights };
}
