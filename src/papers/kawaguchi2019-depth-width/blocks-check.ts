/** Pass conditions of dw-blocks: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { SIX_BLOCKS, type BlocksThresholds } from "./blocks-protocol.ts";
import { extremeOf, goldenConditions } from "./float-results.ts";
import { atMostOf, certifiedCondition, pointConditions, POINT_LIMITS } from "./point-conditions.ts";
import { inWords, type WordedQuantity } from "./quantity-words.ts";

export const BLOCKS_NAMES = {
  oneRank: (arm: string) => `one rank by both methods: ${arm}`,
  conditioning: (arm: string) => `J is well enough conditioned: ${arm}`,
  sum: (arm: string) => `the terms add up to 1/2 ||P[J] y||^2: ${arm}`,
  order: (arm: string) => `their sum is the same in three random orders: ${arm}`,
  value: (arm: string) => `L is 1/2 ||Y||^2 less the terms: ${arm}`,
} as const;

/** Spec 2.2. */
const LEAST_CONDITIONING = 1e-9;
const LEAST_TERM = -1e-12;

/** Broken by wrong code or an unresolved rank, never by the claim. */
const { unresolved } = CONCLUSIONS;

type Words = readonly [name: string, quantity: WordedQuantity, threshold: number];

function atMost(results: Results<Arms>, arm: string, [name, quantity, threshold]: Words) {
  return atMostOf(results, { name, role: "claim", quantity, ifFails: unresolved }, [
    arm,
    threshold,
  ]);
}

function notNegative(results: Results<Arms>, arm: string): Condition {
  return condition({
    ...{ name: `no term is negative: ${arm}`, role: "claim", quantity: inWords("leastTerm") },
    ...{ relation: "atLeast", threshold: LEAST_TERM, ifFails: unresolved },
    measured: extremeOf(results, [arm, "leastTerm"], "least"),
  });
}

/** What holds of any matrix in place of J, where its rank is resolved. */
function everywhere(results: Results<Arms>, arm: string): Condition[] {
  const rank = { role: "precondition", ifFails: unresolved } as const;
  return [
    condition({
      ...{ ...rank, name: BLOCKS_NAMES.oneRank(arm), quantity: inWords("rankGap") },
      ...{ measured: extremeOf(results, [arm, "rankGap"], "largest") },
      ...{ relation: "equal", threshold: 0 },
    }),
    condition({
      ...{ ...rank, name: BLOCKS_NAMES.conditioning(arm), quantity: inWords("conditioning") },
      ...{ measured: extremeOf(results, [arm, "conditioning"], "least") },
      ...{ relation: "atLeast", threshold: LEAST_CONDITIONING },
    }),
    notNegative(results, arm),
    atMost(results, arm, [BLOCKS_NAMES.sum(arm), "sumExcess", POINT_LIMITS.excess]),
    atMost(results, arm, [BLOCKS_NAMES.order(arm), "orderExcess", POINT_LIMITS.excess]),
  ];
}

/** Sums in the stated order three times over would agree as well. */
function otherOrders(results: Results<Arms>): Condition {
  return condition({
    ...{ name: `every random order has other terms: ${SIX_BLOCKS}`, role: "implementation" },
    ...{ measured: extremeOf(results, [SIX_BLOCKS, "orderMove"], "least") },
    quantity: inWords("orderMove"),
    ...{ relation: "atLeast", threshold: POINT_LIMITS.excess, ifFails: CONCLUSIONS.invalid },
  });
}

function atMinimum(results: Results<Arms>, arm: string): Condition[] {
  return [
    ...pointConditions(results, arm),
    ...everywhere(results, arm),
    atMost(results, arm, [
      ...([`the value is within its bound: ${arm}`, "valueExcess"] as const),
      POINT_LIMITS.excess,
    ]),
    atMost(results, arm, [BLOCKS_NAMES.value(arm), "valueGap", POINT_LIMITS.defect]),
    atMost(results, arm, [
      ...([
        `after the outputs the hidden units add nothing: ${arm}`,
        "hiddenAfterOutputs",
      ] as const),
      POINT_LIMITS.defect,
    ]),
  ];
}

function atSearched(results: Results<Arms>, arm: string): Condition[] {
  const atLeastOne = (name: string, quantity: WordedQuantity) =>
    condition({
      ...{ name, role: "precondition", relation: "atLeast", threshold: 1 },
      quantity: inWords(quantity),
      ...{ measured: extremeOf(results, [arm, quantity], "least"), ifFails: unresolved },
    });
  return [
    atLeastOne(`a certified start: ${arm}`, "certified"),
    atLeastOne(`an end whose terms are resolved: ${arm}`, "judged"),
    notNegative(results, arm),
    atMost(results, arm, [BLOCKS_NAMES.sum(arm), "worstSumExcess", POINT_LIMITS.excess]),
    atMost(results, arm, [BLOCKS_NAMES.value(arm), "worstValueExcess", POINT_LIMITS.excess]),
  ];
}

export function blocksCheck(
  results: Results<Arms>,
  { minima, elsewhere, searches, golden }: BlocksThresholds,
): Condition[] {
  return [
    ...goldenConditions(results, golden),
    otherOrders(results),
    certifiedCondition(results, minima, searches),
    ...minima.flatMap((arm) => atMinimum(results, arm)),
    ...elsewhere.flatMap((arm) => everywhere(results, arm)),
    ...searches.flatMap((arm) => atSearched(results, arm)),
  ];
}
