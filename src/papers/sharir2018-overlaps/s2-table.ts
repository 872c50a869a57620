/** Settings of S2 with the generic ranks of spec 3.2, 3.5 and its growth figure. */
import { convAc } from "../../compute/measures/index.ts";
import type { ConvAcNetwork, LayerTriple } from "../../compute/measures/index.ts";
import { rankRow, type RankRow } from "./s1-table.ts";

const FOUR = (...layers: LayerTriple[]) => convAc(4, 4, 2, layers);

/** (R,1,D) under a global product on 4 x 4, two templates. */
export const oneLayer = (window: number, channels: number, templates = 2): ConvAcNetwork =>
  convAc(4, 4, templates, [
    [window, 1, channels],
    [4, 4, 1],
  ]);

/** (5,1,M),(8,8,1) on 1 x 8: S5's setting, the largest rank there is. */
export const widest = (templates: number): ConvAcNetwork =>
  convAc(1, 8, templates, [
    [5, 1, templates],
    [8, 8, 1],
  ]);

const fourLayers = (channels: number, templates: number): ConvAcNetwork =>
  convAc(1, 8, templates, [
    [2, 1, channels],
    [2, 1, channels],
    [2, 1, channels],
    [2, 1, channels],
    [8, 8, 1],
  ]);

/** Neither square nor one row: only such grids tell left-right from top-bottom. */
const localArea = (window: number): ConvAcNetwork =>
  convAc(2, 6, 2, [
    [window, 1, 2],
    [6, 6, 1],
  ]);

/** Full matrices: every row of the tables, with the generic rank there. */
export const FULL_ROWS: readonly RankRow[] = [
  rankRow(oneLayer(3, 2), 256),
  rankRow({ ...oneLayer(3, 2), templateMatrix: "random" }, 256, { note: ", random F" }),
  rankRow({ ...oneLayer(3, 2), biases: true }, 256, { note: ", biases" }),
  rankRow(oneLayer(3, 1), 1),
  rankRow({ ...oneLayer(3, 1), biases: true }, 256, { note: ", biases" }),
  rankRow(oneLayer(4, 2), 256),
  rankRow(oneLayer(2, 2), 16),
  rankRow(FOUR([2, 1, 2], [2, 1, 2], [4, 4, 1]), 256),
  rankRow(FOUR([2, 1, 2], [2, 1, 1], [4, 4, 1]), 16),
  rankRow(FOUR([3, 2, 2], [2, 2, 2], [1, 1, 1]), 4),
  rankRow(FOUR([3, 2, 3], [2, 2, 3], [1, 1, 1]), 9),
  rankRow(fourLayers(2, 3), 36),
  rankRow(fourLayers(3, 3), 81),
  rankRow(fourLayers(2, 4), 64),
  rankRow(fourLayers(3, 4), 144),
  rankRow(fourLayers(4, 4), 256),
  rankRow(widest(3), 81),
  rankRow(localArea(2), 4),
  rankRow(localArea(3), 16),
  rankRow(localArea(4), 64),
];

const sampled = (network: ConvAcNetwork, size: number, rank: number): RankRow =>
  rankRow(network, rank, { sample: { rows: size, columns: size }, note: `, ${size}² sampled` });

/** The sample that C9 needs: its rank is exactly the bound 2^8, well below its 600 rows. */
export const SAMPLED_ROW = sampled(oneLayer(3, 2, 3), 600, 256);

const EIGHT = (...layers: LayerTriple[]) => convAc(8, 8, 2, layers);

/** Samples of the table that take longer, at standard. */
export const LONG_ROWS: readonly RankRow[] = [
  sampled(oneLayer(3, 3, 3), 700, 700),
  sampled(oneLayer(3, 4, 4), 500, 500),
  sampled(EIGHT([5, 1, 2], [8, 8, 1]), 384, 384),
  sampled(EIGHT([3, 1, 2], [3, 1, 2], [8, 8, 1]), 384, 384),
  sampled(EIGHT([3, 2, 2], [3, 2, 2], [3, 2, 2], [1, 1, 1]), 300, 96),
];

export interface GrowthRow extends RankRow {
  readonly family: string;
  readonly width: number;
}

/** One row each for W = 2, 4, .., on a 1 x W grid with two templates. */
function growth(
  family: string,
  widths: readonly number[],
  ranks: readonly number[],
  layers: (width: number) => LayerTriple[],
): GrowthRow[] {
  return widths.map((width, index) => {
    const row = rankRow(convAc(1, width, 2, layers(width)), ranks[index] ?? 0);
    return { ...row, family, width };
  });
}

/** `block`, repeated log2(W) times, then a linear layer. */
const blocks = (block: readonly LayerTriple[]) => (width: number) => [
  ...Array.from({ length: Math.log2(width) }, () => block).flat(),
  [1, 1, 1] as const,
];

const POWERS = [2, 4, 8, 16];
const EVEN_WIDTHS = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20];
const POOL: LayerTriple = [2, 2, 2];

export const GROWTH_ROWS: readonly GrowthRow[] = [
  ...growth(
    "overlap",
    EVEN_WIDTHS,
    EVEN_WIDTHS.map((width) => 2 ** (width / 2)),
    (width) => [
      [width / 2 + 1, 1, 2],
      [width, width, 1],
    ],
  ),
  ...growth("no overlap", POWERS, [2, 4, 4, 4], blocks([[2, 2, 4]])),
  ...growth("conv1/pool2", POWERS, [2, 2, 2, 2], blocks([[1, 1, 2], POOL])),
  ...growth("conv2/pool2", POWERS, [2, 4, 8, 24], blocks([[2, 1, 2], POOL])),
  ...growth("conv3/pool2", POWERS, [2, 4, 8, 48], blocks([[3, 1, 2], POOL])),
];
