/**
 * What is proved about the rank of a matricised grid tensor, as pure functions of the network.
 * All of it is about the left-right cut and product pooling; ranks grow like M^(N/2), so they are
 * bigints.
 *
 * @source spec sharir2018-overlaps, sections 1 and 3 (S1, S2, S8, certificate (a))
 */
import { gridSizes, windowPositions } from "./geometry.ts";
import type { ConvAcNetwork } from "./network.ts";

function halfWidth(network: ConvAcNetwork): number {
  return Math.floor(network.width / 2);
}

/** T_S^l, the product of the first l strides; 1 for l = 0. */
export function totalStride(network: ConvAcNetwork, layers: number): number {
  return network.layers.slice(0, layers).reduce((total, { stride }) => total * stride, 1);
}

/** T_R^l = 1 + sum over i <= l of (R^i - 1) T_S^(i-1), in pixels. */
export function totalReceptiveField(network: ConvAcNetwork, layers: number): number {
  return network.layers
    .slice(0, layers)
    .reduce((total, { window }, index) => total + (window - 1) * totalStride(network, index), 1);
}

/**
 * The least K < L with T_R^K > floor(w / 2), or null where S2's hypothesis does not hold. The
 * least one gives the best bound: exponent and base never decrease when K does.
 */
export function overlapDepth(network: ConvAcNetwork): number | null {
  for (let depth = 1; depth < network.layers.length; depth += 1) {
    if (totalReceptiveField(network, depth) > halfWidth(network)) return depth;
  }
  return null;
}

/** e(K) = ceil(floor(w/2) / T_S^K) * ceil(h / T_S^K), in the form that holds for any parity. */
export function overlapExponent(network: ConvAcNetwork, depth: number): number {
  const stride = totalStride(network, depth);
  return Math.ceil(halfWidth(network) / stride) * Math.ceil(network.height / stride);
}

/** "proved": channels of the layers before K count by halves; "paper": in full, unproved here. */
export type OverlapForm = "proved" | "paper";

/** D*, the least of M and the channel counts up to layer K, in the given form. */
export function overlapBase(network: ConvAcNetwork, depth: number, form: OverlapForm): number {
  const channels = network.layers.slice(0, depth).map((layer, index) => {
    const halved = form === "proved" && index + 1 < depth;
    return halved ? Math.floor(layer.channels / 2) : layer.channels;
  });
  return Math.min(network.templates, ...channels);
}

/** S2: for almost all weights the rank is at least D*^e(K); 1 (nothing) without the hypothesis. */
export function overlapBound(network: ConvAcNetwork, form: OverlapForm): bigint {
  const depth = overlapDepth(network);
  if (depth === null) return 1n;
  const base = overlapBase(network, depth, form);
  return BigInt(base) ** BigInt(overlapExponent(network, depth));
}

/** "3^8": S2's bound as base and exponent, or "1" without the hypothesis. */
export function describeOverlapBound(network: ConvAcNetwork, form: OverlapForm): string {
  const depth = overlapDepth(network);
  if (depth === null) return "1";
  return `${overlapBase(network, depth, form)}^${overlapExponent(network, depth)}`;
}

/** Index (from 1) of the first layer with a 1 x 1 output, called L' in the spec. */
export function lastWindowLayer(network: ConvAcNetwork): number {
  return gridSizes(network).findIndex(({ height, width }) => height === 1 && width === 1);
}

/** Whether no window below layer L' reads pixels of both halves: S1's hypothesis on the cut. */
export function isAligned(network: ConvAcNetwork): boolean {
  const last = lastWindowLayer(network);
  for (let layer = 1; layer < last; layer += 1) {
    if (halfWidth(network) % totalStride(network, layer) !== 0) return false;
  }
  return true;
}

