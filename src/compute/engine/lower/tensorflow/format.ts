import protobuf from "protobufjs/light.js";
import type { ElementType } from "../operand.ts";

/** The messages of TensorFlow 2 (saved_model.proto and what it imports) that we write. */
const field = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: "repeated", type, id });
const byName = (type: string, id: number) => ({ keyType: "string", type, id });

const MESSAGES = {
  SavedModel: {
    fields: {
      savedModelSchemaVersion: field("int64", 1),
      metaGraphs: many("MetaGraphDef", 2),
    },
  },
  MetaGraphDef: {
    fields: { metaInfoDef: field("MetaInfoDef", 1), graphDef: field("GraphDef", 2) },
  },
  MetaInfoDef: { fields: { tags: many("string", 4) } },
  GraphDef: {
    fields: {
      node: many("NodeDef", 1),
      library: field("FunctionDefLibrary", 2),
      versions: field("VersionDef", 4),
    },
  },
  VersionDef: { fields: { producer: field("int32", 1), minConsumer: field("int32", 2) } },
  NodeDef: {
    fields: {
      name: field("string", 1),
      op: field("string", 2),
      input: many("string", 3),
      attr: byName("AttrValue", 5),
    },
    // Members of a union of proto3 are written also where they are 0.
  },
  AttrValue: {
    oneofs: { value: { oneof: ["list", "s", "i", "f", "b", "type", "shape", "tensor", "func"] } },
    fields: {
      list: field("ListValue", 1),
      s: field("bytes", 2),
      i: field("int64", 3),
      f: field("float", 4),
      b: field("bool", 5),
      type: field("int32", 6),
      shape: field("TensorShapeProto", 7),
      tensor: field("TensorProto", 8),
      func: field("NameAttrList", 10),
    },
  },
  ListValue: { fields: { i: many("int64", 3), type: many("int32", 6) } },
  NameAttrList: { fields: { name: field("string", 1) } },
  TensorProto: {
    fields: {
      dtype: field("int32", 1),
      tensorShape: field("TensorShapeProto", 2),
      tensorContent: field("bytes", 4),
    },
  },
  TensorShapeProto: { fields: { dim: many("Dim", 2) } },
  Dim: { fields: { size: field("int64", 1) } },
  FunctionDefLibrary: { fields: { function: many("FunctionDef", 1) } },
  FunctionDef: {
    fields: {
      signature: field("OpDef", 1),
      nodeDef: many("NodeDef", 3),
      ret: byName("string", 4),
    },
  },
  OpDef: {
    fields: {
      name: field("string", 1),
      inputArg: many("ArgDef", 2),
      outputArg: many("ArgDef", 3),
    },
  },
  ArgDef: { fields: { name: field("string", 1), type: field("int32", 3) } },
};

const SavedModel = protobuf.Root.fromJSON({ nested: MESSAGES }).lookupType("SavedModel");

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
  return SavedModel.encode(SavedModel.create(model)).finish();
}
