import { fileURLToPath } from "node:url";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { EngineName } from "../../src/domain/engine-name.ts";
import { probeEngine } from "../../src/worker/probe-engine.ts";

/** Where `corollary engine install` puts engines unless it is told otherwise. */
const INSTALLED = fileURLToPath(new URL("../../.corollary/engines", import.meta.url));

/**
 * An engine as a computing process has it before its first program: loaded, seen to compute, and what
 * starting leaves behind collected, where the process may.
 */
export async function openEngine(name: EngineName, threads: number): Promise<Engine> {
  const engine = await loadEngine(name, { threads, installed: INSTALLED });
  const probed = await engine.probe();
  if (!probed.available) throw new Error(probed.reason);
  globalThis.gc?.();
  return engine;
}

/** Why an engine cannot be measured here; null where it can. */
export async function whyMissing(name: EngineName): Promise<string | null> {
  const probed = await probeEngine(name, INSTALLED);
  return probed.available ? null : probed.reason;
}
