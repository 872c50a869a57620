/** Negative controls of S1: C2, C3 and C10 of the spec's section 5, and one of the certificate. */
import { convAc } from "../../compute/measures/index.ts";
import type { ConvAcNetwork, MatricizationRankSetting } from "../../compute/measures/index.ts";
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { boundName, EQUAL_ENTRIES } from "./s1-check.ts";
import { factoredName, halvesArm, type S1Thresholds } from "./s1-protocol.ts";
import { rankArm, rankRow, threeThenTwo, twoByTwo, WIDE_BINARY } from "./s1-table.ts";

type S1Control = ControlSpec<Record<string, Arm>, S1Thresholds>;

/** One draw is enough: what it shows above a bound is certified, and one difference is one. */
const seeds = [1];

/** A row's arm is changed and its threshold stays; the rank is then the spec's. */
function control(
  name: string,
  because: string,
  row: ConvAcNetwork,
  { rank, ...changes }: Partial<MatricizationRankSetting> & { readonly rank: bigint },
): S1Control {
  const arm = rankRow(row, 0).name;
  const changed = { ...rankArm(row, changes), seeds };
  const words = { name, because, mustFail: boundName(arm), golden: rank };
  return { ...words, changes: () => ({ arms: { [arm]: changed } }) };
}

const EVEN = "The bound is about halves: even against odd columns separates every window.";
const CHECKERBOARD = "The bound is about halves: a checkerboard separates every window.";
const ACROSS = "A window of the first layer lies across the cut: both halves meet before layer L'.";
const ONE_MORE = "With biases the bound is one larger, and reached.";

/** The windows of the aligned row in the other order: now one lies across the cut. */
const twoThenThree = (channels: number, height = 1) =>
  convAc(height, 6, 2, [
    [2, 2, channels],
    [3, 3, channels],
    [1, 1, 1],
  ]);

const misaligned = (name: string, channels: number, height: number, rank: bigint) =>
  control(name, ACROSS, threeThenTwo(channels, height), {
    network: twoThenThree(channels, height),
    rank,
  });

const biased = (name: string, because: string, network: ConvAcNetwork, rank: bigint) =>
  control(name, because, network, { network: { ...network, biases: true }, rank });

const FACTORED = twoByTwo(2, 2);
const HALVES = factoredName(rankRow(FACTORED, 0).name);

export const S1_CONTROLS: readonly S1Control[] = [
  control("C2 even columns", EVEN, twoByTwo(2, 2), { cut: "even-columns", rank: 16n }),
  control("C2 checkerboard", CHECKERBOARD, twoByTwo(2, 2), { cut: "checkerboard", rank: 16n }),
  control("C2 even columns, D=(4,2)", EVEN, twoByTwo(4, 2), { cut: "even-columns", rank: 256n }),
  control("C2 checkerboard, D=(4,2)", CHECKERBOARD, twoByTwo(4, 2), {
    ...{ cut: "checkerboard", rank: 256n },
  }),
  control(
    "C2 even columns, width 16",
    "The gap between the partitions grows with the width.",
    WIDE_BINARY,
    { cut: "even-columns", rank: 256n },
  ),
  misaligned("C3 D=2", 2, 1, 4n),
  misaligned("C3 D=3", 3, 1, 6n),
  misaligned("C3 2 x 6, D=2", 2, 2, 4n),
  misaligned("C3 2 x 6, D=3", 3, 2, 9n),
  biased("C10 biases", ONE_MORE, twoByTwo(2, 2), 3n),
  biased("C10 biases, D=(3,6)", ONE_MORE, twoByTwo(3, 6), 7n),
  biased(
    "C10 biases, D=(1,6)",
    "With biases each half is of dimension two, not one: the rank is (D1 + 1)^2.",
    twoByTwo(1, 6),
    4n,
  ),
  {
    name: "one weight raised",
    because: "U, a and V of other weights do not multiply to A: the comparison can fail.",
    mustFail: EQUAL_ENTRIES,
    changes: () => ({
      arms: { [HALVES]: { ...halvesArm(FACTORED, { raised: { layer: 1, index: 0 } }), seeds } },
    }),
  },
];
