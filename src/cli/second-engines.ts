import type { EngineChoice, EngineName } from "../domain/engine-name.ts";
import type { Budget } from "../domain/verdict.ts";
import { secondEngineFor } from "../verification/second-engine.ts";
import { rememberProbes } from "../worker/remember-probes.ts";
import type { Target } from "./catalogue.ts";

interface Wish {
  readonly budget: Budget;
  /** The first one. */
  readonly engine: EngineName;
  readonly crossCheck?: EngineChoice | undefined;
  /** Folder of the engines that a command has installed. */
  readonly installed: string;
}

/**
 * The second engine of each claim that needs one, found before anything is computed. Of several claims
 * those that need none are verified as always.
 *
 * @throws PlatformError BAD_INPUT where none of them can be cross-checked; ENGINE_UNAVAILABLE
 */
export async function secondEngines(
  targets: readonly Target[],
  { budget, engine: first, crossCheck: choice, installed }: Wish,
): Promise<ReadonlyMap<string, EngineName>> {
  const seconds = new Map<string, EngineName>();
  if (choice === undefined) return seconds;
  const wish = { choice, first, isWatched: true, probe: rememberProbes(installed) };
  const trained = targets.filter(({ claim }) => claim.engine !== null);
  for (const { claim } of trained.length === 0 ? targets : trained) {
    seconds.set(claim.slug, await secondEngineFor(claim, budget, wish));
  }
  return seconds;
}
