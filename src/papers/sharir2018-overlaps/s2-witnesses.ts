/** The networks of spec 3.2's witness table, with what it states of each. */
import { convAc } from "../../compute/measures/index.ts";
import type { ConvAcNetwork, LayerTriple } from "../../compute/measures/index.ts";

export interface WitnessRow {
  readonly network: ConvAcNetwork;
  /** Grid points to compare. */
  readonly points: number;
  /** e(K). */
  readonly pairs: number;
  /** D*. */
  readonly bins: number;
  /** Rank of the full matrix, where it can be filled. */
  readonly rank: number | null;
}

const alternating = (layers: readonly LayerTriple[], times: number) =>
  Array.from({ length: times }, () => layers).flat();

export const WITNESS_ROWS: readonly WitnessRow[] = [
  {
    network: convAc(4, 4, 2, [
      [3, 1, 2],
      [4, 4, 1],
    ]),
    ...{ points: 2000, pairs: 8, bins: 2, rank: 256 },
  },
  {
    network: convAc(4, 4, 2, [
      [2, 1, 4],
      [2, 1, 2],
      [4, 4, 1],
    ]),
    ...{ points: 400, pairs: 8, bins: 2, rank: 256 },
  },
  {
    network: convAc(4, 4, 2, [
      [2, 1, 4],
      [2, 2, 4],
      [2, 1, 2],
      [2, 2, 1],
    ]),
    ...{ points: 400, pairs: 2, bins: 2, rank: 4 },
  },
  {
    network: convAc(1, 8, 3, [
      [2, 1, 6],
      [2, 1, 6],
      [3, 1, 3],
      [8, 8, 1],
    ]),
    ...{ points: 400, pairs: 4, bins: 3, rank: 81 },
  },
  {
    network: convAc(
      8,
      8,
      2,
      alternating(
        [
          [2, 1, 4],
          [2, 2, 4],
        ],
        3,
      ),
    ),
    ...{ points: 400, pairs: 8, bins: 2, rank: null },
  },
  {
    network: convAc(
      8,
      8,
      2,
      alternating(
        [
          [5, 1, 4],
          [2, 2, 4],
        ],
        3,
      ),
    ),
    ...{ points: 400, pairs: 32, bins: 2, rank: null },
  },
  {
    network: convAc(
      16,
      16,
      3,
      alternating(
        [
          [3, 1, 6],
          [2, 2, 6],
        ],
        4,
      ),
    ),
    ...{ points: 60, pairs: 8, bins: 3, rank: null },
  },
  {
    network: convAc(8, 8, 4, [
      [5, 1, 4],
      [8, 8, 1],
    ]),
    ...{ points: 400, pairs: 32, bins: 4, rank: null },
  },
];
