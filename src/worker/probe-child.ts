/**
 * Loads one engine, runs a small program with it and says how it went. Arguments: its name, and the
 * folder of the engines that a command has installed.
 */
import { loadEngine } from "../compute/engine/engines/index.ts";
import { ENGINE_NAMES } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Probed } from "./probe-engine.ts";

async function probe(word: string | undefined, installed = ""): Promise<Probed> {
  const name = ENGINE_NAMES.find((one) => one === word);
  if (name === undefined) throw new Error(`there is no engine ${word ?? ""}`);
  try {
    const engine = await loadEngine(name, { threads: 1, installed });
    const availability = await engine.probe();
    return availability.available ? { available: true, facts: engine.facts() } : availability;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { available: false, reason: error.message };
  }
}

const probed = await probe(process.argv[2], process.argv[3]);
process.send?.(probed, () => process.exit(0));
