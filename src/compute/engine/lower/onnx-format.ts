import type { ElementType } from "./operand.ts";
import { encode, many, one, type Messages } from "./protobuf.ts";

/** The messages of onnx.proto3 (ONNX 1.17, IR version 10) that we write, with their field numbers. */
const MESSAGES: Messages = {
  AttributeProto: {
    name: one("string", 1),
    f: one("float", 2),
    i: one("int64", 3),
    s: one("bytes", 4),
    t: one("TensorProto", 5),
    g: one("GraphProto", 6),
    floats: many("float", 7),
    ints: many("int64", 8),
    type: one("int32", 20),
  },
  ValueInfoProto: { name: one("string", 1), type: one("TypeProto", 2) },
  NodeProto: {
    input: many("string", 1),
    output: many("string", 2),
    name: one("string", 3),
    opType: one("string", 4),
    attribute: many("AttributeProto", 5),
    domain: one("string", 7),
  },
  GraphProto: {
    node: many("NodeProto", 1),
    name: one("string", 2),
    initializer: many("TensorProto", 5),
    input: many("ValueInfoProto", 11),
    output: many("ValueInfoProto", 12),
  },
  OperatorSetIdProto: { domain: one("string", 1), version: one("int64", 2) },
  ModelProto: {
    irVersion: one("int64", 1),
    producerName: one("string", 2),
    graph: one("GraphProto", 7),
    opsetImport: many("OperatorSetIdProto", 8),
  },
  TensorProto: {
    dims: many("int64", 1),
    dataType: one("int32", 2),
    name: one("string", 8),
    rawData: one("bytes", 9),
  },
  TypeProto: { tensorType: one("TensorTypeProto", 1) },
  TensorTypeProto: { elemType: one("int32", 1), shape: one("TensorShapeProto", 2) },
  TensorShapeProto: { dim: many("DimensionProto", 1) },
  DimensionProto: { dimValue: one("int64", 1), dimParam: one("string", 2) },
};

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
  return encode(MESSAGES, "ModelProto", model);
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
