import type { ElementType } from "../operand.ts";
import { encode, many, named, one, type Messages } from "../protobuf.ts";

/** The messages of TensorFlow 2 (saved_model.proto and what it imports) that we write. */
const MESSAGES: Messages = {
  SavedModel: {
    savedModelSchemaVersion: one("int64", 1),
    metaGraphs: many("MetaGraphDef", 2),
  },
  MetaGraphDef: { metaInfoDef: one("MetaInfoDef", 1), graphDef: one("GraphDef", 2) },
  MetaInfoDef: { tags: many("string", 4) },
  GraphDef: {
    node: many("NodeDef", 1),
    library: one("FunctionDefLibrary", 2),
    versions: one("VersionDef", 4),
  },
  VersionDef: { producer: one("int32", 1), minConsumer: one("int32", 2) },
  NodeDef: {
    name: one("string", 1),
    op: one("string", 2),
    input: many("string", 3),
    device: one("string", 4),
    attr: named("AttrValue", 5),
  },
  AttrValue: {
    list: one("ListValue", 1),
    s: one("bytes", 2),
    i: one("int64", 3),
    f: one("float", 4),
    b: one("bool", 5),
    type: one("int32", 6),
    shape: one("TensorShapeProto", 7),
    tensor: one("TensorProto", 8),
    func: one("NameAttrList", 10),
  },
  ListValue: { i: many("int64", 3), type: many("int32", 6) },
  NameAttrList: { name: one("string", 1) },
  TensorProto: {
    dtype: one("int32", 1),
    tensorShape: one("TensorShapeProto", 2),
    tensorContent: one("bytes", 4),
  },
  TensorShapeProto: { dim: many("Dim", 2) },
  Dim: { size: one("int64", 1) },
  FunctionDefLibrary: { function: many("FunctionDef", 1) },
  FunctionDef: {
    signature: one("OpDef", 1),
    nodeDef: many("NodeDef", 3),
    ret: named("string", 4),
  },
  OpDef: {
    name: one("string", 1),
    inputArg: many("ArgDef", 2),
    outputArg: many("ArgDef", 3),
  },
  ArgDef: { name: one("string", 1), type: one("int32", 3) },
};

/** DataType of types.proto. */
export const TYPES = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  uint32: 22,
} as const satisfies Record<ElementType, number>;

export interface ShapeProto {
  readonly dim: readonly { readonly size: number }[];
}

/** Exactly one member. */
export interface AttrValue {
  readonly list?: { readonly i?: readonly number[]; readonly type?: readonly number[] };
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeProto;
  readonly tensor?: {
    readonly dtype: number;
    readonly tensorShape: ShapeProto;
    readonly tensorContent: Uint8Array;
  };
  readonly func?: { readonly name: string };
}

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  /** Where it has to be computed; TensorFlow chooses unless it is said. */
  readonly device?: string;
  readonly attr: Readonly<Record<string, AttrValue>>;
}

export interface ArgDef {
  readonly name: string;
  readonly type: number;
}

export interface FunctionDef {
  readonly signature: {
    readonly name: string;
    readonly inputArg: readonly ArgDef[];
    readonly outputArg: readonly ArgDef[];
  };
  readonly nodeDef: readonly NodeDef[];
  /** By output argument: `node:argument:index`, or an input argument. */
  readonly ret: Readonly<Record<string, string>>;
}

export function shapeProto(shape: readonly number[]): ShapeProto {
  return { dim: shape.map((size) => ({ size })) };
}

/** Graphs of this producer version are what TensorFlow 2.9 and all later ones write and read. */
const VERSIONS = { producer: 1087, minConsumer: 12 };
/** By which a reader asks for the graph. */
export const TAG = "serve";

/** A SavedModel without variables: one file, saved_model.pb. */
export function encodeSavedModel(
  node: readonly NodeDef[],
  functions: readonly FunctionDef[],
): Uint8Array {
  const graphDef = { node, library: { function: functions }, versions: VERSIONS };
  const model = {
    savedModelSchemaVersion: 1,
    metaGraphs: [{ metaInfoDef: { tags: [TAG] }, graphDef }],
  };
  return encode(MESSAGES, "SavedModel", model);
}
