import protobuf from "protobufjs/light.js";
import type { ElementType } from "./operand.ts";

/** The messages of onnx.proto3 (ONNX 1.17, IR version 10) that we write, with their field numbers. */
const field = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: "repeated", type, id });

const MESSAGES = {
  AttributeProto: {
    fields: {
      name: field("string", 1),
      f: field("float", 2),
      i: field("int64", 3),
      s: field("bytes", 4),
      t: field("TensorProto", 5),
      g: field("GraphProto", 6),
      floats: many("float", 7),
      ints: many("int64", 8),
      type: field("int32", 20),
    },
  },
  ValueInfoProto: { fields: { name: field("string", 1), type: field("TypeProto", 2) } },
  NodeProto: {
    fields: {
      input: many("string", 1),
      output: many("string", 2),
      name: field("string", 3),
      opType: field("string", 4),
      attribute: many("AttributeProto", 5),
      domain: field("string", 7),
    },
  },
  GraphProto: {
    fields: {
      node: many("NodeProto", 1),
      name: field("string", 2),
      initializer: many("TensorProto", 5),
      input: many("ValueInfoProto", 11),
      output: many("ValueInfoProto", 12),
    },
  },
  OperatorSetIdProto: { fields: { domain: field("string", 1), version: field("int64", 2) } },
  ModelProto: {
    fields: {
      irVersion: field("int64", 1),
      producerName: field("string", 2),
      graph: field("GraphProto", 7),
      opsetImport: many("OperatorSetIdProto", 8),
    },
  },
  TensorProto: {
    fields: {
      dims: many("int64", 1),
      dataType: field("int32", 2),
      name: field("string", 8),
      rawData: field("bytes", 9),
    },
  },
  TypeProto: { fields: { tensorType: field("TensorTypeProto", 1) } },
  TensorTypeProto: {
    fields: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) },
  },
  TensorShapeProto: { fields: { dim: many("DimensionProto", 1) } },
  DimensionProto: { fields: { dimValue: field("int64", 1), dimParam: field("string", 2) } },
};

const Model = protobuf.Root.fromJSON({ nested: MESSAGES }).lookupType("ModelProto");

/** TensorProto.DataType. */
export const ELEMENT = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
} as const satisfies Record<ElementType, number>;

/** AttributeProto.AttributeType. */
export const ATTRIBUTE = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7 };

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
}

export interface NodeProto {
  readonly opType: string;
  readonly domain: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: unknown;
}

export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

/** Opset 18 is the first with bit operations; ONNX Runtime 1.30 and its readers know it. */
const OPSETS = [
  { domain: "", version: 18 },
  { domain: "com.microsoft", version: 1 },
];
const IR_VERSION = 8;

export function encodeModel(graph: GraphProto): Uint8Array {
  const model = { irVersion: IR_VERSION, producerName: "corollary", graph, opsetImport: OPSETS };
  return Model.encode(Model.create(model)).finish();
}

/** A dimension is a number, or a name where it is known only when the model runs. */
export function valueInfo(
  name: string,
  type: ElementType,
  shape: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape.map((length) =>
    typeof length === "number" ? { dimValue: length } : { dimParam: length },
  );
  return { name, type: { tensorType: { elemType: ELEMENT[type], shape: { dim } } } };
}
