import { PlatformError } from "../../../domain/errors.ts";
import type { EngineName } from "../../../domain/engine-name.ts";
import type { Engine, EngineOptions } from "./engine.ts";

export interface EngineEntry {
  readonly name: EngineName;
  readonly title: string;
  /** Whose code computes: of two engines with the same, none is a check of the other. */
  readonly runtime: "ONNX Runtime" | "TensorFlow" | "this program's interpreter";
  /** Loads what is heavy only when it is asked for; fails where the native library does. */
  load(options: EngineOptions): Promise<Engine>;
}

/** Every engine. */
export const ENGINES: readonly EngineEntry[] = [
  {
    name: "onnx-cpu",
    runtime: "ONNX Runtime",
    title: "ONNX Runtime on any CPU, float32 and float64",
    load: async (options) => (await import("./onnx-cpu.engine.ts")).createOnnxCpu(options),
  },
  {
    name: "reference",
    runtime: "this program's interpreter",
    title: "a plain interpreter in float64: slow, what the others are judged against",
    load: async () => (await import("./reference.engine.ts")).createReference(),
  },
  {
    name: "tensorflow-cpu",
    runtime: "TensorFlow",
    title: "TensorFlow on any CPU, float32 and float64: the fast one for convolutions",
    load: async (options) =>
      (await import("./tensorflow.engine.ts")).createTensorflow("tensorflow-cpu", options),
  },
  {
    name: "tensorflow-gpu",
    runtime: "TensorFlow",
    title: "TensorFlow on an NVIDIA GPU, float32 and float64: for large networks",
    load: async (options) =>
      (await import("./tensorflow.engine.ts")).createTensorflow("tensorflow-gpu", options),
  },
];

/** @throws PlatformError ENGINE_UNAVAILABLE when its native library cannot be loaded */
export async function loadEngine(name: EngineName, options: EngineOptions): Promise<Engine> {
  const entry = ENGINES.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no engine ${name}`);
  try {
    return await entry.load(options);
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    const what = `engine ${name} cannot be loaded here: ${words.split("\n")[0] ?? ""}`;
    const told = `${what}; install the packages anew (npm ci), or name another engine`;
    throw new PlatformError("ENGINE_UNAVAILABLE", told, { cause });
  }
}
