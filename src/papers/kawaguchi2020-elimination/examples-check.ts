/** The pass conditions of `el-examples`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import {
  BAD_STARTS,
  BASINS,
  DEAD,
  flowName,
  goldenTheta,
  GOOD_STARTS,
} from "./examples-protocol.ts";
import { SAMPLE, type ExamplesThresholds } from "./examples-protocol.ts";
import { goldenConditions } from "./golden.ts";
import { distance, largest, least } from "./readings.ts";

export const SAMPLE_LAW = "one sample: the objective is lambda e^-2s";
export const DEAD_RESTS = "the dead unit never moves";
export const DEAD_DIVERGES = "beside the dead unit the neuron diverges";
export const BOUNDARY = "theta = 1 divides the starts, with the neuron and without";
export const SAME_BASINS = "the neuron makes no start better or worse";
export const endName = (theta: number) => `theta ends where L's own flow does: ${flowName(theta)}`;
export const divergesName = (theta: number) => `b goes on growing: ${flowName(theta)}`;
export const vanishesName = (theta: number) => `the neuron vanishes: ${flowName(theta)}`;
export const examplesHypothesesName = (arm: string) => `the theorem's hypotheses hold: ${arm}`;

const claimed = { role: "claim", ifFails: CONCLUSIONS.unresolved } as const;

function hypothesisConditions(results: Results<Arms>): Condition[] {
  const flows = [...BAD_STARTS, ...GOOD_STARTS].map(flowName);
  return [SAMPLE, ...flows, DEAD].map((arm) =>
    condition({
      ...{ name: examplesHypothesesName(arm), role: "precondition", relation: "equal" },
      ...{ quantity: "hypotheses that do not hold", threshold: 0 },
      measured: largest(results, [arm], "missingHypotheses"),
      ifFails: CONCLUSIONS.hypothesisNotMet,
    }),
  );
}

function flowConditions(results: Results<Arms>, thresholds: ExamplesThresholds): Condition[] {
  const ends = [...BAD_STARTS, ...GOOD_STARTS].map((theta) =>
    condition({
      ...{ ...claimed, name: endName(theta), relation: "atMost", threshold: thresholds.theta },
      quantity: `distance of theta from ${goldenTheta(theta)}`,
      measured: distance(results, flowName(theta), "firstParameter", goldenTheta(theta)),
    }),
  );
  const diverging = BAD_STARTS.map((theta) =>
    condition({
      ...{ ...claimed, name: divergesName(theta), relation: "atLeast" },
      quantity: "b at t = 10^4",
      measured: least(results, [flowName(theta)], "b"),
      threshold: thresholds.diverged,
    }),
  );
  const vanishing = GOOD_STARTS.map((theta) =>
    condition({
      ...{ ...claimed, name: vanishesName(theta), relation: "atMost" },
      quantity: "largest |g| at t = 10^4",
      measured: largest(results, [flowName(theta)], "reach"),
      threshold: thresholds.vanished,
    }),
  );
  return [...ends, ...diverging, ...vanishing];
}

function deadConditions(results: Results<Arms>, { diverged }: ExamplesThresholds): Condition[] {
  return [
    condition({
      ...{ ...claimed, name: DEAD_RESTS, relation: "equal", threshold: 0 },
      quantity: "largest move of its three parameters",
      measured: largest(results, [DEAD], "restingMove"),
    }),
    condition({
      ...{ ...claimed, name: DEAD_DIVERGES, relation: "atLeast", threshold: diverged },
      quantity: "b at t = 10^4",
      measured: least(results, [DEAD], "b"),
    }),
  ];
}

function basinConditions(results: Results<Arms>, { starts }: ExamplesThresholds): Condition[] {
  return [
    condition({
      ...{ name: "every start was followed", role: "implementation", relation: "equal" },
      ...{ quantity: "starts", threshold: starts, ifFails: CONCLUSIONS.invalid },
      measured: least(results, [BASINS], "starts"),
    }),
    condition({
      ...{ name: "every start was decided", role: "implementation", relation: "equal" },
      ...{ quantity: "undecided starts", threshold: 0, ifFails: CONCLUSIONS.unresolved },
      measured: largest(results, [BASINS], "undecided"),
    }),
    condition({
      ...{ ...claimed, name: BOUNDARY, relation: "equal", threshold: 0 },
      quantity: "flows that end on the other side than their start",
      measured: largest(results, [BASINS], "exceptions"),
    }),
    condition({
      ...{ ...claimed, name: SAME_BASINS, relation: "equal", threshold: 0 },
      quantity: "starts that only one of the two brings to the global minimum",
      measured: largest(results, [BASINS], "discordant"),
    }),
  ];
}

export function examplesCheck(results: Results<Arms>, thresholds: ExamplesThresholds) {
  return [
    ...goldenConditions(results, thresholds.golden),
    ...hypothesisConditions(results),
    condition({
      ...{ ...claimed, name: SAMPLE_LAW, relation: "atMost", threshold: thresholds.law },
      quantity: "largest relative difference, s = 0 .. 20",
      measured: largest(results, [SAMPLE], "relativeLawError"),
    }),
    ...flowConditions(results, thresholds),
    ...deadConditions(results, thresholds),
    ...basinConditions(results, thresholds),
  ];
}
