import type { Precision } from "../../../../domain/engine-name.ts";
import type { Graph } from "../../graph.ts";
import { lowerConstants, need, type Operands } from "../operands.ts";
import { carriedIn, received, sent } from "./boundary.ts";
import { libraryFunction, savedModel } from "./functions.ts";
import { lowerNode } from "./index.ts";

/**
 * A function as a SavedModel: inputs and outputs in the order of the graph's, as tfjs-node's tensors hold
 * them (boundary.ts).
 */
export function functionModel(graph: Graph, precision: Precision): Uint8Array {
  const inputs = Object.values(graph.inputs);
  const carried = inputs.map((spec) => carriedIn(spec, precision));
  const entry = libraryFunction({ name: "entry", precision }, carried, (builder, given) => {
    const operands: Operands = new Map();
    inputs.forEach((value, index) => {
      const operand = given[index];
      if (operand !== undefined) operands.set(value, received(builder, operand, value));
    });
    lowerConstants(graph.constants, builder, operands);
    for (const node of graph.nodes) lowerNode(node, builder, operands);
    return Object.values(graph.outputs).map((value) => sent(builder, need(operands, value)));
  });
  return savedModel(entry, [], precision);
}
