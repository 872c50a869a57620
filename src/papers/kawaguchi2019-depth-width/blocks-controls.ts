/** Negative controls of dw-blocks: those of the spec's 2.2, and two in which a rank is not resolved. */
import { minimumBlocks } from "../../compute/measures/index.ts";
import { arm, type Arm, type ControlSpec } from "../../verification/index.ts";
import { BLOCKS_NAMES } from "./blocks-check.ts";
import type { BlocksThresholds } from "./blocks-protocol.ts";
import { F1_DATA, F1_ON_KINK, F2_BAD, F2_DATA, F2_NOT_CRITICAL, reluUnits } from "./fixtures.ts";
import { goldenName } from "./float-results.ts";
import { CERTIFIED, POINT_NAMES } from "./point-conditions.ts";
import { WORSE } from "./points.ts";

type BlocksControl = ControlSpec<Record<string, Arm>, BlocksThresholds>;
type Setting = Parameters<typeof minimumBlocks.run>[0];

interface Words {
  readonly name: string;
  readonly because: string;
  readonly mustFail: string;
  /** The changed arm keeps its golden values: they are what must fail. */
  readonly isGolden?: true;
}

/** Another point or another order in place of F2's worse minimum. */
function control({ isGolden, ...words }: Words, setting: Partial<Setting>): BlocksControl {
  const changed = { network: F2_BAD.network, data: F2_DATA, ...setting };
  const arms = { [WORSE]: arm(minimumBlocks, changed, { seeds: [0] }) };
  return {
    ...words,
    changes: ({ thresholds }) => {
      const { [WORSE]: own, ...golden } = thresholds.golden;
      return isGolden ? { arms } : { arms, thresholds: { ...thresholds, golden } };
    },
  };
}

const [NOT_CRITICAL] = F2_NOT_CRITICAL;
const OFF =
  "Off stationary points the terms still add up to 1/2 ||P[J] y||^2, which L has not lost.";

/** F2's minimum with its unit split in two, the second a little off. */
function twoUnits(apart: number, first: number, second: number): Setting["network"] {
  const [w, b] = [1.6144927447798223, 0.875835112049511];
  const weights = [
    [
      [w, w * (1 + apart)],
      [b, b],
    ],
    [[first], [second]],
  ];
  return { activation: "tanh", weights };
}

const HALF = 0.692975353910937;

/** The terms add up to L at it, and it is no minimum: alone it makes the claim one about nothing. */
const SADDLE_ALONE: BlocksControl = {
  name: "a saddle alone: v = 0",
  because: "Stationary, and the terms add up to the loss; an eigenvalue is -0.2473.",
  ...{ mustFail: CERTIFIED, golden: 0n },
  changes: ({ thresholds }) => {
    const { [WORSE]: own, ...golden } = thresholds.golden;
    const setting = { network: reluUnits([0, -1, 12]), data: F1_DATA };
    return {
      arms: { [WORSE]: arm(minimumBlocks, setting, { seeds: [0] }) },
      thresholds: { ...thresholds, minima: [WORSE], searches: [], golden },
    };
  },
};

export const BLOCKS_CONTROLS: readonly BlocksControl[] = [
  SADDLE_ALONE,
  control(
    {
      ...{ name: "not critical, (1, 1, 0): refused", because: OFF },
      mustFail: POINT_NAMES.stationary(WORSE),
    },
    { network: NOT_CRITICAL.network },
  ),
  control(
    {
      ...{ name: "not critical, (1, 1, 0): not L", because: OFF },
      mustFail: BLOCKS_NAMES.value(WORSE),
    },
    { network: NOT_CRITICAL.network },
  ),
  control(
    {
      name: "rows of one block shuffled",
      because: "It is no block of J any more: the terms add up to something else.",
      mustFail: BLOCKS_NAMES.sum(WORSE),
    },
    { shuffled: 0 },
  ),
  control(
    {
      name: "rows of one block shuffled: not the sum in random orders",
      because: "The blocks of J as they are, in any order, add up to something else.",
      mustFail: BLOCKS_NAMES.order(WORSE),
    },
    { shuffled: 0 },
  ),
  control(
    {
      name: "outputs first",
      because: "The terms depend on the order: with the outputs first they take everything.",
      ...{ mustFail: goldenName(WORSE, "hiddenTerms"), isGolden: true },
    },
    { order: "reverse" },
  ),
  control(
    {
      name: "two units 1e-9 apart",
      because: "A direction of 1e-9 beside others of 1: sums of terms are not resolved.",
      mustFail: BLOCKS_NAMES.conditioning(WORSE),
    },
    { network: twoUnits(1e-9, HALF, HALF) },
  ),
  control(
    {
      name: "an outgoing weight of 1e-16",
      because: "Relative to its own block a direction counts that is rounding beside all of J.",
      mustFail: BLOCKS_NAMES.oneRank(WORSE),
    },
    { network: twoUnits(0.5, 2 * HALF, 1e-16) },
  ),
  control(
    {
      name: "an idle unit on its kink",
      because:
        "Its argument is 0 at x = 1: all terms are right, but the loss is not shown differentiable.",
      mustFail: POINT_NAMES.differentiable(WORSE),
    },
    { network: F1_ON_KINK, data: F1_DATA },
  ),
  control(
    {
      ...{ name: "all targets 0", because: "Every relative tolerance is 0: nothing is tested." },
      mustFail: POINT_NAMES.targets(WORSE),
    },
    { data: { ...F2_DATA, targets: F2_DATA.targets.map(() => [0]) } },
  ),
];
