/** Negative controls of `el-examples`: another objective, another start, another model. */
import type { Arm, ControlSpec } from "../../verification/index.ts";
import {
  BOUNDARY,
  DEAD_RESTS,
  divergesName,
  endName,
  examplesHypothesesName,
  SAMPLE_LAW,
  vanishesName,
} from "./examples-check.ts";
import {
  BAD_STARTS,
  BASINS,
  basinsArm,
  cubicArm,
  DEAD,
  flowName,
  GOOD_STARTS,
  liveUnitArm,
  SAMPLE,
  sampleArm,
  type ExamplesThresholds,
} from "./examples-protocol.ts";
import { F3_PROBLEM } from "./problems.ts";

type ExamplesControl = ControlSpec<Record<string, Arm>, ExamplesThresholds>;

const [BAD] = BAD_STARTS;
const [, GOOD] = GOOD_STARTS;
const DECAY = { decay: { bias: 0.1 } };

function control(
  name: string,
  because: string,
  mustFail: string,
  arms: () => Record<string, Arm>,
): ExamplesControl {
  return { name, because, mustFail, changes: () => ({ arms: arms() }) };
}

const DECAYED = "With weight decay on b the objective grows again with b, and b stays.";
const NO_NEURON = "Without the neuron the flow ends in the bad minimum, and nothing diverges.";
const CONVEX = "f = theta has no bad minimum: starts below 1 end in the global one.";

export const EXAMPLES_CONTROLS: readonly ExamplesControl[] = [
  control("one sample, decay of b", DECAYED, SAMPLE_LAW, () => ({ [SAMPLE]: sampleArm(0, DECAY) })),
  control("one sample, decay of b, refused", DECAYED, examplesHypothesesName(SAMPLE), () => ({
    [SAMPLE]: sampleArm(0, DECAY),
  })),
  control("bad start, decay of b", DECAYED, divergesName(BAD), () => ({
    [flowName(BAD)]: cubicArm(BAD, DECAY),
  })),
  control("bad start, without neuron", NO_NEURON, divergesName(BAD), () => ({
    [flowName(BAD)]: cubicArm(BAD, { neuron: "none" }),
  })),
  control(
    "bad start in the place of a good one",
    "In the bad basin the neuron carries the loss.",
    vanishesName(GOOD),
    () => ({ [flowName(GOOD)]: cubicArm(BAD) }),
  ),
  control(
    "good start in the place of a bad one",
    "In the good basin theta goes to the global minimum.",
    endName(BAD),
    () => ({ [flowName(BAD)]: cubicArm(GOOD) }),
  ),
  control(
    "a unit that lives",
    "A unit that is active on two samples has a gradient there.",
    DEAD_RESTS,
    () => ({ [DEAD]: liveUnitArm() }),
  ),
  control("basins of a convex loss", CONVEX, BOUNDARY, () => ({
    [BASINS]: basinsArm({ ...F3_PROBLEM, model: { kind: "identity" } }, { starts: 4, seeds: [1] }),
  })),
];
