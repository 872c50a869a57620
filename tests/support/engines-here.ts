import { join } from "node:path";
import { env } from "node:process";
import { findTensorflow } from "../../src/compute/engine/engines/tensorflow-folder.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { byXla } from "./by-xla.ts";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";

/** Where `corollary engine install` puts engines, unless the variable names another folder. */
export const INSTALLED =
  env["COROLLARY_TEST_ENGINES"] ?? join(import.meta.dirname, "../../.corollary/engines");

/** A process loads one TensorFlow: that for GPUs, where it was installed with one in sight. */
function tensorflowHere(): EngineName[] {
  const gpu = findTensorflow(INSTALLED, "tensorflow-gpu");
  if (gpu.isInstalled && gpu.manifest.sawGpu) return ["tensorflow-gpu"];
  const cpu = findTensorflow(INSTALLED, "tensorflow-cpu");
  if (cpu.isInstalled) return ["tensorflow-cpu"];
  console.log(`tests leave tensorflow-cpu out: ${cpu.reason}`);
  return [];
}

/** The engines that are judged by the reference. */
export const NATIVE_ENGINES: readonly EngineName[] = ["onnx-cpu", ...tensorflowHere()];
export const ENGINES_HERE: readonly EngineName[] = ["reference", ...NATIVE_ENGINES];

const BOTH: readonly Precision[] = ["float64", "float32"];
/** Each native engine in each precision. */
export const NATIVE_PRECISIONS = NATIVE_ENGINES.flatMap((name) =>
  BOTH.map((precision) => [name, precision] as const),
);

/** With COROLLARY_TEST_XLA=1 the whole suite sees TensorFlow through XLA: it takes minutes. */
export async function engineHere(name: EngineName, threads = 1): Promise<Engine> {
  const engine = await loadEngine(name, { threads, installed: INSTALLED });
  const isByXla = name === "tensorflow-cpu" && env["COROLLARY_TEST_XLA"] === "1";
  return isByXla ? byXla(engine) : engine;
}
