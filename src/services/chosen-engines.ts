import type { EngineChoice, EngineName } from "../domain/engine-name.ts";
import { EXACT_ENVIRONMENT } from "../domain/environment.ts";
import type { Budget } from "../domain/verdict.ts";
import { chooseEngine, type EngineWish } from "../verification/choose-engine.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import { claimsToCrossCheck, secondEngineFor } from "../verification/second-engine.ts";

/** What computes the runs of an experiment, as its row has it. */
export interface ChosenEngines {
  /** "none" where no engine computes. */
  readonly engine: string;
  readonly engineReason: string | null;
  readonly crossCheck: EngineName | null;
}

const NO_ENGINE: ChosenEngines = {
  engine: EXACT_ENVIRONMENT.engine,
  engineReason: null,
  crossCheck: null,
};

interface Asked {
  readonly budget: Budget;
  /** A second engine for the own runs of the claims that an engine computes; null: none. */
  readonly crossCheck?: EngineChoice | null;
}

async function enginesOf(
  claim: ClaimDefinition,
  { budget, crossCheck: choice = null }: Asked,
  wish: EngineWish,
): Promise<ChosenEngines> {
  const { probe } = wish;
  const first = claim.engine && (await chooseEngine(claim.engine, wish));
  const chosen: ChosenEngines =
    first === null
      ? NO_ENGINE
      : { ...NO_ENGINE, engine: first.engine, engineReason: first.because };
  if (choice === null) return chosen;
  const second = { choice, first: first?.engine ?? null, isWatched: false, probe };
  return { ...chosen, crossCheck: await secondEngineFor(claim, budget, second) };
}

/**
 * One for each claim, in their order.
 *
 * @param wish the first engine
 * @throws PlatformError BAD_INPUT or ENGINE_UNAVAILABLE about the second
 */
export function enginesFor(
  claims: readonly ClaimDefinition[],
  { budget, crossCheck = null }: Asked,
  wish: EngineWish,
): Promise<readonly ChosenEngines[]> {
  const crossed = claimsToCrossCheck(claims);
  const chosen = claims.map((claim) =>
    enginesOf(claim, { budget, crossCheck: crossed.includes(claim) ? crossCheck : null }, wish),
  );
  return Promise.all(chosen);
}
