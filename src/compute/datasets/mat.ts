/**
 * The part of MATLAB's level 5 MAT-file format that holds arrays of numbers: a header of 128 bytes,
 * then elements. An element is a tag (its type and its length in bytes, each a uint32) and its
 * content; one of at most four bytes lies within its tag. A compressed element is, unpacked, an
 * array. An array is four elements, each filled up to 8 bytes: flags, dimensions, name, and the
 * numbers, the first index fastest, in the smallest type that holds them all.
 *
 * @source MathWorks, "MAT-File Format", chapter 1, level 5
 * @fails  anything else, big-endian files and complex numbers among it, is told as a sentence
 */
import { inflateSync } from "node:zlib";
import { PlatformError } from "../../domain/errors.ts";

const HEADER_BYTES = 128;
/** The version, 0x0100, then "MI" as a number: so it reads where the lower byte comes first. */
const SIGNATURE = { at: 124, value: 0x4d490100 };
const TAG_BYTES = 8;
const [INT8, UINT8, INT32, UINT32, MATRIX, COMPRESSED] = [1, 2, 5, 6, 14, 15];
const NUMBERS = {
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: Float32Array,
  9: Float64Array,
};
/** Doubles, singles, and integers of 8 to 64 bits. */
const isNumeric = (arrayClass: number) => arrayClass >= 6 && arrayClass <= 15;
const COMPLEX = 0x08;
/** More than all of an array that is not its numbers. */
const OVERHEAD_BYTES = 4096;

interface Element {
  readonly type: number;
  readonly content: Uint8Array;
  readonly end: number;
}

interface ArrayHead {
  readonly name: string;
  readonly arrayClass: number;
  readonly isComplex: boolean;
  readonly dimensions: readonly number[];
  /** Where its numbers are. */
  readonly at: number;
}

/** Caught where the file is known. */
function refuse(problem: string): never {
  throw new PlatformError("DATA_DAMAGED", problem);
}

const productOf = (sizes: readonly number[]) => sizes.reduce((product, size) => product * size, 1);
const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function elementAt(bytes: Uint8Array, at: number, where: string): Element {
  if (at + TAG_BYTES > bytes.length) refuse(`${where} ends at byte ${bytes.length}, within a tag`);
  const tag = viewOf(bytes).getUint32(at, true);
  const inTag = tag >>> 16;
  const start = inTag > 0 ? at + 4 : at + TAG_BYTES;
  const length = inTag > 0 ? inTag : viewOf(bytes).getUint32(at + 4, true);
  const end = inTag > 0 ? at + TAG_BYTES : start + length;
  if (start + length > Math.min(end, bytes.length)) {
    refuse(`${where} has no room for the ${length} bytes of its element at byte ${at}`);
  }
  return { type: tag & 0xffff, content: bytes.subarray(start, start + length), end };
}

/** A part of an array, of the type and at least the length that belong there. */
function partAt(array: Uint8Array, at: number, part: { type: number; least: number }): Element {
  const element = elementAt(array, at, "an array");
  if (element.type !== part.type || element.content.length < part.least) {
    const found = `${element.content.length} bytes of type ${element.type}`;
    refuse(`at byte ${at} of an array stand ${found}, where type ${part.type} belongs`);
  }
  return { ...element, end: Math.ceil(element.end / TAG_BYTES) * TAG_BYTES };
}

function headOf(array: Uint8Array): ArrayHead {
  const flags = partAt(array, 0, { type: UINT32, least: 8 });
  const sizes = partAt(array, flags.end, { type: INT32, least: 8 });
  const name = partAt(array, sizes.end, { type: INT8, least: 1 });
  return {
    name: new TextDecoder("latin1").decode(name.content),
    arrayClass: flags.content[0] ?? 0,
    isComplex: ((flags.content[1] ?? 0) & COMPLEX) !== 0,
    dimensions: Array.from({ length: sizes.content.length >> 2 }, (_, index) =>
      viewOf(sizes.content).getInt32(4 * index, true),
    ),
    at: name.end,
  };
}

