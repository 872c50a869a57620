/** Measured numbers of several runs joined into the one that a condition of this paper's claims reads. */
import type { Measurement } from "../../domain/measurement.ts";
import type { Arms, FigureResults, Measured, Results } from "../../verification/index.ts";

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

/** Counts of all runs of the arms added up: those of `plus` less those of `minus`. */
export function tally(
  results: Results<Arms>,
  arms: readonly string[],
  { plus, minus = [] }: { readonly plus: readonly string[]; readonly minus?: readonly string[] },
): Measured {
  const signed = [...plus.map((name) => [name, 1] as const), ...minus.map((n) => [n, -1] as const)];
  const parts = signed.map(([quantity, sign]) => {
    const values = doublesOf(results, arms, quantity);
    return values === null ? null : sign * values.reduce((total, one) => total + one, 0);
  });
  const known = parts.filter((part) => part !== null);
  if (known.length !== parts.length) return MISSING;
  return BigInt(known.reduce((total, one) => total + one, 0));
}

/** The first run's number, for figures; null where there is none. */
export function numberOf(results: Results<Arms>, arm: string, quantity: string): number | null {
  return doublesOf(results, [arm], quantity)?.[0] ?? null;
}

/** A curve of the first run, without the points at which it was not finite; empty where there is none. */
export function curveOf(
  results: FigureResults<Arms>,
  arm: string,
  name: string,
): { readonly x: number; readonly y: number }[] {
  const curve = results[arm]?.series[0]?.find((one) => one.name === name);
  return (curve?.x ?? []).flatMap((x, at) => {
    const y = curve?.y[at];
    return typeof y === "number" ? [{ x, y }] : [];
  });
}
