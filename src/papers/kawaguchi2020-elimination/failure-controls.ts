/** Negative controls of `el-failure`: where a hypothesis is missing there are minimisers. */
import type { EliminationProblem } from "../../compute/measures/index.ts";
import type { Arm, ControlSpec } from "../../verification/index.ts";
import { belowName, failureGradientName, failureHypothesesName } from "./failure-check.ts";
import { fallName, lawName, placesName } from "./failure-check.ts";
import { CONTROL_PLACES, escapeArm, ESCAPE_F2 } from "./failure-protocol.ts";
import type { FailureThresholds } from "./failure-protocol.ts";
import { F1_FIT_POSED, F2_POSED, type Posed } from "./problems.ts";

type FailureControl = ControlSpec<Record<string, Arm>, FailureThresholds>;

function control(
  words: Pick<FailureControl, "name" | "because" | "mustFail">,
  point: Posed,
): FailureControl {
  const arms = { [ESCAPE_F2]: escapeArm(point, [[-1]], CONTROL_PLACES) };
  return { ...words, changes: () => ({ arms }) };
}

function changed(changes: Partial<EliminationProblem>): Posed {
  return { ...F2_POSED, problem: { ...F2_POSED.problem, ...changes } };
}

const MINIMISER = "Every group gradient is 0: a = 0 is a minimiser, the best alpha is 0.";
const DECAY = "With weight decay on b the objective grows again as b grows: it has a minimiser.";
const FREE = "Without a penalty on a the best alpha is attained at every b.";
const decayed = changed({ decay: { bias: 0.1 } });
const free = changed({ lambda: 0 });

export const FAILURE_CONTROLS: readonly FailureControl[] = [
  control({ name: "exact fit", because: MINIMISER, mustFail: fallName(ESCAPE_F2) }, F1_FIT_POSED),
  control(
    { name: "exact fit, below L", because: MINIMISER, mustFail: belowName(ESCAPE_F2) },
    F1_FIT_POSED,
  ),
  control(
    { name: "exact fit, places", because: MINIMISER, mustFail: placesName(ESCAPE_F2) },
    F1_FIT_POSED,
  ),
  control(
    { name: "exact fit is refused", because: MINIMISER, mustFail: failureGradientName(ESCAPE_F2) },
    F1_FIT_POSED,
  ),
  control({ name: "decay of b", because: DECAY, mustFail: fallName(ESCAPE_F2) }, decayed),
  control({ name: "decay of b, law", because: DECAY, mustFail: lawName(ESCAPE_F2) }, decayed),
  control(
    { name: "decay of b is refused", because: DECAY, mustFail: failureHypothesesName(ESCAPE_F2) },
    decayed,
  ),
  control({ name: "lambda = 0", because: FREE, mustFail: fallName(ESCAPE_F2) }, free),
  control(
    { name: "lambda = 0 is refused", because: FREE, mustFail: failureHypothesesName(ESCAPE_F2) },
    free,
  ),
];
