/** Which engine a cross-check takes, found before anything is computed. */
import type { Availability } from "../compute/engine/engines/engine.ts";
import { ENGINES } from "../compute/engine/engines/index.ts";
import type { EngineChoice, EngineName } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { ClaimDefinition } from "./claim-spec.ts";
import type { PaperDefinition } from "./define-paper.ts";
import { withoutControls } from "./plan.ts";

/** Interprets, operation by operation: right, and slow. */
const SLOW: EngineName = "reference";

/** Multiplications and additions a second on one core, as they were measured. */
const SLOW_SPEED = 1e8;

/** A quarter of an hour. */
const SLOW_WORK_MAX = 1e11;

export interface SecondEngineWish {
  readonly choice: EngineChoice;
  /** What computes the claim; null where no engine does. */
  readonly first: EngineName | null;
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

/** "3 hours"; rounded up. */
function describeTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "nobody knows how long";
  const [unit, size] = seconds < 5400 ? ["minutes", 60] : ["hours", 3600];
  return `up to ${Math.ceil(seconds / size).toLocaleString("en")} ${unit} (trainings may stop sooner)`;
}

function tooMuch({ slug }: ClaimDefinition, budget: Budget, work: number): PlatformError {
  return badInput(
    `engine ${SLOW} is too slow to cross-check ${slug} at ${budget}: its own runs would take it ` +
      `${describeTime(work / SLOW_SPEED)}, and it is taken for a quarter of an hour at most; install ` +
      "another engine (npx corollary engine install tensorflow; npx corollary doctor shows which are " +
      "here), or wait for it on the command line: npx corollary verify " +
      `${slug} --budget ${budget} --cross-check=${SLOW}`,
  );
}

const runtimeOf = (engine: EngineName | null) =>
  ENGINES.find(({ name }) => name === engine)?.runtime;

/** Those that share no code with the first. */
function othersThan(first: EngineName | null): EngineName[] {
  return ENGINES.filter(({ runtime }) => runtime !== runtimeOf(first)).map(({ name }) => name);
}

function notIndependent(choice: EngineName, first: EngineName): PlatformError {
  const told =
    choice === first
      ? `${first} computes it already`
      : `${choice} is no check of ${first}, which computes it: both are ${runtimeOf(first) ?? ""}, ` +
        "whose mistakes would be in both";
  return badInput(`${told}; a second engine is one of ${othersThan(first).join(", ")}`);
}

/** By name, or the first fast one that is here. */
async function pick({ choice, first, probe }: SecondEngineWish): Promise<EngineName> {
  if (choice !== "auto") {
    const availability = await probe(choice);
    if (availability.available) return choice;
    const told = `engine ${choice} cannot cross-check here: ${availability.reason}`;
    throw new PlatformError("ENGINE_UNAVAILABLE", told, { path: ["crossCheck"] });
  }
  const fast = othersThan(first).filter((name) => name !== SLOW);
  for (const name of fast) if ((await probe(name)).available) return name;
  return SLOW;
}

/**
 * Of several claims those that an engine computes: the others are verified as always. Where no engine
 * computes any, all of them, to be refused.
 */
export function claimsToCrossCheck(claims: readonly ClaimDefinition[]): readonly ClaimDefinition[] {
  const computed = claims.filter(({ engine }) => engine !== null);
  return computed.length === 0 ? claims : computed;
}

/** @throws PlatformError BAD_INPUT where all claims of a paper were asked for, and no engine computes any */
export function assertSomeComputed({ slug, claims }: PaperDefinition): void {
  if (claims.some(({ engine }) => engine !== null)) return;
  const told = `there is nothing to cross-check: no claim of paper ${slug} is computed by an engine`;
  throw badInput(`${told}; ask for it without a second engine`);
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
  if (choice !== "auto" && first !== null && !othersThan(first).includes(choice)) {
    throw notIndependent(choice, first);
  }
  const engine = await pick(wish);
  if (engine !== SLOW || (choice === SLOW && isWatched)) return engine;
  if (first === SLOW) throw badInput(`no engine beside ${first} is here: see npx corollary doctor`);
  const work = workOf(claim, budget);
  if (work > SLOW_WORK_MAX) throw tooMuch(claim, budget, work);
  return engine;
}
