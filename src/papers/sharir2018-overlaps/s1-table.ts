/** Settings of S1 with the generic ranks of spec 3.1: non-overlapping networks, aligned cuts. */
import { convAc, describeNetwork, matricizationRank } from "../../compute/measures/index.ts";
import type { ConvAcNetwork, MatricizationRankSetting } from "../../compute/measures/index.ts";
import { arm } from "../../verification/index.ts";
import { PRIMES } from "./conventions.ts";

/** Rows and columns drawn where the matrix is too large: far more than the ranks seen there. */
const SAMPLE = { rows: 96, columns: 96 };

export interface RankRow {
  readonly name: string;
  readonly network: ConvAcNetwork;
  readonly sample: MatricizationRankSetting["sample"];
  /** The generic rank in the spec's table. */
  readonly rank: number;
}

export function rankRow(
  network: ConvAcNetwork,
  rank: number,
  options: { sample?: MatricizationRankSetting["sample"]; note?: string } = {},
): RankRow {
  const { sample = null, note = "" } = options;
  return { name: describeNetwork(network) + note, network, sample, rank };
}

/** The rank of a network under the left-right cut, or what a control makes of it. */
export function rankArm(network: ConvAcNetwork, changes: Partial<MatricizationRankSetting> = {}) {
  return arm(matricizationRank, {
    network,
    cut: "left-right",
    sample: null,
    weights: "uniform",
    primes: PRIMES,
    ...changes,
  });
}

/** 4 x 4, 2 x 2 windows: the table of spec 3.1. */
export function twoByTwo(first: number, second: number, templates = 2): ConvAcNetwork {
  return convAc(4, 4, templates, [
    [2, 2, first],
    [2, 2, second],
    [1, 1, 1],
  ]);
}

/** Aligned: the cut of six columns lies between windows of three. */
export function threeThenTwo(channels: number, height = 1): ConvAcNetwork {
  return convAc(height, 6, 2, [
    [3, 3, channels],
    [2, 2, channels],
    [1, 1, 1],
  ]);
}

export const WIDE_BINARY = convAc(1, 16, 2, [
  [2, 2, 2],
  [2, 2, 2],
  [2, 2, 2],
  [2, 2, 2],
  [1, 1, 1],
]);

/** D1, D2 and the generic rank, spec 3.1. */
export const CHANNEL_TABLE = [
  [1, 1, 1],
  [2, 1, 1],
  [2, 2, 2],
  [2, 3, 3],
  [2, 4, 4],
  [2, 6, 4],
  [3, 6, 6],
  [3, 12, 9],
  [4, 8, 8],
  [4, 20, 16],
] as const;

export const CHANNEL_ROWS = CHANNEL_TABLE.map(([first, second, rank]) =>
  rankRow(twoByTwo(first, second), rank),
);

/** Not in the spec's tables: what its controls C2, C3 and C10 change, min(D2, product of dims). */
export const CONTROL_ROWS: readonly RankRow[] = [
  rankRow(twoByTwo(4, 2), 2),
  rankRow(twoByTwo(1, 6), 1),
  rankRow(threeThenTwo(2, 2), 2),
  rankRow(threeThenTwo(3, 2), 3),
];

/** Rows whose halves factor: full matrices that end in one linear layer. */
export const FACTORED_ROWS: readonly RankRow[] = [
  ...CHANNEL_ROWS,
  rankRow(threeThenTwo(2), 2),
  rankRow(threeThenTwo(3), 3),
  rankRow({ ...twoByTwo(3, 6), templateMatrix: "random" }, 6, { note: ", random F" }),
  rankRow(WIDE_BINARY, 2),
];

const EIGHT = (channels: readonly [number, number, number]) =>
  convAc(8, 8, 2, [...channels.map((one) => [2, 2, one] as const), [1, 1, 1]]);

/** The remark below the table: more linear layers change nothing; larger grids are sampled. */
export const OTHER_ROWS: readonly RankRow[] = [
  rankRow(
    convAc(4, 4, 2, [
      [2, 2, 4],
      [2, 2, 4],
      [1, 1, 1],
      [1, 1, 1],
    ]),
    4,
  ),
  rankRow(twoByTwo(4, 4, 3), 4, { sample: SAMPLE, note: ", sampled" }),
  rankRow(twoByTwo(6, 6, 4), 6, { sample: SAMPLE, note: ", sampled" }),
  rankRow(EIGHT([2, 2, 2]), 2, { sample: SAMPLE, note: ", sampled" }),
  rankRow(EIGHT([4, 8, 8]), 8, { sample: SAMPLE, note: ", sampled" }),
];
