import { createRequire } from "node:module";
import { join } from "node:path";
import { env } from "node:process";
import { PlatformError } from "../../../domain/errors.ts";
import type { EngineOptions } from "./engine.ts";
import {
  findTensorflow,
  howToInstall,
  partsOf,
  type TensorflowManifest,
  type TensorflowName,
} from "./tensorflow-folder.ts";

/** A tensor of the library, by its number there. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** What we use of the native half of tfjs-node. */
export interface TensorflowBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
  createTensor(
    shape: readonly number[],
    dtype: number,
    data: Float32Array | Int32Array | Uint8Array,
  ): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** @param tags separated by commas */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(model: number): void;
  /** Names of inputs and outputs separated by commas. */
  runSavedModel(
    model: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
}

/** Which library, and the threads of its pools. */
interface Wanted {
  readonly folder: string;
  readonly name: TensorflowName;
  readonly threads: number;
}

/** What this process has loaded: it is set up once, and one for CPUs has the names of one for GPUs. */
let here: Wanted | null = null;

/** TensorFlow reads these when it is loaded; there is no other way to tell it. */
function tell({ folder, name, threads }: Wanted): void {
  env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  env["TF_NUM_INTEROP_THREADS"] = "1";
  env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  if (name === "tensorflow-cpu") {
    // A library that was built for both would take a GPU where it finds one.
    env["CUDA_VISIBLE_DEVICES"] = "-1";
    return;
  }
  // NVIDIA's libraries would round the factors of products to 10 bits where float32 is asked for.
  env["NVIDIA_TF32_OVERRIDE"] = "0";
  // Else sums go by whatever comes first, and convolutions by what was fastest in a trial of now.
  env["TF_DETERMINISTIC_OPS"] = "1";
  // It would bring a row to the processor and back to write it; we write each row once.
  env["TF_DISABLE_SCATTER_OP_DETERMINISM"] = "1";
  // Without it one process takes all memory of the card.
  env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
  // Where XLA looks for ptxas and libdevice.
  const compiler = join(partsOf(folder, name).cuda, "cuda_nvcc");
  env["XLA_FLAGS"] ??= `--xla_gpu_cuda_data_dir=${compiler}`;
}

function describe({ folder, threads }: Wanted): string {
  return `${folder} (threads: ${threads})`;
}

/**
 * Loads the native library into this process: about a second.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE where this process has loaded another one, or set it up
 *   otherwise
 */
export function loadBinding(wanted: Wanted): TensorflowBinding {
  if (here === null) tell(wanted);
  else if (describe(here) !== describe(wanted)) {
    const told = `this process has loaded TensorFlow from ${describe(here)}`;
    const not = `it cannot load it from ${describe(wanted)} as well`;
    throw new PlatformError("ENGINE_UNAVAILABLE", `${told}; ${not}: start another process`);
  }
  const { binding } = partsOf(wanted.folder, wanted.name);
  const loaded = createRequire(binding)(binding) as TensorflowBinding;
  here = wanted;
  return loaded;
}

/** What was installed, and has been damaged since, is built anew by the same command. */
function loadInstalled(wanted: Wanted): TensorflowBinding {
  try {
    return loadBinding(wanted);
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    const told = `${wanted.name} does not load: ${words.split("\n")[0] ?? ""}`;
    const again = `install it anew: ${howToInstall(wanted.name)}`;
    throw new PlatformError("ENGINE_UNAVAILABLE", `${told}; ${again}`, { cause });
  }
}

/**
 * Loads the TensorFlow that is installed. The one for GPUs would compute on the processor where it
 * sees none, and say nothing.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE where none is, or no GPU, with what to do
 */
export function requireTensorflow(
  { installed, threads }: EngineOptions,
  name: TensorflowName,
): { binding: TensorflowBinding; manifest: TensorflowManifest } {
  const found = findTensorflow(installed, name);
  if (!found.isInstalled) throw new PlatformError("ENGINE_UNAVAILABLE", found.reason);
  const binding = loadInstalled({ folder: found.folder, name, threads });
  if (name === "tensorflow-gpu" && !binding.isUsingGpuDevice()) {
    const told = "it is installed, and TensorFlow sees no NVIDIA GPU here";
    throw new PlatformError("ENGINE_UNAVAILABLE", `${told}: see that nvidia-smi lists one`);
  }
  return { binding, manifest: found.manifest };
}
