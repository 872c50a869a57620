import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  NODE_API,
  partsOf,
  type TensorflowName,
} from "../../compute/engine/engines/tensorflow-folder.ts";
import { PlatformError } from "../../domain/errors.ts";
import { LIBRARIES } from "./library.ts";
import { runTool, type ToolOptions } from "../run-tool.ts";

const LINES_SHOWN = 3;

/** Found from where the native half lies, so that the engine's folder can be moved. */
const RPATH = "-Wl,-rpath,$ORIGIN/../../deps/lib";

function problemsIn(output: string): string {
  const errors = output
    .split("\n")
    .filter((line) => /error|undefined reference|cannot find/.test(line));
  return errors.slice(0, LINES_SHOWN).join("\n");
}

/**
 * Compiles the native half of tfjs-node against the library in the engine's folder.
 *
 * @param headers folder of TensorFlow's headers
 * @throws PlatformError ENGINE_UNAVAILABLE with the compiler's first words
 */
export async function buildBinding(
  folder: string,
  name: TensorflowName,
  headers: string,
  options: ToolOptions,
): Promise<void> {
  const { tfjs, binding, library } = partsOf(folder, name);
  const sources = join(tfjs, "binding");
  const nodeHeaders = join(folder, "node_modules/node-api-headers/include");
  mkdirSync(dirname(binding), { recursive: true });
  const args = [
    ...["-O2", "-std=c++17", "-fPIC", "-shared"],
    ...[`-DNAPI_VERSION=${NODE_API}`, "-DBUILDING_NODE_EXTENSION"],
    ...[`-I${dirname(tfjs)}`, `-I${sources}`, `-I${headers}`, `-I${nodeHeaders}`],
    ...[join(sources, "tfjs_backend.cc"), join(sources, "tfjs_binding.cc"), "-o", binding],
    ...[`-L${library}`, ...LIBRARIES.map((file) => `-l:${file}`), RPATH],
  ];
  const done = await runTool("g++", args, options);
  if (done?.ok && existsSync(binding)) return;
  const told = "the native half of tfjs-node does not compile against this TensorFlow";
  const words = problemsIn(done?.output ?? "g++ is gone");
  throw new PlatformError("ENGINE_UNAVAILABLE", `${told}:\n${words}`);
}
