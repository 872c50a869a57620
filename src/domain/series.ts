import { z } from "zod";

/** A curve that a run measured: y against x, point by point; y is null where it was not finite. */
export const seriesSchema = z.strictObject({
  name: z.string().min(1),
  unit: z.string().nullable(),
  x: z.array(z.number()),
  y: z.array(z.number().nullable()),
});
export type Series = z.infer<typeof seriesSchema>;
export const seriesListSchema = z.array(seriesSchema);

/** A curve as a measure hands it over: any length, and with what came out. */
export interface MeasuredSeries {
  readonly name: string;
  readonly unit: string | null;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export const SERIES_POINTS_MAX = 200;

/** Places of the points that are kept: every k-th from the first, and the last, k as small as fits. */
function keptPlaces(count: number): number[] {
  const step = Math.max(1, Math.ceil((count - 1) / (SERIES_POINTS_MAX - 1)));
  const places = Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
  return places.at(-1) === count - 1 || count === 0 ? places : [...places, count - 1];
}

/**
 * The curve as it is stored. A long one is thinned to SERIES_POINTS_MAX points: every k-th from the
 * first, with the smallest k that fits, and the last.
 *
 * @throws Error for an x that is not finite, or when x and y differ in length
 */
export function toSeries({ name, unit, x, y }: MeasuredSeries): Series {
  if (x.length !== y.length) {
    throw new Error(`series ${name} has ${x.length} values of x and ${y.length} of y`);
  }
  const places = keptPlaces(x.length);
  const kept = places.map((place) => x[place] ?? Number.NaN);
  if (!kept.every(Number.isFinite)) throw new Error(`series ${name} has an x that is not finite`);
  return {
    ...{ name, unit, x: kept },
    y: places.map((place) => {
      const value = y[place] ?? Number.NaN;
      return Number.isFinite(value) ? value : null;
    }),
  };
}
