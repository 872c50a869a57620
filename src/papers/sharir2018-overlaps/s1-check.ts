/** S1's pass conditions: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { conventionConditions } from "./conventions.ts";
import { extremeMargin, furthest, largest, least, total } from "./measured.ts";
import type { S1Thresholds } from "./s1-protocol.ts";

/** The condition that a control of the row must break. */
export const boundName = (row: string) => `rank at most S1's bound: ${row}`;

export const EQUAL_ENTRIES = "A equals U diag(a) V^T in every entry";

function rowConditions(results: Results<Arms>, { rows }: S1Thresholds): Condition[] {
  return Object.entries(rows).flatMap(([row, { bound, rank }]) => {
    const measured = largest(results, [row], "rank");
    const shared = { quantity: "rank", measured };
    return [
      condition({
        ...{ ...shared, name: boundName(row), role: "claim", relation: "atMost" },
        threshold: BigInt(bound),
        ifFails: CONCLUSIONS.refuted,
      }),
      condition({
        ...{ ...shared, name: `generic rank of the spec: ${row}`, role: "implementation" },
        relation: "equal",
        threshold: BigInt(rank),
        ifFails: CONCLUSIONS.invalid,
      }),
    ];
  });
}

/** The width is an upper bound of the rank that is certified for these weights. */
function widthCondition(results: Results<Arms>, arm: string, row: string): Condition {
  const width = least(results, [arm], "width");
  const rank = largest(results, [row], "rank");
  const missing = typeof width === "bigint" ? rank : width;
  const isMeasured = typeof width === "bigint" && typeof rank === "bigint";
  return condition({
    name: `rank at most the width of its factorisation: ${row}`,
    role: "claim",
    quantity: "width minus rank",
    measured: isMeasured ? width - rank : missing,
    relation: "atLeast",
    threshold: 0n,
    ifFails: CONCLUSIONS.refuted,
  });
}

/** Without these a comparison of nothing, or of factors of any width, would pass. */
function factoredConditions(results: Results<Arms>, { factored }: S1Thresholds): Condition[] {
  return Object.entries(factored).flatMap(([arm, { row, entries, width }]) => {
    const exactly = (name: string, quantity: string, threshold: number) =>
      condition({
        ...{ name: `${name}: ${row}`, role: "implementation", quantity, relation: "equal" },
        measured: furthest(results, [arm], quantity, threshold),
        threshold: BigInt(threshold),
        ifFails: CONCLUSIONS.invalid,
      });
    return [
      exactly("every entry of A is compared, modulo both primes", "entries", entries),
      exactly("U and V are D^{L'} wide", "width", width),
      widthCondition(results, arm, row),
    ];
  });
}

/** Guards of the instrument: the certificate holds, and the tensor is not simply zero. */
function instrumentConditions(results: Results<Arms>, thresholds: S1Thresholds): Condition[] {
  return [
    condition({
      name: EQUAL_ENTRIES,
      role: "implementation",
      quantity: "entries that differ",
      measured: total(results, Object.keys(thresholds.factored), "mismatches"),
      relation: "equal",
      threshold: 0n,
      ifFails: CONCLUSIONS.invalid,
    }),
    condition({
      name: "A is not zero",
      role: "implementation",
      quantity: "entries that are not zero",
      measured: least(results, Object.keys(thresholds.rows), "nonZeroEntries"),
      relation: "atLeast",
      threshold: 1n,
      ifFails: CONCLUSIONS.invalid,
    }),
  ];
}

/** A modular rank is a certified lower bound: one above S1's bound is a counterexample. */
function randomConditions(results: Results<Arms>, { random }: S1Thresholds): Condition[] {
  const count = Object.keys(random).length;
  if (count === 0) return [];
  const { arm, margin } = extremeMargin(results, random, "rank", "largest");
  return [
    condition({
      name: `rank at most S1's bound on ${count} random architectures`,
      role: "claim",
      quantity: `rank minus bound, largest (${arm})`,
      measured: margin,
      relation: "atMost",
      threshold: 0n,
      ifFails: CONCLUSIONS.refuted,
    }),
  ];
}

export function s1Check(results: Results<Arms>, thresholds: S1Thresholds): Condition[] {
  return [
    ...conventionConditions(results, thresholds.golden),
    ...instrumentConditions(results, thresholds),
    ...factoredConditions(results, thresholds),
    ...rowConditions(results, thresholds),
    ...randomConditions(results, thresholds),
  ];
}
