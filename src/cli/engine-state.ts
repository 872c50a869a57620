import type { EngineEntry } from "../compute/engine/engines/index.ts";
import type { EngineName } from "../domain/engine-name.ts";
import type { Probed } from "../worker/probe-engine.ts";

export type Probe = (name: EngineName) => Promise<Probed>;

export interface EngineState {
  readonly isAvailable: boolean;
  /** What it is; where it is not available, why not and what to do. */
  readonly detail: string;
  readonly probed: Probed;
}

/** Has a process of its own compute with an engine, and says in words how it went. */
export async function lookAt({ name, title }: EngineEntry, probe: Probe): Promise<EngineState> {
  const probed = await probe(name);
  if (!probed.available) {
    return { isAvailable: false, detail: `${probed.reason} (${title})`, probed };
  }
  const versions = probed.facts.versions.map((one) => `${one.name} ${one.version}`).join(", ");
  return { isAvailable: true, detail: `${title}; ${versions}`, probed };
}
