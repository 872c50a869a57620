/** The pass conditions of `el-failure-rate`: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { goldenConditions } from "./golden.ts";
import type { RateThresholds } from "./rate-protocol.ts";
import { distance, largest, least } from "./readings.ts";

export const rateName = (flow: string) => `4 lambda t a^2 is 1 at t = 10^6: ${flow}`;
export const invariantName = (flow: string) => `b - a^2/2 gains the integral: ${flow}`;
export const reachName = (flow: string) => `the neuron does not vanish: ${flow}`;
export const rateHypothesesName = (flow: string) => `the theorem's hypotheses hold: ${flow}`;
export const plateauName = (descent: string) => `b stalls at 1/2 ln(1 / step): ${descent}`;

function flowConditions(
  results: Results<Arms>,
  flow: string,
  thresholds: RateThresholds,
): Condition[] {
  const unmet = { role: "precondition", ifFails: CONCLUSIONS.hypothesisNotMet } as const;
  const claimed = { role: "claim", ifFails: CONCLUSIONS.unresolved } as const;
  return [
    condition({
      ...{ name: `the flow was followed to its end: ${flow}`, role: "implementation" },
      ...{ quantity: "1 where it was", relation: "equal", threshold: 1 },
      measured: least(results, [flow], "complete"),
      ifFails: CONCLUSIONS.unresolved,
    }),
    condition({
      ...{ ...unmet, name: rateHypothesesName(flow), relation: "equal", threshold: 0 },
      quantity: "hypotheses that do not hold",
      measured: largest(results, [flow], "missingHypotheses"),
    }),
    condition({
      ...{ ...unmet, name: reachName(flow), relation: "atLeast", threshold: thresholds.reach },
      quantity: "largest |g(x_i)| at the end",
      measured: least(results, [flow], "reach"),
    }),
    condition({
      ...{ ...unmet, name: `all but a and b has converged: ${flow}`, relation: "atMost" },
      quantity: "length of the gradient at the end",
      measured: largest(results, [flow], "gradientNorm"),
      threshold: thresholds.gradient,
    }),
    condition({
      ...{ ...claimed, name: rateName(flow), relation: "atMost", threshold: thresholds.rate },
      quantity: "|4 lambda t a^2 - 1|",
      measured: distance(results, flow, "rate", 1),
    }),
    condition({
      ...{ ...claimed, name: invariantName(flow), relation: "atMost" },
      quantity: "difference relative to the integral of 2 lambda a^2",
      measured: largest(results, [flow], "invariantError"),
      threshold: thresholds.invariant,
    }),
  ];
}

export function rateCheck(results: Results<Arms>, thresholds: RateThresholds): Condition[] {
  const { flows, descents, golden, plateau } = thresholds;
  return [
    ...goldenConditions(results, golden),
    ...flows.flatMap((flow) => flowConditions(results, flow, thresholds)),
    ...descents.map((descent) =>
      condition({
        ...{ name: plateauName(descent), role: "claim", relation: "atMost", threshold: plateau },
        quantity: "mean of b over the last half, from 1/2 ln(1 / step)",
        measured: largest(results, [descent], "offset"),
        ifFails: CONCLUSIONS.unresolved,
      }),
    ),
  ];
}
