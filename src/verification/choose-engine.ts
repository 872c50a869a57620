/** Which engine computes a claim, found before anything is computed. */
import type { Availability } from "../compute/engine/engines/engine.ts";
import { FASTEST } from "../compute/engine/engines/fastest.ts";
import type { ChosenEngine, EngineChoice, EngineName } from "../domain/engine-name.ts";
import type { EngineNeed } from "./claim-spec.ts";

export interface EngineWish {
  readonly choice: EngineChoice;
  /** Whether an engine computes here. */
  probe(engine: EngineName): Promise<Availability>;
}

/**
 * The engine that is named, available or not: it is refused later, never replaced. By itself the first
 * of the measured table that computes here.
 */
export async function chooseEngine(
  { kind = "dense" }: Pick<EngineNeed, "kind">,
  { choice, probe }: EngineWish,
): Promise<ChosenEngine> {
  if (choice !== "auto") return { engine: choice, because: "it was asked for by name" };
  const ranked = FASTEST[kind];
  const absent: EngineName[] = [];
  for (const { engine, because } of ranked) {
    const isLast = engine === ranked.at(-1)?.engine;
    if (!isLast && !(await probe(engine)).available) {
      absent.push(engine);
      continue;
    }
    const without = absent.length === 0 ? "" : ` (not here: ${absent.join(", ")})`;
    return { engine, because: `the claim trains a ${kind} program: ${because}${without}` };
  }
  throw new Error(`no engine computes ${kind} programs`);
}
