import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Data, Graph } from "../../src/compute/engine/graph.ts";

export type Arrays = Readonly<Record<string, ArrayLike<number>>>;

/** What two arrays may differ by: so much of an element, or of a magnitude where that is larger. */
export interface Tolerance {
  readonly relative: number;
  readonly magnitude?: number | undefined;
}

/** The first element that is further off than it may be, in words; null where none is. */
export function differenceOf(
  got: ArrayLike<number> | undefined,
  wanted: ArrayLike<number> | undefined,
  { relative, magnitude = 0 }: Tolerance,
): string | null {
  if (got === undefined || wanted === undefined) return "missing";
  if (got.length !== wanted.length) return `${got.length} elements, not ${wanted.length}`;
  for (let index = 0; index < wanted.length; index += 1) {
    const [is = NaN, should = NaN] = [got[index], wanted[index]];
    if (is === should || (Number.isNaN(is) && Number.isNaN(should))) continue;
    const allowed = relative * Math.max(Math.abs(should), magnitude);
    if (!(Math.abs(is - should) <= allowed)) return `element ${index} is ${is}, not ${should}`;
  }
  return null;
}

/** Differences of the arrays whose names begin so; "missing" where there are none at all. */
export function differencesOf(
  prefix: string,
  [got, wanted]: readonly [Arrays, Arrays],
  tolerance: Tolerance,
): string | null {
  const names = Object.keys(wanted).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return "missing";
  const told = names.map((name) => differenceOf(got[name], wanted[name], tolerance));
  return told.find((words) => words !== null) ?? null;
}

const STEP = 1e-3;

/** Central differences are this good, of fourth order, where arguments and values are near 1. */
export const BY_DIFFERENCES: Tolerance = { relative: 2e-8, magnitude: 1 };

/** How what a graph gives changes along a direction of its inputs, by the reference. */
export function slopesAlong(
  graph: Graph,
  inputs: Readonly<Record<string, HostData>>,
  direction: Readonly<Record<string, ArrayLike<number>>>,
): Record<string, Float64Array> {
  const at = (steps: number) => {
    const moved = Object.entries(inputs).map(([name, data]) => {
      const along = direction[name];
      if (along === undefined) return [name, data];
      return [name, Float64Array.from(data, (x, index) => x + steps * STEP * (along[index] ?? 0))];
    });
    return interpret(graph, Object.fromEntries(moved) as Record<string, Data>);
  };
  const [far, near, ahead, farAhead] = [at(-2), at(-1), at(1), at(2)];
  const slopes = Object.entries(ahead).map(([name, data]) => {
    const of = (outputs: Arrays, index: number) => outputs[name]?.[index] ?? NaN;
    const slope = Array.from(data, (_, index) => {
      const once = of(ahead, index) - of(near, index);
      const twice = of(farAhead, index) - of(far, index);
      return (8 * once - twice) / (12 * STEP);
    });
    return [name, Float64Array.from(slope)] as const;
  });
  return Object.fromEntries(slopes);
}
