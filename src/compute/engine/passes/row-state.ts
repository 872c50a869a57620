import { newValue, type Graph, type Node, type Value } from "../graph.ts";
import type { StepGraph } from "../trace.ts";

/** The state that is [n] at both ends of a step and ends it as a reshaped [1, n]. */
function rowsOf({ body, state }: StepGraph): Map<string, Value> {
  const makers = new Map(body.nodes.map((node) => [node.outputs[0], node]));
  const rows = state.flatMap((name) => {
    const output = body.outputs[`state/${name}`];
    const maker = makers.get(output);
    const row = maker?.kernel === "Reshape" ? maker.inputs[0] : undefined;
    const isRow = output?.shape.length === 1 && row?.shape.join() === `1,${output.shape.join()}`;
    return isRow ? [[`state/${name}`, row] as const] : [];
  });
  return new Map(rows);
}

/**
 * Carries vectors that are updated as rows of a matrix from step to step as such rows, instead of
 * reshaping them at both ends of every step. Outside nothing changes: data have no shape there.
 */
export function rowState(graph: StepGraph): StepGraph {
  const rows = rowsOf(graph);
  if (rows.size === 0) return graph;
  const inputs: Record<string, Value> = { ...graph.body.inputs };
  const reshapes: Node[] = [];
  for (const name of rows.keys()) {
    const vector = graph.body.inputs[name];
    if (vector === undefined) throw new Error(`the step has no ${name}`);
    const row = newValue([1, ...vector.shape], vector.type);
    inputs[name] = row;
    const attributes = { shape: vector.shape };
    reshapes.push({
      ...{ kernel: "Reshape", inputs: [row], outputs: [vector], attributes, line: null },
    });
  }
  const outputs = { ...graph.body.outputs, ...Object.fromEntries(rows) };
  const body: Graph = { ...graph.body, inputs, outputs, nodes: [...reshapes, ...graph.body.nodes] };
  return { ...graph, body };
}