/** The numbers of an array of bytes, in whichever type they were stored. */
function bytesOf(array: Uint8Array, { name, at, dimensions }: ArrayHead): Uint8Array {
  const { type, content } = elementAt(array, at, `the array ${name}`);
  if (!isStored(type)) refuse(`the array ${name} has numbers of type ${type}`);
  const Numbers = NUMBERS[type];
  const count = productOf(dimensions);
  if (content.length !== count * Numbers.BYTES_PER_ELEMENT) {
    refuse(`the array ${name} has ${content.length} bytes for ${count} numbers of type ${type}`);
  }
  if (type === UINT8) return content;
  // A copy begins where numbers of several bytes may begin.
  const numbers = new Numbers(Uint8Array.from(content).buffer);
  const bytes = Uint8Array.from(numbers);
  const stray = numbers.findIndex((number, index) => number !== bytes[index]);
  if (stray >= 0)
    refuse(`number ${stray} of the array ${name} is ${numbers[stray] ?? ""}: no byte`);
  return bytes;
}

function isStored(type: number): type is keyof typeof NUMBERS {
  return type in NUMBERS;
}

function assertIsWanted(head: ArrayHead, dimensions: readonly number[]): void {
  const { name, arrayClass, isComplex } = head;
  if (!isNumeric(arrayClass) || isComplex) refuse(`the array ${name} is not one of real numbers`);
  if (head.dimensions.join() === dimensions.join()) return;
  const found = head.dimensions.join(" x ");
  refuse(`the dimensions of the array ${name} are ${found}, not ${dimensions.join(" x ")}`);
}

/** The content of an array, unpacked where it is compressed. */
function contentOf({ type, content }: Element, at: number, bytesMax: number): Uint8Array {
  if (type === MATRIX) return content;
  if (type !== COMPRESSED) refuse(`its element at byte ${at} is of type ${type}: no array`);
  const unpacked = inflate(content, at, bytesMax);
  const array = elementAt(unpacked, 0, "a compressed array");
  if (array.type !== MATRIX) refuse(`its compressed element at byte ${at} is no array`);
  return array.content;
}

function inflate(content: Uint8Array, at: number, bytesMax: number): Uint8Array {
  try {
    return inflateSync(content, { maxOutputLength: bytesMax });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`its element at byte ${at} cannot be unpacked (${why})`);
  }
}

/** Arrays of bytes by their names and dimensions. */
export type WantedArrays = Readonly<Record<string, readonly number[]>>;

function findArrays(file: Uint8Array, wanted: WantedArrays): Map<string, Uint8Array> {
  const signature = file.length < HEADER_BYTES ? null : viewOf(file).getUint32(SIGNATURE.at, true);
  if (signature !== SIGNATURE.value) refuse("it is no MAT-file of level 5, little-endian");
  const bytesMax =
    Math.max(...Object.values(wanted).map(productOf)) * Float64Array.BYTES_PER_ELEMENT +
    OVERHEAD_BYTES;
  const found = new Map<string, Uint8Array>();
  for (let at = HEADER_BYTES; at < file.length;) {
    const element = elementAt(file, at, "it");
    const array = contentOf(element, at, bytesMax);
    const head = headOf(array);
    const dimensions = wanted[head.name];
    if (dimensions !== undefined) {
      assertIsWanted(head, dimensions);
      found.set(head.name, bytesOf(array, head));
    }
    at = element.end;
  }
  const lost = Object.keys(wanted).find((name) => !found.has(name));
  if (lost !== undefined) refuse(`it has no array ${lost}`);
  return found;
}

/** The numbers of the wanted arrays, the first index fastest, or what is wrong with the file. */
export function readMat(
  file: Uint8Array,
  wanted: WantedArrays,
): Map<string, Uint8Array> | { problem: string } {
  try {
    return findArrays(file, wanted);
  } catch (error) {
    if (error instanceof PlatformError) return { problem: error.message };
    throw error;
  }
}
