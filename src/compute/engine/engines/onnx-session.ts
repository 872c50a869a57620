import * as ort from "onnxruntime-node";
import type { Precision } from "../../../domain/engine-name.ts";
import { PlatformError } from "../../../domain/errors.ts";
import { callFailed, firstLine, noMemory } from "./call-failed.ts";

/** How a model is run: beside processor and version, all that decides about its bits. */
export interface SessionSettings {
  readonly precision: Precision;
  /** Native threads within one operation. */
  readonly threads: number;
}

export type Tensors = Readonly<Record<string, ort.Tensor>>;

/** A model that is ready to run. */
export interface Session {
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

export type OpenSession = (model: Uint8Array, settings: SessionSettings) => Promise<Session>;

/**
 * In float64 ONNX Runtime's own optimiser makes operations that exist in float32 only (it fuses
 * x sigmoid(1.702 x) and then cannot start): there it may do no more than fold constants.
 */
export const OPTIMISATION = { float32: "all", float64: "basic" } as const;

async function run(session: ort.InferenceSession, feeds: Tensors): Promise<Tensors> {
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw callFailed("ONNX Runtime", cause);
  }
}

/** @throws PlatformError BAD_PROGRAM for a model that ONNX Runtime does not take */
export const openSession: OpenSession = async (model, { threads, precision }) => {
  try {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: OPTIMISATION[precision],
      logSeverityLevel: 3,
    });
    return { run: (feeds) => run(session, feeds), release: () => session.release() };
  } catch (cause) {
    const told = `ONNX Runtime does not take this program in ${precision}: ${firstLine(cause)}`;
    throw noMemory("ONNX Runtime", cause) ?? new PlatformError("BAD_PROGRAM", told, { cause });
  }
};
