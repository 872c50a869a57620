/** What dw-deep-linear computes at each budget, and how it is decided. */
import type { TailMinimaSetting } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import type {
  Arm,
  Arms,
  Condition,
  ControlSpec,
  Protocol,
  Results,
} from "../../verification/index.ts";
import { BOTTLENECK, flatSaddle, tailArm, tailDrift } from "./tail-arms.ts";
import { TAIL_NAMES, tailConclusions, tailHypotheses } from "./tail-check.ts";

const TWO_LAYERS = "two hidden layers";
const THREE_LAYERS = "three hidden layers";

export interface DeepLinearThresholds {
  readonly tails: readonly string[];
}

/** Spec 2.6: 20 starts. Deep linear networks are linear tails whose only features are X. */
const STARTS = { smoke: 2, quick: 20, standard: 20, paper: 100 } as const;
const DRAWS = { smoke: [1], quick: [1], standard: [1, 2, 3], paper: [1, 2, 3] } as const;

function linearNetwork(
  widths: readonly number[],
  changes: Pick<TailMinimaSetting, "starts" | "start">,
): Arm {
  const features = [4, ...widths.map(() => 0)];
  return tailArm({ problem: { samples: 40, features, outputs: 2 }, widths, ...changes });
}

export function deepLinearProtocol(
  budget: Budget,
): Protocol<Record<string, Arm>, DeepLinearThresholds> {
  const random = { start: "random", starts: STARTS[budget] } as const;
  const arms = {
    [TWO_LAYERS]: linearNetwork([3, 2], random),
    [THREE_LAYERS]: linearNetwork([3, 2, 3], random),
  };
  const tails = Object.keys(arms);
  return { arms, seeds: DRAWS[budget], thresholds: { tails }, drift: tails.flatMap(tailDrift) };
}

export function deepLinearCheck(
  results: Results<Arms>,
  { tails }: DeepLinearThresholds,
): Condition[] {
  return [...tailHypotheses(results, tails), ...tailConclusions(results, tails)];
}

type Control = ControlSpec<Record<string, Arm>, DeepLinearThresholds>;

const bottleneck = () => ({ arms: { [TWO_LAYERS]: tailArm(BOTTLENECK) } });
const NARROW = "X = I_2, Y = diag(2, 1), one unit: L = 1/2 at every minimum, regression 0.";

/** One unit a layer, one sample, one output, all weights 0. */
function atOrigin(arm: string, layers: number) {
  return () => ({ arms: { [arm]: tailArm(flatSaddle(layers), [1]) } });
}

export const DEEP_LINEAR_CONTROLS: readonly Control[] = [
  {
    name: "bottleneck: refused",
    ...{ because: NARROW, mustFail: TAIL_NAMES.width(TWO_LAYERS), golden: -1n },
    changes: bottleneck,
  },
  {
    name: "bottleneck: above regression",
    ...{ because: NARROW, mustFail: TAIL_NAMES.bound, changes: bottleneck },
  },
  {
    name: "bottleneck: not that of the terms",
    ...{ because: NARROW, mustFail: TAIL_NAMES.terms, changes: bottleneck },
  },
  {
    name: "bottleneck: a certified minimum with another value",
    ...{ because: NARROW, mustFail: TAIL_NAMES.counterexample, changes: bottleneck },
  },
  {
    name: "a start that is not searched",
    because: "Random weights as they stand are not stationary.",
    ...{ mustFail: TAIL_NAMES.minimum(TWO_LAYERS), golden: 0n },
    changes: () => ({
      arms: { [TWO_LAYERS]: linearNetwork([3, 2], { start: "unsearched", starts: 1 }) },
    }),
  },
  {
    name: "origin of two hidden layers: no minimum",
    because: "Gradient and Hessian are 0, the loss falls as the third power of the distance.",
    ...{ mustFail: TAIL_NAMES.minimum(TWO_LAYERS), golden: 0n },
    changes: atOrigin(TWO_LAYERS, 2),
  },
  {
    name: "origin of three hidden layers: not resolved",
    because:
      "The loss falls as the fourth power, beyond what the search confirms: neither shown nor refuted.",
    ...{ mustFail: TAIL_NAMES.resolved, golden: "1" },
    changes: atOrigin(THREE_LAYERS, 3),
  },
];