/** Left and right units that the window of layer L' joins, as indices into the grid it reads. */
function lastWindow(network: ConvAcNetwork): { left: number[]; right: number[] } {
  const last = lastWindowLayer(network);
  const grid = gridSizes(network)[last - 1] ?? { height: 1, width: 1 };
  const stride = totalStride(network, last - 1);
  const units = windowPositions(network, last - 1, grid, { row: 0, column: 0 })
    .map(({ input }) => input)
    .filter((input) => input !== null);
  const isLeft = (unit: number) => (unit % grid.width) * stride < halfWidth(network);
  return { left: units.filter(isLeft), right: units.filter((unit) => !isLeft(unit)) };
}

/** S1: rank <= min(D^L', (D^(L'-1))^n) for all weights; n: positions of the smaller side. */
export function nonOverlapBound(network: ConvAcNetwork): bigint {
  const last = lastWindowLayer(network);
  const width = network.layers[last - 1]?.channels ?? 0;
  const before = network.layers[last - 2]?.channels ?? network.templates;
  const { left, right } = lastWindow(network);
  const joined = BigInt(before) ** BigInt(Math.min(left.length, right.length));
  return joined < BigInt(width) ? joined : BigInt(width);
}

/** Dimension of what the units of each layer can compute: min(D^l, product over the window). */
function unitDimensions(network: ConvAcNetwork, layers: number): number[] {
  const sizes = gridSizes(network);
  let dimensions = Array.from({ length: network.height * network.width }, () => network.templates);
  for (let layer = 0; layer < layers; layer += 1) {
    const { height = 0, width = 0 } = sizes[layer + 1] ?? {};
    const input = sizes[layer] ?? { height: 0, width: 0 };
    const channels = network.layers[layer]?.channels ?? 0;
    dimensions = Array.from({ length: height * width }, (_, index) => {
      const output = { row: Math.floor(index / width), column: index % width };
      const window = windowPositions(network, layer, input, output);
      const factors = window.map(({ input: unit }) => dimensions[unit ?? -1] ?? 1);
      return Math.min(channels, product(factors));
    });
  }
  return dimensions;
}

function product(factors: readonly number[]): number {
  return factors.reduce((total, factor) => total * factor, 1);
}

/** The rank of a non-overlapping network with an aligned cut for almost all weights. */
export function nonOverlapGenericRank(network: ConvAcNetwork): bigint {
  const last = lastWindowLayer(network);
  const dimensions = unitDimensions(network, last - 1);
  const { left, right } = lastWindow(network);
  const sides = [left, right].map((units) => product(units.map((unit) => dimensions[unit] ?? 1)));
  return BigInt(Math.min(network.layers[last - 1]?.channels ?? 0, ...sides));
}

/**
 * S8: the generic rank, never exceeded, of one B x B stride-1 layer under a global product:
 * min(M, D)^(h min(B - 1, floor(w / 2))).
 */
export function localAreaRank(network: ConvAcNetwork): bigint {
  const { window = 1, channels = 1 } = network.layers[0] ?? {};
  const reach = Math.min(window - 1, halfWidth(network));
  return BigInt(Math.min(network.templates, channels)) ** BigInt(network.height * reach);
}

/** Total degree of the output in the weights: each window position adds one to its input's. */
export function weightDegree(network: ConvAcNetwork): number {
  const sizes = gridSizes(network);
  let degrees = Array.from({ length: network.height * network.width }, () => 0);
  network.layers.forEach((_, layer) => {
    const { height = 0, width = 0 } = sizes[layer + 1] ?? {};
    const input = sizes[layer] ?? { height: 0, width: 0 };
    degrees = Array.from({ length: height * width }, (_unit, index) => {
      const output = { row: Math.floor(index / width), column: index % width };
      return windowPositions(network, layer, input, output)
        .map(({ input: unit }) => (unit === null ? 0 : 1 + (degrees[unit] ?? 0)))
        .reduce((total, degree) => total + degree, 0);
    });
  });
  return degrees[0] ?? 0;
}

/**
 * Schwartz-Zippel: the chance that weights uniform modulo p give a rank below one that the network
 * has for some weights modulo p; at most rank * degree / p.
 */
export function chanceOfLowRank(rank: number, degree: number, modulus: number): number {
  return Math.min(1, (rank * degree) / modulus);
}
