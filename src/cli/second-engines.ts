import type { ChosenEngine, EngineChoice, EngineName } from "../domain/engine-name.ts";
import type { Budget } from "../domain/verdict.ts";
import {
  assertSomeComputed,
  claimsToCrossCheck,
  secondEngineFor,
} from "../verification/second-engine.ts";
import type { EngineWish } from "../verification/choose-engine.ts";
import type { Target } from "./catalogue.ts";

interface Wish {
  readonly budget: Budget;
  /** The first ones, by claim. */
  readonly engines: ReadonlyMap<string, ChosenEngine>;
  readonly crossCheck?: EngineChoice | undefined;
  readonly probe: EngineWish["probe"];
}

/**
 * The second engine of each claim that needs one, found before anything is computed.
 *
 * @throws PlatformError BAD_INPUT where none of them can be cross-checked; ENGINE_UNAVAILABLE
 */
export async function secondEngines(
  targets: readonly Target[],
  { budget, engines, crossCheck: choice, probe }: Wish,
): Promise<ReadonlyMap<string, EngineName>> {
  const seconds = new Map<string, EngineName>();
  if (choice === undefined) return seconds;
  const [paper, ...others] = new Set(targets.map((target) => target.paper));
  if (paper !== undefined && others.length === 0 && targets.length > 1) assertSomeComputed(paper);
  for (const claim of claimsToCrossCheck(targets.map((target) => target.claim))) {
    const first = engines.get(claim.slug)?.engine ?? null;
    const wish = { choice, first, isWatched: true, probe };
    seconds.set(claim.slug, await secondEngineFor(claim, budget, wish));
  }
  return seconds;
}
