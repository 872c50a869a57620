import { join } from "node:path";
import { env } from "node:process";
import { findTensorflow } from "../../src/compute/engine/engines/tensorflow-folder.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";

/** Where `corollary engine install` puts engines, unless the variable names another folder. */
export const INSTALLED =
  env["COROLLARY_TEST_ENGINES"] ?? join(import.meta.dirname, "../../.corollary/engines");

const tensorflow = findTensorflow(INSTALLED, "tensorflow-cpu");
if (!tensorflow.isInstalled) console.log(`tests leave tensorflow-cpu out: ${tensorflow.reason}`);

/** The engines that are judged by the reference. */
export const NATIVE_ENGINES: readonly EngineName[] = [
  "onnx-cpu",
  ...(tensorflow.isInstalled ? (["tensorflow-cpu"] as const) : []),
];
export const ENGINES_HERE: readonly EngineName[] = ["reference", ...NATIVE_ENGINES];

const BOTH: readonly Precision[] = ["float64", "float32"];
/** Each native engine in each precision. */
export const NATIVE_PRECISIONS = NATIVE_ENGINES.flatMap((name) =>
  BOTH.map((precision) => [name, precision] as const),
);

export function engineHere(name: EngineName, threads = 1): Promise<Engine> {
  return loadEngine(name, { threads, installed: INSTALLED });
}
