/**
 * A program as data: what a tracer records, passes rewrite, the reference interprets and engines
 * lower. Shapes are static; "float" becomes float32 or float64 when a graph is compiled.
 */
export const STORAGE_TYPES = ["float", "int32", "bool", "uint8", "uint32"] as const;
export type StorageType = (typeof STORAGE_TYPES)[number];

export interface Spec {
  readonly shape: readonly number[];
  readonly type: StorageType;
}

/** One array of a graph, made by one node or given from outside. Compared by identity. */
export interface Value extends Spec {
  readonly id: number;
}

export type Attributes = object;

export interface Node {
  /** The name of a tfjs kernel, or of one of ours (ops/). */
  readonly kernel: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Where in the program it stands, for errors; null for nodes of passes and tangents. */
  readonly line: string | null;
}

/** Row-major data of one array: Float64Array for float, else the array of that type. */
export type Data = Float64Array | Int32Array | Uint8Array | Uint32Array;

export interface Constant {
  readonly value: Value;
  readonly data: Data;
}

/** Nodes stand in an order in which each comes after those that it needs. */
export interface Graph {
  readonly inputs: Readonly<Record<string, Value>>;
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
  readonly outputs: Readonly<Record<string, Value>>;
}

let lastId = 0;

export function newValue(shape: readonly number[], type: StorageType): Value {
  lastId += 1;
  return { id: lastId, shape, type };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function newData(type: StorageType, size: number): Data {
  if (type === "float") return new Float64Array(size);
  if (type === "int32") return new Int32Array(size);
  return type === "uint32" ? new Uint32Array(size) : new Uint8Array(size);
}

/** A shape in words, as in errors: [2, 3]. */
export function describeShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** The node that makes each value; inputs and constants have none. */
export function makersOf(nodes: readonly Node[]): ReadonlyMap<Value, Node> {
  return new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
}

/** Where among the nodes the one stands that makes each value. */
export function placesOf(nodes: readonly Node[]): ReadonlyMap<Value, number> {
  return new Map(
    nodes.flatMap(({ outputs }, place) => outputs.map((output) => [output, place] as const)),
  );
}
