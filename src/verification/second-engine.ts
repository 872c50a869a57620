/** Which engine a cross-check takes, found before anything is computed. */
import type { Availability } from "../compute/engine/engines/engine.ts";
import { ENGINES } from "../compute/engine/engines/index.ts";
import type { EngineChoice, EngineName } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { ClaimDefinition } from "./claim-spec.ts";
import { withoutControls } from "./plan.ts";

/** Interprets, operation by operation: right, and slow. */
const SLOW: EngineName = "reference";

/** A quarter of an hour on one core: it was measured to do 1e8 operations a second. */
const SLOW_WORK_MAX = 1e11;

export interface SecondEngineWish {
  readonly choice: EngineChoice;
  /** What computes the claim. */
  readonly first: EngineName;
  /** Whoever asked sees how long it takes and can stop it: the slow one by name is no mistake. */
  readonly isWatched: boolean;
  /** Whether an engine computes here. */
  probe(engine: EngineName): Promise<Availability>;
}

function badInput(told: string): PlatformError {
  return new PlatformError("BAD_INPUT", told, { path: ["crossCheck"] });
}

/** Of the protocol's own runs; infinite where a measure does not say. */
function workOf(claim: ClaimDefinition, budget: Budget): number {
  return withoutControls(claim.plan(budget)).reduce(
    (sum, { measure, setting }) => sum + (measure.work?.(setting) ?? Infinity),
    0,
  );
}

function tooMuch(claim: ClaimDefinition, budget: Budget): PlatformError {
  return badInput(
    `engine ${SLOW} is too slow to cross-check ${claim.slug} at ${budget}: it is taken for what it ` +
      "computes in a quarter of an hour; take a smaller budget or another engine (npx corollary " +
      "doctor shows which are here), or wait for it on the command line: npx corollary verify " +
      `${claim.slug} --budget ${budget} --cross-check=${SLOW}`,
  );
}

/** By name, or the first fast one that is here. */
async function pick({ choice, first, probe }: SecondEngineWish): Promise<EngineName> {
  if (choice !== "auto") {
    const availability = await probe(choice);
    if (availability.available) return choice;
    const told = `engine ${choice} cannot cross-check here: ${availability.reason}`;
    throw new PlatformError("ENGINE_UNAVAILABLE", told, { path: ["crossCheck"] });
  }
  const fast = ENGINES.map(({ name }) => name).filter((name) => name !== first && name !== SLOW);
  for (const name of fast) if ((await probe(name)).available) return name;
  return SLOW;
}

/**
 * The engine named, or by itself the first that is here, in the order of the list and the slow one last.
 *
 * @throws PlatformError BAD_INPUT where nothing can be cross-checked, or not in a reasonable time;
 *   ENGINE_UNAVAILABLE
 */
export async function secondEngineFor(
  claim: ClaimDefinition,
  budget: Budget,
  wish: SecondEngineWish,
): Promise<EngineName> {
  const { choice, first, isWatched } = wish;
  if (claim.engine === null) {
    const told =
      `there is nothing to cross-check in ${claim.slug}: no engine computes it, its numbers are ` +
      `${claim.evidenceKind.toLowerCase()}; ask for it without a second engine`;
    throw badInput(told);
  }
  if (choice === first) {
    const others = ENGINES.map(({ name }) => name).filter((name) => name !== first);
    throw badInput(`${first} computes it already: a second engine is one of ${others.join(", ")}`);
  }
  const engine = await pick(wish);
  if (engine !== SLOW || (choice === SLOW && isWatched)) return engine;
  if (first === SLOW) throw badInput(`no engine beside ${first} is here: see npx corollary doctor`);
  if (workOf(claim, budget) > SLOW_WORK_MAX) throw tooMuch(claim, budget);
  return engine;
}
