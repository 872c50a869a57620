import { statSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "../compute/engine/engines/tensorflow-folder.ts";
import type { EngineName } from "../domain/engine-name.ts";
import { probeEngine, type Probed } from "./probe-engine.ts";

/** Of what a command has installed; null of an engine that comes with the packages, or is not here. */
function stampOf(installed: string, name: EngineName): number | null {
  const manifest = join(installed, name, MANIFEST);
  return statSync(manifest, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/**
 * `probeEngine`, of each engine once for as long as it computes and is the one that was asked: requests
 * may come by the hundred, and a command may install, replace or remove an engine between two of them.
 *
 * @param installed folder of the engines that a command has installed
 */
export function rememberProbes(installed: string): (name: EngineName) => Promise<Probed> {
  const known = new Map<EngineName, { stamp: number | null; probing: Promise<Probed> }>();
  return async (name) => {
    const stamp = stampOf(installed, name);
    const before = known.get(name);
    const asked =
      before?.stamp === stamp ? before : { stamp, probing: probeEngine(name, installed) };
    known.set(name, asked);
    const probed = await asked.probing;
    if (!probed.available && known.get(name) === asked) known.delete(name);
    return probed;
  };
}
