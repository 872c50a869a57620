import { homeOf } from "../database/embedded/index.ts";
import { PlatformError } from "../domain/errors.ts";
import { absentData } from "../worker/absent-data.ts";
import { fetchedBelow } from "../worker/compute-folders.ts";
import type { Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";

/** Where data sets that are not installed lie. */
export function fetchedFolder(context: CliContext): string {
  return fetchedBelow(homeOf(context.loadConfig()));
}

/**
 * The targets without those whose data are not here: of each of these it prints one line. Those
 * that were asked for by name stay, whatever they need.
 */
export function withData(
  context: CliContext,
  targets: readonly Target[],
  isNamed: (target: Target) => boolean,
): Target[] {
  return targets.filter((target) => {
    if (target.claim.data.length === 0 || isNamed(target)) return true;
    const absent = absentData(target.claim, [fetchedFolder(context)]);
    if (absent !== null) context.output.err(absent);
    return absent === null;
  });
}

/** @throws PlatformError DATA_MISSING where no target is left: nothing verified is no success */
export function assertSomeLeft(left: readonly Target[], word: string): void {
  if (left.length > 0) return;
  throw new PlatformError("DATA_MISSING", `no claim of ${word} has its data here, see above`);
}
