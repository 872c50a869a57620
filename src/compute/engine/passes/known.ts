import { newData, sizeOf, type Data, type StorageType, type Value } from "../graph.ts";
import type { Site } from "./rewrite.ts";

/** Larger arrays are left to the engine, which computes what never changes before its loop. */
export const LARGEST_KNOWN = 4096;

/** Types that arrays can be made in from nothing, by the names of tfjs. */
export const DTYPES: Partial<Record<StorageType, string>> = { float: "float32", int32: "int32" };

/** The one number that all elements of a value are; undefined where they differ or are unknown. */
export function uniformOf(value: Value, site: Site): number | undefined {
  const maker = site.makerOf(value);
  if (maker?.kernel === "Fill") return (maker.attributes as { value: number }).value;
  const data = site.dataOf(value);
  const first = data?.[0];
  return data?.every((element) => Object.is(element, first)) === true ? first : undefined;
}

/** All elements of a value, where they are known and few. */
export function knownData(value: Value, site: Site): Data | undefined {
  const data = site.dataOf(value);
  if (data !== undefined) return data;
  const size = sizeOf(value.shape);
  const number = size <= LARGEST_KNOWN ? uniformOf(value, site) : undefined;
  return number === undefined ? undefined : newData(value.type, size).fill(number);
}

/** A value of one number repeated: a constant where it is a single one, else a Fill. */
export function uniformValue(number: number, like: Value, site: Site): Value | undefined {
  const { shape, type } = like;
  const size = sizeOf(shape);
  if (size === 1) return site.constant(newData(type, 1).fill(number), shape, type);
  const dtype = DTYPES[type];
  if (dtype === undefined) return undefined;
  return site.make("Fill", [], { shape, value: number, dtype });
}
