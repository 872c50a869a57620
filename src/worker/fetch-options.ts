import { PlatformError } from "../domain/errors.ts";

/** How a data set is fetched. */
export interface FetchOptions {
  /** Folder of the project: its scripts know the machine's npm. */
  readonly root: string;
  /** Where fetched data sets lie; made when it is not there. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

export function interrupted(): PlatformError {
  return new PlatformError("INTERRUPTED", "stopped before the data were here");
}
