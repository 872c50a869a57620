/** Measured numbers of several runs joined into the one that a condition of this paper's claims reads. */
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

/** Doubles of all, or nothing: what is missing decides nothing. */
function doublesOf(
  results: Results<Arms>,
  arms: readonly string[],
  quantity: string,
): number[] | null {
  const values = valuesOf(results, arms, quantity).map((one) => one?.value ?? null);
  const known = values.filter((one) => one !== null);
  return known.length === values.length && known.length > 0 ? known : null;
}

function asMeasured(value: number): Measured {
  return { value: Number.isFinite(value) ? value : null, exact: null, low: null, high: null };
}

/** The largest value over all seeds of the arms. */
export function largest(results: Results<Arms>, arms: readonly string[], quantity: string) {
  const values = doublesOf(results, arms, quantity);
  return values === null ? MISSING : asMeasured(Math.max(...values));
}

/** The least value over all seeds of the arms. */
export function least(results: Results<Arms>, arms: readonly string[], quantity: string) {
  const values = doublesOf(results, arms, quantity);
  return values === null ? MISSING : asMeasured(Math.min(...values));
}

/** The largest distance from a number that the spec names. */
export function distance(results: Results<Arms>, arm: string, quantity: string, from: number) {
  const values = doublesOf(results, [arm], quantity);
  if (values === null) return MISSING;
  return asMeasured(Math.max(...values.map((value) => Math.abs(value - from))));
}

/** In how many runs of the arms the quantity is as told. */
export function howMany(
  results: Results<Arms>,
  { arms, quantity }: { readonly arms: readonly string[]; readonly quantity: string },
  holds: (value: number) => boolean,
): Measured {
  const values = doublesOf(results, arms, quantity);
  return values === null ? MISSING : BigInt(values.filter(holds).length);
}

/** The first run's number, for figures; null where there is none. */
export function numberOf(results: Results<Arms>, arm: string, quantity: string): number | null {
  return doublesOf(results, [arm], quantity)?.[0] ?? null;
}
