import * as ort from "onnxruntime-node";
import { sha256 } from "../../../domain/canonical.ts";
import { mapValues } from "../names.ts";
import type { HostData } from "./engine.ts";
import type { OpenSession, Session, SessionSettings, Tensors } from "./onnx-session.ts";
import { movedByRounding, spreadOf } from "./rounding.ts";

/** An array as it enters or leaves a model. */
export interface RecordedArray {
  /** As ONNX Runtime names it: "float32", "int64". */
  readonly type: ort.Tensor.Type;
  readonly shape: readonly number[];
  /** What one call hands on to another is one and the same object. */
  readonly data: HostData | BigInt64Array;
  /** SHA-256 of its bytes, when it entered or left. */
  readonly digest: string;
}

export interface RecordedOutput extends RecordedArray {
  /** How far it moved when each number that was brought from outside was moved by one rounding. */
  readonly spread: number;
}

/** One call of ONNX Runtime, whole. */
export interface RecordedCall {
  readonly model: Uint8Array;
  readonly settings: SessionSettings;
  readonly inputs: Readonly<Record<string, RecordedArray>>;
  readonly outputs: Readonly<Record<string, RecordedOutput>>;
}

function arrayOf({ type, dims, data: any }: ort.Tensor): RecordedArray {
  const data = any as RecordedArray["data"];
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { type, shape: dims, data, digest: sha256(bytes) };
}

/**
 * A second computation beside the recorded one, from numbers that are a rounding off. What the
 * recorded one hands on to a later call, this one hands on too, in its own version.
 */
function createShadow() {
  /** The other version of an array, as long as that holds what it held then. */
  const others = new WeakMap<object, { readonly digest: string; readonly tensor: ort.Tensor }>();
  let moved = 0;
  const otherOf = ({ type, shape, data, digest }: RecordedArray): ort.Tensor => {
    const known = others.get(data);
    if (known?.digest === digest) return known.tensor.reshape(shape);
    if (!(data instanceof Float32Array || data instanceof Float64Array)) {
      return new ort.Tensor(type as "int32", data as Int32Array, shape);
    }
    moved += 1;
    const other = movedByRounding(data, moved) as Float32Array;
    const tensor = new ort.Tensor(type as "float32", other, shape);
    others.set(data, { digest, tensor });
    return tensor;
  };
  return async (session: Session, inputs: RecordedCall["inputs"], outputs: Tensors) => {
    const found = await session.run(mapValues(inputs, otherOf));
    const entries = Object.entries(outputs).map(([name, output]) => {
      const tensor = found[name];
      if (tensor === undefined) throw new Error(`the model gave ${name} once only`);
      const array = arrayOf(output);
      others.set(array.data, { digest: array.digest, tensor });
      const spread = spreadOf(array.data as HostData, tensor.data as HostData);
      return [name, { ...array, spread }];
    });
    return Object.fromEntries(entries) as Record<string, RecordedOutput>;
  };
}

/**
 * The same sessions, each of whose calls is told once it is done. Each is computed twice, to see how
 * far rounding moves its outputs.
 */
export function recordSessions(
  open: OpenSession,
  onCall: (call: RecordedCall) => void,
): OpenSession {
  const shadow = createShadow();
  return async (model, settings) => {
    const session = await open(model, settings);
    return {
      async run(feeds) {
        const inputs = mapValues(feeds, arrayOf);
        const outputs = await session.run(feeds);
        onCall({ model, settings, inputs, outputs: await shadow(session, inputs, outputs) });
        return outputs;
      },
      release: () => session.release(),
    };
  };
}
