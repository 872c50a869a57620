import type { Precision } from "../../../domain/engine-name.ts";
import { sizeOf, type Spec, type StorageType } from "../graph.ts";
import {
  ATTRIBUTE,
  ELEMENT,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from "./onnx-format.ts";
import { bytesOf, constantKey, elementType, type Operand } from "./operand.ts";

export type { Operand } from "./operand.ts";

/** An attribute: whole numbers become ints, {float: x} a float whatever its value. */
export type OnnxAttribute =
  number | string | readonly number[] | { readonly float: number } | { readonly graph: GraphProto };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

type OutputSpec = Spec | Omit<Operand, "name">;

/** Collects nodes and constants of a model in one precision. */
export interface OnnxBuilder {
  readonly precision: Precision;
  /** A node with one output. A missing optional input is null. */
  node(
    op: string,
    inputs: readonly (Operand | null)[],
    output: OutputSpec,
    options?: NodeOptions,
  ): Operand;
  nodeOf(
    op: string,
    inputs: readonly (Operand | null)[],
    outputs: readonly OutputSpec[],
    options?: NodeOptions,
  ): Operand[];
  /** A constant of rank 0; the same number twice is one constant. */
  scalar(value: number, type?: StorageType): Operand;
  constant(values: ArrayLike<number>, shape: readonly number[], type?: StorageType): Operand;
  /** Axes, shapes, pads: a constant of rank 1. */
  int64(values: readonly number[]): Operand;
  cast(operand: Operand, type: Operand["type"]): Operand;
  reshape(operand: Operand, shape: readonly number[]): Operand;
  transpose(operand: Operand, permutation: readonly number[]): Operand;
}

function attributeOf(name: string, value: OnnxAttribute): AttributeProto {
  if (typeof value === "string") {
    return { name, type: ATTRIBUTE.string, s: new TextEncoder().encode(value) };
  }
  if (typeof value === "number") return { name, type: ATTRIBUTE.int, i: value };
  if ("float" in value) return { name, type: ATTRIBUTE.float, f: value.float };
  if ("graph" in value) return { name, type: ATTRIBUTE.graph, g: value.graph };
  return { name, type: ATTRIBUTE.ints, ints: value };
}

/** The constants of a model, shared by its graphs: a subgraph sees those of the outer one. */
export class Initializers {
  readonly tensors: TensorProto[] = [];
  readonly #known = new Map<string, string>();
  readonly #precision: Precision;
  #lastName = 0;

  constructor(precision: Precision) {
    this.#precision = precision;
  }

  freshName(): string {
    this.#lastName += 1;
    return `v${this.#lastName}`;
  }

  add(values: ArrayLike<number>, shape: readonly number[], type: Operand["type"]): Operand {
    const element = elementType(type, this.#precision);
    const key = constantKey(values, shape, element);
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return { name: known, shape, type };
    const name = this.freshName();
    this.tensors.push({
      ...{ name, dims: shape, dataType: ELEMENT[element] },
      rawData: bytesOf(values, element),
    });
    if (key !== null) this.#known.set(key, name);
    return { name, shape, type };
  }
}

export function createBuilder(
  precision: Precision,
  initializers: Initializers,
  nodes: NodeProto[],
): OnnxBuilder {
  const builder: OnnxBuilder = {
    precision,
    nodeOf(op, inputs, outputs, { attributes = {} } = {}) {
      const made = outputs.map((spec) => ({
        ...{ name: initializers.freshName(), shape: spec.shape, type: spec.type },
      }));
      nodes.push({
        ...{ opType: op, domain: "", name: `n${nodes.length}` },
        input: inputs.map((operand) => operand?.name ?? ""),
        output: made.map(({ name }) => name),
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      });
      return made;
    },
    node(op, inputs, output, options) {
      const [made] = builder.nodeOf(op, inputs, [output], options);
      if (made === undefined) throw new Error("a node has an output");
      return made;
    },
    scalar: (value, type = "float") => initializers.add([value], [], type),
    constant: (values, shape, type = "float") => initializers.add(values, shape, type),
    int64: (values) => initializers.add(values, [values.length], "int64"),
    cast(operand, type) {
      if (operand.type === type) return operand;
      const to = ELEMENT[elementType(type, precision)];
      return builder.node(
        "Cast",
        [operand],
        { shape: operand.shape, type },
        { attributes: { to } },
      );
    },
    reshape(operand, shape) {
      if (shape.join() === operand.shape.join()) return operand;
      if (sizeOf(shape) !== sizeOf(operand.shape)) throw new Error("a reshape keeps the size");
      return builder.node("Reshape", [operand, builder.int64(shape)], { ...operand, shape });
    },
    transpose(operand, permutation) {
      if (permutation.every((axis, index) => axis === index)) return operand;
      const shape = permutation.map((axis) => operand.shape[axis] ?? 1);
      const attributes = { perm: permutation };
      return builder.node("Transpose", [operand], { ...operand, shape }, { attributes });
    },
  };
  return builder;
}
