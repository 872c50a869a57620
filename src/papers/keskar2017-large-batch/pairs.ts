/** Pairs of runs that share a seed: what this paper's claims compare. */
import type { Arms, Results } from "../../verification/index.ts";

/** The finite values of a quantity by seed; null where a run has none. */
function bySeed(results: Results<Arms>, arm: string, quantity: string) {
  const { seeds = [], values } = results[arm] ?? {};
  const measured = values?.[quantity] ?? [];
  return new Map(seeds.map((seed, index) => [seed, measured[index]?.value ?? null]));
}

export interface Pair {
  readonly seed: number;
  /** Null where the run has no finite value. */
  readonly small: number | null;
  readonly large: number | null;
}

/** One pair for each seed that either arm has, in the order of the seeds. */
export function pairsOf(
  results: Results<Arms>,
  arms: { readonly small: string; readonly large: string },
  quantity: string,
): Pair[] {
  const small = bySeed(results, arms.small, quantity);
  const large = bySeed(results, arms.large, quantity);
  const seeds = [...new Set([...small.keys(), ...large.keys()])].toSorted((a, b) => a - b);
  return seeds.map((seed) => ({
    seed,
    small: small.get(seed) ?? null,
    large: large.get(seed) ?? null,
  }));
}

function combined(pairs: readonly Pair[], combine: (small: number, large: number) => number) {
  return pairs.map(({ small, large }) =>
    small === null || large === null ? null : combine(small, large),
  );
}

/** d = SB - LB, seed by seed. */
export function differences(pairs: readonly Pair[]): (number | null)[] {
  return combined(pairs, (small, large) => small - large);
}

/** q = ln(LB / SB), seed by seed; no logarithm where one of them is not positive. */
export function logRatios(pairs: readonly Pair[]): (number | null)[] {
  return combined(pairs, (small, large) => Math.log(large / small));
}
