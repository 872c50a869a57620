import type { Precision } from "../../../../domain/engine-name.ts";
import { sizeOf, type Spec, type StorageType } from "../../graph.ts";
import { bytesOf, constantKey, elementType, type Operand } from "../operand.ts";
import { shapeProto, TYPES, type AttrValue, type NodeDef } from "./format.ts";
import { FIXED_TYPES, signatureOf, type Operator } from "./operators.ts";

/** Attributes of an operator beside those that hold types: numbers and lists are whole unless said. */
export type Attribute = boolean | number | string | readonly number[] | { readonly float: number };
export type OperatorAttributes = Readonly<Record<string, Attribute>>;
type OutputSpec = Omit<Operand, "name">;
type Term = Operand | number;

/** Collects the nodes of one function of a SavedModel, in one precision. */
export interface TensorflowBuilder {
  readonly precision: Precision;
  readonly nodes: NodeDef[];
  /** A node with one output. Numbers are constants of the first array's type. */
  node(
    operator: Operator,
    inputs: readonly Term[],
    output: OutputSpec,
    attributes?: OperatorAttributes,
  ): Operand;
  nodeOf(
    operator: Operator,
    inputs: readonly Term[],
    outputs: readonly OutputSpec[],
    attributes?: OperatorAttributes,
  ): Operand[];
  /** A node that is not in the table of operators: calls and loops. */
  raw(node: NodeDef): void;
  freshName(): string;
  constant(values: ArrayLike<number>, shape: readonly number[], type?: StorageType): Operand;
  scalar(value: number, type?: StorageType): Operand;
  /** Axes, shapes, borders: a constant of rank 1. */
  int32(values: readonly number[]): Operand;
  cast(operand: Operand, type: Operand["type"]): Operand;
  reshape(operand: Operand, shape: readonly number[]): Operand;
  transpose(operand: Operand, permutation: readonly number[]): Operand;
}

function attributeOf(value: Attribute): AttrValue {
  if (typeof value === "boolean") return { b: value };
  if (typeof value === "number") return { i: value };
  if (typeof value === "string") return { s: new TextEncoder().encode(value) };
  return "float" in value ? { f: value.float } : { list: { i: value } };
}

/** The attributes that say of which types, and of how many arrays, an operator's arguments are. */
function typesOf(
  operator: Operator,
  given: { readonly inputs: readonly Operand[]; readonly outputs: readonly OutputSpec[] },
  precision: Precision,
): Record<string, AttrValue> {
  const signature = signatureOf(operator);
  const attributes: Record<string, AttrValue> = {};
  for (const side of ["inputs", "outputs"] as const) {
    const known = signature[side];
    const extra = given[side].length - known.length;
    let position = 0;
    for (const { type, count } of known) {
      const operand = given[side][position];
      if (operand === undefined) throw new Error(`${operator} takes ${known.length} ${side}`);
      position += count === null ? 1 : extra + 1;
      if (count !== null) attributes[count] = { i: extra + 1 };
      if (FIXED_TYPES.includes(type)) continue;
      attributes[type] = { type: TYPES[elementType(operand.type, precision)] };
    }
    if (position !== given[side].length) {
      throw new Error(`${operator} takes ${known.length} ${side}, not ${given[side].length}`);
    }
  }
  return attributes;
}

/** Equal short constants of a function are one node. */
function createConstants(
  precision: Precision,
  builder: Pick<TensorflowBuilder, "raw" | "freshName">,
) {
  const known = new Map<string, string>();
  return (values: ArrayLike<number>, shape: readonly number[], type: StorageType): Operand => {
    const dtype = elementType(type, precision);
    const key = constantKey(values, shape, dtype);
    const old = key === null ? undefined : known.get(key);
    if (old !== undefined) return { name: old, shape, type };
    const node = builder.freshName();
    const tensorContent = bytesOf(values, dtype);
    const tensor = { dtype: TYPES[dtype], tensorShape: shapeProto(shape), tensorContent };
    const attr = { dtype: { type: TYPES[dtype] }, value: { tensor } };
    builder.raw({ name: node, op: "Const", input: [], attr });
    const name = `${node}:output:0`;
    if (key !== null) known.set(key, name);
    return { name, shape, type };
  };
}

export function createTensorflowBuilder(precision: Precision): TensorflowBuilder {
  const nodes: NodeDef[] = [];
  let lastName = 0;
  const basics = {
    raw: (node: NodeDef) => void nodes.push(node),
    freshName: () => `n${(lastName += 1)}`,
  };
  const constant = createConstants(precision, basics);
  const operandsOf = (terms: readonly Term[]): Operand[] => {
    const first = terms.find((term) => typeof term !== "number");
    const type = (first?.type ?? "float") as StorageType;
    return terms.map((term) => (typeof term === "number" ? constant([term], [], type) : term));
  };
  const builder: TensorflowBuilder = {
    ...{ precision, nodes, ...basics },
    nodeOf(operator, terms, outputs, attributes = {}) {
      const inputs = operandsOf(terms);
      const name = basics.freshName();
      const told = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)]);
      const types = typesOf(operator, { inputs, outputs }, precision);
      nodes.push({
        ...{ name, op: operator, input: inputs.map((operand) => operand.name) },
        attr: { ...types, ...(Object.fromEntries(told) as Record<string, AttrValue>) },
      });
      const names = signatureOf(operator).outputs;
      return outputs.map(({ shape, type }, index) => {
        return { name: `${name}:${names[index]?.name ?? ""}:0`, shape, type };
      });
    },
    node(operator, inputs, output, attributes) {
      const [made] = builder.nodeOf(operator, inputs, [output], attributes);
      if (made === undefined) throw new Error("a node has an output");
      return made;
    },
    constant: (values, shape, type = "float") => constant(values, shape, type),
    scalar: (value, type = "float") => constant([value], [], type),
    int32: (values) => constant(values, [values.length], "int32"),
    cast(operand, type) {
      if (operand.type === type) return operand;
      return builder.node("Cast", [operand], { shape: operand.shape, type });
    },
    reshape(operand, shape) {
      if (shape.join() === operand.shape.join()) return operand;
      if (sizeOf(shape) !== sizeOf(operand.shape)) throw new Error("a reshape keeps the size");
      return builder.node("Reshape", [operand, builder.int32(shape)], { ...operand, shape });
    },
    transpose(operand, permutation) {
      if (permutation.every((axis, index) => axis === index)) return operand;
      const shape = permutation.map((axis) => operand.shape[axis] ?? 1);
      return builder.node("Transpose", [operand, builder.int32(permutation)], {
        ...operand,
        shape,
      });
    },
  };
  return builder;
}

/** A row of the table: nodes that compute a kernel, one operand for each of its outputs. */
export type TensorflowRule<A extends object = object> = (
  builder: TensorflowBuilder,
  inputs: readonly [Operand, Operand, Operand, ...Operand[]],
  node: { readonly attributes: A; readonly outputs: readonly [Spec, Spec, ...Spec[]] },
) => readonly Operand[];

/** A row with its attributes' type, for tables that hold rows of every kind. */
export function rule<A extends object = object>(row: TensorflowRule<A>): TensorflowRule<A> {
  return row;
}
