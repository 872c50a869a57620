import { PlatformError } from "./errors.ts";
import { jsonPath } from "./json-path.ts";

/** What is wrong at a place of a document that a person gave: BAD_INPUT, with the place in front. */
export function badInput(path: readonly (string | number)[], told: string): PlatformError {
  return new PlatformError("BAD_INPUT", `${jsonPath(path)}: ${told}`, { path });
}
