/**
 * Files of arrays in the safetensors format: the length of a header, the header as JSON, the numbers.
 * Readers of it exist in many languages, and numpy alone can read it in a few lines.
 */

/** By what ONNX Runtime calls them. */
const TYPES = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  int64: "I64",
  uint8: "U8",
  uint32: "U32",
  bool: "BOOL",
} as const;
export type ArrayType = keyof typeof TYPES;

export interface StoredArray {
  readonly type: ArrayType;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** Numbers begin at a multiple of this: readers map them into memory as they are. */
const ALIGNMENT = 8;

export function isArrayType(word: string): word is ArrayType {
  return word in TYPES;
}

/** What stands before the numbers of arrays that follow each other without a gap; names are places. */
export function safetensorsHead(arrays: readonly StoredArray[]): Uint8Array {
  let end = 0;
  const entries = arrays.map(({ type, shape, bytes }, place) => {
    const start = end;
    end += bytes;
    return [String(place), { dtype: TYPES[type], shape, data_offsets: [start, end] }];
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  const padded = Math.ceil(Buffer.byteLength(json) / ALIGNMENT) * ALIGNMENT;
  const head = Buffer.alloc(ALIGNMENT + padded, " ");
  head.writeBigUInt64LE(BigInt(padded));
  head.write(json, ALIGNMENT);
  return head;
}
