/** Numbers of several runs joined into the one that a condition of this paper's claims decides on. */
import type { Measurement } from "../../domain/measurement.ts";
import type { Arms, Measured, Results } from "../../verification/index.ts";

const MISSING: Measured = { value: null, exact: null, low: null, high: null };

/** All values of a quantity in the given arms; an arm without any gives one that is missing. */
function valuesOf(results: Results<Arms>, arms: readonly string[], quantity: string) {
  return arms.flatMap((name) => {
    const values: readonly (Measurement | null)[] = results[name]?.values[quantity] ?? [];
    return values.length > 0 ? values : [null];
  });
}

/** Exact integers of all, or the first that is none: what is missing decides nothing. */
function exactOf(values: readonly (Measurement | null)[]): bigint[] | Measured {
  const broken = values.find((value) => value?.exact == null);
  if (broken !== undefined || values.length === 0) return broken ?? MISSING;
  return values.map((value) => BigInt(value?.exact ?? 0));
}

function joined(
  values: readonly (Measurement | null)[],
  join: (left: bigint, right: bigint) => bigint,
): Measured {
  const integers = exactOf(values);
  return Array.isArray(integers) ? integers.reduce(join) : integers;
}

/** The largest value over all seeds of the arms. */
export function largest(results: Results<Arms>, arms: readonly string[], quantity: string) {
  return joined(valuesOf(results, arms, quantity), (a, b) => (a > b ? a : b));
}

/** The least value over all seeds of the arms. */
export function least(results: Results<Arms>, arms: readonly string[], quantity: string) {
  return joined(valuesOf(results, arms, quantity), (a, b) => (a < b ? a : b));
}

/** Of all seeds of the arms the value that is furthest from the one it should be. */
export function furthest(
  results: Results<Arms>,
  arms: readonly string[],
  quantity: string,
  expected: number,
) {
  const distance = (value: bigint) => {
    const difference = value - BigInt(expected);
    return difference < 0n ? -difference : difference;
  };
  return joined(valuesOf(results, arms, quantity), (a, b) => (distance(a) > distance(b) ? a : b));
}

/** The sum over all seeds of the arms. */
export function total(results: Results<Arms>, arms: readonly string[], quantity: string) {
  return joined(valuesOf(results, arms, quantity), (a, b) => a + b);
}

/** The arm whose largest value minus its own threshold is extreme, with that difference. */
export function extremeMargin(
  results: Results<Arms>,
  thresholds: Readonly<Record<string, number>>,
  quantity: string,
  which: "largest" | "least",
): { readonly arm: string; readonly margin: Measured } {
  let found: { arm: string; margin: bigint } | null = null;
  for (const [name, threshold] of Object.entries(thresholds)) {
    const value = largest(results, [name], quantity);
    if (typeof value !== "bigint") return { arm: name, margin: value };
    const margin = value - BigInt(threshold);
    const isBeyond = (than: bigint) => (which === "largest" ? margin > than : margin < than);
    if (found === null || isBeyond(found.margin)) found = { arm: name, margin };
  }
  return found ?? { arm: "none", margin: MISSING };
}
