import type { Precision } from "../../../domain/engine-name.ts";
import { exactJson } from "../exact-json.ts";
import type { StorageType } from "../graph.ts";

/** A named array of a model that is being built; its type is "float" in either precision. */
export interface Operand {
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * Between nodes of a model only: int64 for shapes, axes and what ONNX's ArgMax or TopK give, and
   * floats of one precision whatever that of the model.
   */
  readonly type: StorageType | "int64" | Precision;
}

/** What the elements of an array are in a model of one precision. */
export type ElementType = Precision | "uint8" | "int32" | "int64" | "bool" | "uint32";

export function elementType(type: Operand["type"], precision: Precision): ElementType {
  return type === "float" ? precision : type;
}

/** Elements as the bytes that both formats take: little endian, row by row. */
export function bytesOf(values: ArrayLike<number>, type: ElementType): Uint8Array {
  const array =
    type === "int64"
      ? BigInt64Array.from(Array.from(values, BigInt))
      : new {
          float32: Float32Array,
          float64: Float64Array,
          int32: Int32Array,
          uint32: Uint32Array,
          uint8: Uint8Array,
          bool: Uint8Array,
        }[type](values);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Longer constants are not compared. */
const LONGEST = 16;

/** What tells short constants apart; null for long ones. */
export function constantKey(
  values: ArrayLike<number>,
  shape: readonly number[],
  type: ElementType,
): string | null {
  return values.length > LONGEST ? null : exactJson([type, shape, Array.from(values)]);
}

/** The largest finite number of each precision. */
export const LARGEST: Readonly<Record<Precision, number>> = {
  float32: (2 - 2 ** -23) * 2 ** 127,
  float64: Number.MAX_VALUE,
};
