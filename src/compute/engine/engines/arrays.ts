import type { Precision } from "../../../domain/engine-name.ts";
import { PlatformError } from "../../../domain/errors.ts";
import { describeShape, sizeOf, type StorageType, type Value } from "../graph.ts";
import type { HostData } from "./engine.ts";

const CONSTRUCTORS = {
  int32: Int32Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const;

export function floatArray(precision: Precision): typeof Float32Array | typeof Float64Array {
  return precision === "float32" ? Float32Array : Float64Array;
}

export function badArray(name: string, told: string): PlatformError {
  return new PlatformError("BAD_INPUT", `array ${name}: ${told}`, { path: [name] });
}

function hasType(data: HostData, type: StorageType): boolean {
  if (type !== "float") return data instanceof CONSTRUCTORS[type];
  return data instanceof Float32Array || data instanceof Float64Array;
}

/**
 * Holds an array that a caller hands over to what the program declares.
 *
 * @param shape with the number of steps in front where the array is stacked
 */
export function assertArray(
  name: string,
  data: HostData | undefined,
  { shape, type }: Pick<Value, "shape" | "type">,
): asserts data is HostData {
  const wanted = `${type} ${describeShape(shape)}`;
  if (data === undefined) throw badArray(name, `is missing; the program takes ${wanted}`);
  if (!hasType(data, type)) {
    throw badArray(name, `is a ${data.constructor.name}; the program takes ${wanted}`);
  }
  if (data.length !== sizeOf(shape)) {
    throw badArray(name, `has ${data.length} elements; the program takes ${wanted}`);
  }
  // Engines take other bytes for true, for false or for a number.
  const strange = type === "bool" ? data.findIndex((byte) => byte > 1) : -1;
  if (strange === -1) return;
  throw badArray(name, `element ${strange} is ${data[strange] ?? ""}; truth values are 0 and 1`);
}

/** Refuses arrays that no input has the name of: a misspelt one would be ignored. */
export function assertKnown(names: Iterable<string>, given: object, what: string): void {
  const known = new Set(names);
  const stranger = Object.keys(given).find((name) => !known.has(name));
  if (stranger === undefined) return;
  const list = [...known].join(", ");
  throw badArray(
    stranger,
    `the program has no such ${what}; it has ${list === "" ? "none" : list}`,
  );
}
