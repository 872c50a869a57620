import type { RunRecord } from "../domain/evidence-record.ts";
import { seriesListSchema, type Series } from "../domain/series.ts";

/** The documents that hold the curves of runs, by the digests that the records name. */
export type SeriesByDigest = ReadonlyMap<string, readonly Series[]>;

/** @param content of a document, as `executeRun` made it */
export function parseSeries(content: string): readonly Series[] {
  return seriesListSchema.parse(JSON.parse(content));
}

/** The curves of one run; none for a run that has none, an error where its document is missing. */
export function seriesOf(
  { arm, seed, series: digest }: RunRecord,
  byDigest: SeriesByDigest,
): readonly Series[] {
  if (digest === undefined) return [];
  const found = byDigest.get(digest);
  if (found === undefined)
    throw new Error(`the curves of run ${arm} with seed ${seed} are missing`);
  return found;
}
