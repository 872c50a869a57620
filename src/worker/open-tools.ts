import type { Engine } from "../compute/engine/engines/engine.ts";
import { loadEngine } from "../compute/engine/engines/index.ts";
import { keepCompiled } from "../compute/engine/engines/keep-compiled.ts";
import { openStateStore } from "../compute/training/state-store.ts";
import type { EngineName, Precision } from "../domain/engine-name.ts";
import type { Environment } from "../domain/environment.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EngineNeed } from "../verification/claim-spec.ts";
import type { RunTools } from "../verification/run-tools.ts";
import type { ComputeFolders } from "./child-protocol.ts";

/** One native thread a process and one process a core; stored with the evidence. */
export const THREADS = 1;

/** Loaded once a process: claims that it serves later find what the former ones compiled. */
const engines = new Map<EngineName, Engine>();

/** What an engine says of itself does not always name it. */
async function loadNamed(name: EngineName, installed: string): Promise<Engine> {
  try {
    return await loadEngine(name, { threads: THREADS, installed });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.message.includes(name)) throw error;
    const { code, message, cause } = error;
    throw new PlatformError(code, `engine ${name}: ${message}`, { cause });
  }
}

async function openEngine(name: EngineName, installed = ""): Promise<Engine> {
  const opened = engines.get(name);
  if (opened !== undefined) return opened;
  const engine = keepCompiled(await loadNamed(name, installed));
  const probe = await engine.probe();
  if (!probe.available) {
    throw new PlatformError("ENGINE_UNAVAILABLE", `engine ${name}: ${probe.reason}`);
  }
  engines.set(name, engine);
  return engine;
}

/** What the numbers of this engine, in this process, are computed in. */
export function environmentOf(engine: Engine, precision: Precision): Environment {
  const { name, device, threads, cpuFeatures, versions } = engine.facts();
  const node = { name: "node", version: process.versions.node };
  return {
    ...{ engine: name, device, precision, threads, cpuFeatures },
    versions: [...versions.filter((one) => one.name !== node.name), node],
  };
}

/**
 * Loads an engine and says, from the process that will compute with it, what it is.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE with the reason and what to do
 */
export async function openTools(
  name: EngineName,
  { precision }: EngineNeed,
  { states, data, installed }: ComputeFolders,
): Promise<{ tools: RunTools; environment: Environment }> {
  const engine = await openEngine(name, installed);
  const environment = environmentOf(engine, precision);
  const store = states === null ? null : openStateStore(states);
  return { tools: { engine: { engine, precision }, states: store, data }, environment };
}
