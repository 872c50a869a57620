import type { Precision } from "../../../domain/engine-name.ts";
import type { Node } from "../graph.ts";
import type { StepGraph } from "../trace.ts";
import { declare, lowerNode, nameOutput, newDraft, type Draft } from "./onnx.ts";
import type { Operand } from "./onnx-builder.ts";
import { ATTRIBUTE, encodeModel, valueInfo, type GraphProto } from "./onnx-format.ts";
import { lowerConstants, need, type Operands } from "./operands.ts";
import { invariantNodes, stepParts, type Named } from "./step-parts.ts";

const INDEX = "loop/index";
const CONDITION = "loop/condition";
const STEPS = ["steps"];

/**
 * The names of the body's outputs: those that their nodes gave them. One that no node of the body
 * makes, or that stands twice, is copied to a name of its own, which takes time at every step.
 */
function outputNames(inner: Draft, made: Named, operands: Operands): string[] {
  const free = new Set(inner.nodes.flatMap(({ output }) => output));
  return made.map(([key, value]) => {
    const operand = need(operands, value);
    if (free.delete(operand.name)) return operand.name;
    nameOutput(inner, operand, `body/out/${key}`);
    return `body/out/${key}`;
  });
}

/** The repeated part; what is fixed has been lowered before, in the graph around it. */
function loopBody(
  inner: Draft,
  graph: StepGraph,
  operands: Operands,
  fixed: Set<Node>,
): GraphProto {
  const { state, perStep, nextState, metrics } = stepParts(graph);
  for (const [key, value] of state) operands.set(value, { ...value, name: `body/${key}` });
  const index: Operand = { name: INDEX, shape: [], type: "int64" };
  for (const [key, value] of perStep) {
    const stacked: Operand = { name: key, shape: value.shape, type: value.type };
    operands.set(value, inner.builder.node("Gather", [stacked, index], value));
  }
  for (const node of graph.body.nodes) if (!fixed.has(node)) lowerNode(node, inner, operands);
  const made = [...nextState, ...metrics];
  const names = outputNames(inner, made, operands);
  return {
    ...{ name: "step", node: inner.nodes, initializer: [] },
    input: [
      valueInfo(INDEX, "int64", []),
      valueInfo(CONDITION, "bool", []),
      ...state.map(([key, value]) => declare(inner, value, `body/${key}`)),
    ],
    output: [
      valueInfo(CONDITION, "bool", []),
      ...made.map(([, value], at) => declare(inner, value, names[at] ?? "")),
    ],
  };
}

/**
 * Many steps as one ONNX Loop. The model takes `loop/count` (int64), the state, the constants and
 * the stacked inputs of the steps; it gives the last state and the stacked metrics, as `out/...`.
 * What does not change from step to step is computed once, before the loop.
 */
export function stepsModel(graph: StepGraph, precision: Precision): Uint8Array {
  const outer = newDraft(precision);
  const { state, constants, perStep, nextState, metrics } = stepParts(graph);
  const operands: Operands = new Map();
  for (const [key, value] of constants) operands.set(value, { ...value, name: key });
  lowerConstants(graph.body.constants, outer.builder, operands);
  const fixed = invariantNodes(graph.body, constants);
  for (const node of fixed) lowerNode(node, outer, operands);
  const body = loopBody(newDraft(precision, outer.initializers), graph, operands, fixed);
  outer.nodes.push({
    ...{ opType: "Loop", domain: "", name: "loop" },
    input: ["loop/count", outer.builder.scalar(1, "bool").name, ...state.map(([key]) => key)],
    output: [...nextState, ...metrics].map(([key]) => `out/${key}`),
    attribute: [{ name: "body", type: ATTRIBUTE.graph, g: body }],
  });
  const plain = (list: Named, prefix = "") =>
    list.map(([key, value]) => declare(outer, value, `${prefix}${key}`));
  const stacked = (list: Named, prefix = "") =>
    list.map(([key, value]) => declare(outer, value, `${prefix}${key}`, STEPS));
  return encodeModel({
    ...{ name: graph.name, node: outer.nodes, initializer: outer.initializers.tensors },
    input: [
      valueInfo("loop/count", "int64", []),
      ...[...plain(state), ...plain(constants), ...stacked(perStep)],
    ],
    output: [...plain(nextState, "out/"), ...stacked(metrics, "out/")],
  });
}
