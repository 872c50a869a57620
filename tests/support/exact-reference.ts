/** Slow and obvious: what the exact numerics are compared with. BigInt throughout. */
import type { ConvAcNetwork } from "../../src/compute/measures/conv-ac/network.ts";
import type { ConvAcWeights } from "../../src/compute/measures/conv-ac/weights.ts";

const modulo = (value: bigint, prime: bigint) => ((value % prime) + prime) % prime;

function power(base: bigint, exponent: bigint, prime: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % prime, exponent / 2n, prime);
  return exponent % 2n === 0n ? half : (half * base) % prime;
}

/** Rank modulo a prime: full Gauss-Jordan elimination. */
export function referenceRank(matrix: readonly (readonly bigint[])[], prime: bigint): number {
  const rows = matrix.map((row) => row.map((entry) => modulo(entry, prime)));
  const columns = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < columns; column += 1) {
    const found = rows.findIndex((row, index) => index >= rank && row[column] !== 0n);
    const pivot = rows[found];
    if (pivot === undefined) continue;
    rows[found] = rows[rank] ?? [];
    const inverse = power(pivot[column] ?? 0n, prime - 2n, prime);
    const scaled = pivot.map((entry) => (entry * inverse) % prime);
    rows[rank] = scaled;
    rows.forEach((row, index) => {
      const factor = row[column] ?? 0n;
      if (index === rank || factor === 0n) return;
      rows[index] = row.map((entry, at) => modulo(entry - factor * (scaled[at] ?? 0n), prime));
    });
    rank += 1;
  }
  return rank;
}

/** Rank over the rationals of an integer matrix, without fractions (Bareiss). */
export function rationalRank(matrix: readonly (readonly bigint[])[]): number {
  const rows = matrix.map((row) => [...row]);
  const columns = rows[0]?.length ?? 0;
  let rank = 0;
  let previous = 1n;
  for (let column = 0; column < columns; column += 1) {
    const found = rows.findIndex((row, index) => index >= rank && row[column] !== 0n);
    const pivot = rows[found];
    if (pivot === undefined) continue;
    rows[found] = rows[rank] ?? [];
    rows[rank] = pivot;
    const lead = pivot[column] ?? 0n;
    for (let index = rank + 1; index < rows.length; index += 1) {
      const row = rows[index] ?? [];
      const factor = row[column] ?? 0n;
      const next = row.map((entry, at) => (entry * lead - factor * (pivot[at] ?? 0n)) / previous);
      rows[index] = next;
    }
    previous = lead;
    rank += 1;
  }
  return rank;
}

type Channels = readonly bigint[];

function leadOf(network: ConvAcNetwork, layer: number, size: number): number {
  const { window = 1, stride = 1 } = network.layers[layer] ?? {};
  if (network.conventions.windows === "start") return 0;
  return Math.floor(Math.max((Math.ceil(size / stride) - 1) * stride + window - size, 0) / 2);
}

/**
 * The network's output (channel 0) by the definition, one grid point at a time.
 *
 * @param point the template of every pixel, row by row
 */
export function referenceOutput(
  network: ConvAcNetwork,
  weights: ConvAcWeights,
  point: readonly number[],
  prime: bigint,
): bigint {
  const { templates, width, height } = network;
  let grid: Channels[][] = Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_unit, column) => {
      const start = (point[row * width + column] ?? 0) * templates;
      return [...weights.templates.slice(start, start + templates)].map(BigInt);
    }),
  );
  network.layers.forEach(({ window, stride, channels }, layer) => {
    grid = nextGrid(network, weights, { layer, window, stride, channels, prime }, grid);
  });
  return grid[0]?.[0]?.[0] ?? -1n;
}

interface LayerAt {
  readonly layer: number;
  readonly window: number;
  readonly stride: number;
  readonly channels: number;
  readonly prime: bigint;
}

function nextGrid(
  network: ConvAcNetwork,
  weights: ConvAcWeights,
  { layer, window, stride, channels, prime }: LayerAt,
  grid: readonly (readonly Channels[])[],
): Channels[][] {
  const [height, width] = [grid.length, grid[0]?.length ?? 0];
  const [top, left] = [leadOf(network, layer, height), leadOf(network, layer, width)];
  const { values, biases, inputs } = weights.layers[layer] ?? { inputs: 0 };
  const valueOf = (u: number, v: number, c: number): bigint => {
    const factors: bigint[] = [];
    for (let i = 0; i < window; i += 1) {
      for (let j = 0; j < window; j += 1) {
        const unit = grid[u * stride + i - top]?.[v * stride + j - left];
        if (unit === undefined && network.conventions.border === "skip") continue;
        let sum = BigInt(biases?.[(i * window + j) * channels + c] ?? 0);
        for (let d = 0; d < inputs; d += 1) {
          const weight = values?.[((i * window + j) * inputs + d) * channels + c] ?? 0;
          sum += BigInt(weight) * (unit?.[d] ?? 0n);
        }
        factors.push(sum);
      }
    }
    const joined =
      network.pooling === "product"
        ? factors.reduce((product, factor) => (product * factor) % prime, 1n)
        : factors.reduce((sum, factor) => sum + factor, 0n);
    return modulo(joined, prime);
  };
  return Array.from({ length: Math.ceil(height / stride) }, (_, u) =>
    Array.from({ length: Math.ceil(width / stride) }, (_unit, v) =>
      Array.from({ length: channels }, (_channel, c) => valueOf(u, v, c)),
    ),
  );
}
