import type { EngineFacts } from "../compute/engine/engines/engine.ts";
import type { EngineName } from "../domain/engine-name.ts";
import { askChild } from "./ask-child.ts";

export type Probed =
  | { readonly available: true; readonly facts: EngineFacts }
  | { readonly available: false; /** What is wrong and what to do. */ readonly reason: string };

/**
 * Whether an engine computes here, found out in a process of its own.
 *
 * @param installed folder of the engines that a command has installed
 */
export async function probeEngine(name: EngineName, installed: string): Promise<Probed> {
  const asked = await askChild<Probed>("./probe-child", [name, installed]);
  return asked.ok ? asked.answer : { available: false, reason: asked.end };
}
