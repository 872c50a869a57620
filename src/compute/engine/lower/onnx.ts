import type { Precision } from "../../../domain/engine-name.ts";
import type { Node } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import { createBuilder, Initializers, type OnnxBuilder, type Operand } from "./onnx-builder.ts";
import { elementType } from "./operand.ts";
import { need, type Operands } from "./operands.ts";
import { valueInfo, type NodeProto, type ValueInfoProto } from "./onnx-format.ts";

/** A graph of the model under construction; constants lie with the outermost one. */
export interface Draft {
  readonly precision: Precision;
  readonly nodes: NodeProto[];
  readonly builder: OnnxBuilder;
  readonly initializers: Initializers;
}

export function newDraft(precision: Precision, initializers = new Initializers(precision)): Draft {
  const nodes: NodeProto[] = [];
  return { precision, nodes, initializers, builder: createBuilder(precision, initializers, nodes) };
}

/** Lowers a node by its row of the table. */
export function lowerNode(node: Node, { builder }: Draft, operands: Operands): void {
  const { kernel, inputs, attributes, outputs } = node;
  const given = inputs.map((value) => need(operands, value));
  const made = primitiveOf(kernel).onnx(builder, given as never, {
    attributes,
    outputs: outputs as never,
  });
  outputs.forEach((value, index) => {
    const operand = made[index];
    if (operand !== undefined) operands.set(value, operand);
  });
}

/** An output has a name of its own, also where it is an input or stands twice. */
export function nameOutput({ nodes }: Draft, operand: Operand, name: string): void {
  nodes.push({
    ...{ opType: "Identity", domain: "", name: `name ${name}`, attribute: [] },
    ...{ input: [operand.name], output: [name] },
  });
}

/** The declaration of an input or output; `leading` is an axis in front of the value's own. */
export function declare(
  { precision }: Draft,
  { shape, type }: Omit<Operand, "name">,
  name: string,
  leading: readonly string[] = [],
): ValueInfoProto {
  return valueInfo(name, elementType(type, precision), [...leading, ...shape]);
}
