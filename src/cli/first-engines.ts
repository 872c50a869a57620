import type { ChosenEngine } from "../domain/engine-name.ts";
import { chooseEngine, type EngineWish } from "../verification/choose-engine.ts";
import type { Target } from "./catalogue.ts";

/** The engine of each claim that needs one, found before anything is computed. */
export async function firstEngines(
  targets: readonly Target[],
  wish: EngineWish,
): Promise<ReadonlyMap<string, ChosenEngine>> {
  const engines = new Map<string, ChosenEngine>();
  for (const { claim } of targets) {
    if (claim.engine !== null) engines.set(claim.slug, await chooseEngine(claim.engine, wish));
  }
  return engines;
}
