import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Precision } from "../../../domain/engine-name.ts";
import { PlatformError } from "../../../domain/errors.ts";
import type { Spec } from "../graph.ts";
import { carriedIn } from "../lower/tensorflow/boundary.ts";
import { TAG } from "../lower/tensorflow/format.ts";
import { inputName, outputName } from "../lower/tensorflow/functions.ts";
import { floatArray } from "./arrays.ts";
import { callFailed, firstLine } from "./call-failed.ts";
import type { HostData } from "./engine.ts";
import type { TensorflowBinding } from "./tensorflow-binding.ts";

/** DataType of types.proto, as far as tensors of tfjs-node have it. */
const CARRIED = { float: 1, int32: 3, uint8: 4, bool: 10, uint32: 3 } as const;

type Native = Float32Array | Int32Array | Uint8Array;

/** Why there is no program to run. What the file system refuses is no fault of the program. */
export function notLoaded(parent: string, cause: unknown): PlatformError {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) {
    const told = `TensorFlow does not take this program: ${firstLine(cause)}`;
    return new PlatformError("BAD_PROGRAM", told, { cause });
  }
  const use = "TensorFlow reads programs from there";
  return code === "ENOSPC" || code === "EDQUOT"
    ? new PlatformError("DISK_FULL", `${parent}: the disk is full, and ${use}: free some space`)
    : new PlatformError("DATA_FOLDER_UNUSABLE", `${parent}: ${firstLine(cause)}; ${use}`);
}

/** Loads a SavedModel, which TensorFlow takes from a folder only. */
function loaded(binding: TensorflowBinding, model: Uint8Array): number {
  const parent = tmpdir();
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(parent, "corollary-graph-"));
    writeFileSync(join(folder, "saved_model.pb"), model);
    return binding.loadSavedModel(folder, TAG);
  } catch (cause) {
    throw notLoaded(parent, cause);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/** The bits of an array as tensors carry them. */
function carriedBits(data: HostData, { type }: Spec, precision: Precision): Native {
  if (type === "uint8" || type === "bool") return data as Uint8Array;
  if (type !== "float") return new Int32Array(data.buffer, data.byteOffset, data.length);
  const Floats = floatArray(precision);
  const floats = data instanceof Floats ? data : Floats.from(data);
  if (precision === "float32") return floats as Float32Array;
  return new Int32Array(floats.buffer, floats.byteOffset, 2 * floats.length);
}

/** An array from the bits that came out. */
function hostOf(data: Native, { type }: Spec, precision: Precision): HostData {
  if (type === "uint8") return Uint8Array.from(data);
  if (type === "uint32") return new Uint32Array(data.buffer, data.byteOffset, data.length);
  if (type !== "float" || precision === "float32") return data;
  return new Float64Array(data.buffer, data.byteOffset, data.length / 2);
}

/** An array that goes in. */
export interface Fed {
  readonly data: HostData;
  /** As the graph has it, with the number of steps in front where the array is stacked. */
  readonly spec: Spec;
}

/** A loaded model: arrays in and out in its order. */
export interface TensorflowSession {
  readonly run: (fed: readonly Fed[], outputs: readonly Spec[]) => HostData[];
  readonly close: () => void;
}

/** @throws PlatformError BAD_PROGRAM; DISK_FULL or DATA_FOLDER_UNUSABLE where it cannot be written */
export function openTensorflowSession(
  binding: TensorflowBinding,
  model: Uint8Array,
  precision: Precision,
): TensorflowSession {
  const session = loaded(binding, model);
  const tensorOf = ({ data, spec }: Fed): number => {
    const { shape, type } = carriedIn(spec, precision);
    return binding.createTensor(shape, CARRIED[type], carriedBits(data, spec, precision));
  };
  const compute = (fed: readonly Fed[], outputs: readonly Spec[], held: number[]): HostData[] => {
    for (const one of fed) held.push(tensorOf(one));
    const inputNames = fed.map((_, index) => `${inputName(index)}:0`).join(",");
    const outputNames = outputs.map((_, index) => outputName(index)).join(",");
    const made = binding.runSavedModel(session, [...held], inputNames, outputNames);
    held.push(...made.map(({ id }) => id));
    return outputs.map((spec, index) => {
      return hostOf(binding.tensorDataSync(made[index]?.id ?? -1), spec, precision);
    });
  };
  return {
    run(fed, outputs) {
      // Whatever ends the call, the library keeps none of its tensors.
      const held: number[] = [];
      try {
        return compute(fed, outputs, held);
      } catch (cause) {
        throw callFailed("TensorFlow", cause);
      } finally {
        for (const tensor of held) binding.deleteTensor(tensor);
      }
    },
    close() {
      binding.deleteSavedModel(session);
    },
  };
}
