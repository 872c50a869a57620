/**
 * Random architectures, for checks beyond the tables of a spec.
 *
 * @source spec sharir2018-overlaps, 3.1 and 3.2 (the random searches there)
 * @random purpose "order", streams as the caller states
 */
import { PURPOSES, RandomStream } from "../../numerics/threefry.ts";
import { isAligned, nonOverlapBound, overlapBound } from "./bounds.ts";
import { gridSizes } from "./geometry.ts";
import { convAc, type ConvAcNetwork, type LayerTriple } from "./network.ts";
import { matrixProblems, networkProblems } from "./problems.ts";

/** Rows or columns of the matrices of random architectures: small, since there are many. */
const SIDE_LIMIT = 256;

type Draw = (random: RandomStream) => ConvAcNetwork;

function between(random: RandomStream, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

function sizesAfter(network: ConvAcNetwork) {
  return gridSizes(network).at(-1) ?? { height: 1, width: 1 };
}

/** Heights 1-4, widths 2-10, M 2-3, R = S in 2-3, D 1-6, down to 1 x 1, then linear. */
const drawNonOverlapping: Draw = (random) => {
  const [height, width] = [between(random, 1, 4), between(random, 2, 10)];
  const templates = between(random, 2, 3);
  const layers: LayerTriple[] = [];
  for (;;) {
    const size = sizesAfter(convAc(height, width, templates, layers));
    if (size.height === 1 && size.width === 1) break;
    const window = between(random, 2, 3);
    layers.push([window, window, between(random, 1, 6)]);
  }
  return convAc(height, width, templates, [...layers, [1, 1, 1]]);
};

/** Heights 1-2, widths 4-10, M 2-3, 1-3 layers with S 1-2, R in S..S+3, D 1-4, then global. */
const drawOverlapping: Draw = (random) => {
  const [height, width] = [between(random, 1, 2), between(random, 4, 10)];
  const templates = between(random, 2, 3);
  const layers = Array.from({ length: between(random, 1, 3) }, (): LayerTriple => {
    const stride = between(random, 1, 2);
    return [between(random, stride, stride + 3), stride, between(random, 1, 4)];
  });
  const size = sizesAfter(convAc(height, width, templates, layers));
  const global = Math.max(size.height, size.width);
  return convAc(height, width, templates, [...layers, [global, global, 1]]);
};

function isSmall(network: ConvAcNetwork): boolean {
  const pixels = network.height * Math.ceil(network.width / 2);
  return network.templates ** pixels <= SIDE_LIMIT;
}

function collect(
  count: number,
  random: RandomStream,
  draw: Draw,
  isWanted: (network: ConvAcNetwork) => boolean,
): ConvAcNetwork[] {
  const found = new Map<string, ConvAcNetwork>();
  while (found.size < count) {
    const network = draw(random);
    const isPossible = isSmall(network) && networkProblems(network).length === 0;
    if (!isPossible || matrixProblems(network, "left-right", null).length > 0) continue;
    if (isWanted(network)) found.set(JSON.stringify(network), network);
  }
  return [...found.values()];
}

/** Distinct architectures within S1's hypotheses whose bound is below the size of the matrix. */
export function randomNonOverlapping(count: number, seed: number): ConvAcNetwork[] {
  const random = new RandomStream(seed, PURPOSES.order, 1);
  const isTelling = (network: ConvAcNetwork) => {
    const pixels = network.height * Math.floor(network.width / 2);
    return isAligned(network) && nonOverlapBound(network) < BigInt(network.templates ** pixels);
  };
  return collect(count, random, drawNonOverlapping, isTelling);
}

/** Distinct architectures within S2's hypotheses whose bound in the paper's form is above 1. */
export function randomOverlapping(count: number, seed: number): ConvAcNetwork[] {
  const random = new RandomStream(seed, PURPOSES.order, 2);
  return collect(count, random, drawOverlapping, (one) => overlapBound(one, "paper") > 1n);
}
