import type { Precision } from "../../../domain/engine-name.ts";
import type { Graph } from "../graph.ts";
import { declare, lowerNode, nameOutput, newDraft } from "./onnx.ts";
import { encodeModel } from "./onnx-format.ts";
import { lowerConstants, need, type Operands } from "./operands.ts";

/**
 * A function as an ONNX model: inputs as `in/<name>`, outputs as `out/<name>`, so that a program may
 * call its arrays as it likes: a plain name could be one of those that nodes and constants are given.
 */
export function functionModel(name: string, graph: Graph, precision: Precision): Uint8Array {
  const draft = newDraft(precision);
  const operands: Operands = new Map();
  const inputs = Object.entries(graph.inputs);
  for (const [key, value] of inputs) operands.set(value, { ...value, name: `in/${key}` });
  lowerConstants(graph.constants, draft.builder, operands);
  for (const node of graph.nodes) lowerNode(node, draft, operands);
  const outputs = Object.entries(graph.outputs);
  for (const [key, value] of outputs) nameOutput(draft, need(operands, value), `out/${key}`);
  return encodeModel({
    ...{ name, node: draft.nodes, initializer: draft.initializers.tensors },
    input: inputs.map(([key, value]) => declare(draft, value, `in/${key}`)),
    output: outputs.map(([key, value]) => declare(draft, value, `out/${key}`)),
  });
}
