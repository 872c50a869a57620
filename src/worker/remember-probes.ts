import type { EngineName } from "../domain/engine-name.ts";
import { probeEngine, type Probed } from "./probe-engine.ts";

/**
 * `probeEngine`, of each engine once for as long as it computes: requests may come by the hundred. One
 * that does not may be installed meanwhile.
 *
 * @param installed folder of the engines that a command has installed
 */
export function rememberProbes(installed: string): (name: EngineName) => Promise<Probed> {
  const known = new Map<EngineName, Promise<Probed>>();
  return async (name) => {
    const probing = known.get(name) ?? probeEngine(name, installed);
    known.set(name, probing);
    const probed = await probing;
    if (!probed.available) known.delete(name);
    return probed;
  };
}
