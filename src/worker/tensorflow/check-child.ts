/**
 * Loads an engine's native library, computes with it and says what it is. Arguments: the engine's
 * folder and its name.
 */
import { probeEngine } from "../../compute/engine/engines/probe.ts";
import { loadBinding } from "../../compute/engine/engines/tensorflow-binding.ts";
import { tensorflowCompilers } from "../../compute/engine/engines/tensorflow.engine.ts";
import { TENSORFLOW_NAMES } from "../../compute/engine/engines/tensorflow-folder.ts";
import type { Checked } from "./check.ts";

async function check(folder: string, word: string): Promise<Checked> {
  const name = TENSORFLOW_NAMES.find((one) => one === word);
  if (name === undefined) throw new Error(`there is no engine ${word}`);
  const binding = loadBinding({ folder, name, threads: 1 });
  const probed = await probeEngine(tensorflowCompilers(binding));
  return { version: binding.TF_Version, probed, sawGpu: binding.isUsingGpuDevice() };
}

const [folder = "", word = ""] = process.argv.slice(2);
const checked = await check(folder, word);
process.send?.(checked, () => process.exit(0));
