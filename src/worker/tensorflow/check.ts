import type { Availability } from "../../compute/engine/engines/engine.ts";
import type { TensorflowName } from "../../compute/engine/engines/tensorflow-folder.ts";
import { PlatformError } from "../../domain/errors.ts";
import { askChild } from "../ask-child.ts";

/** What a process says that has loaded the library and computed with it. */
export interface Checked {
  readonly version: string;
  readonly probed: Availability;
  readonly sawGpu: boolean;
}

/**
 * Loads what was built in a process of its own, and computes with it as an engine does.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE where it crashes, hangs or computes something else
 */
export async function checkBuilt(folder: string, name: TensorflowName): Promise<Checked> {
  const asked = await askChild<Checked>("./tensorflow/check-child", [folder, name]);
  const told = "TensorFlow was built, and does not work here";
  if (!asked.ok) throw new PlatformError("ENGINE_UNAVAILABLE", `${told}: ${asked.end}`);
  const { probed } = asked.answer;
  if (probed.available) return asked.answer;
  throw new PlatformError("ENGINE_UNAVAILABLE", `${told}: ${probed.reason}`);
}
