import type { Data, Graph, Spec, Value } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { Filled } from "../ops/operation.ts";

/** Evaluates a graph node by node in float64, each by the reference of its row. */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, Data>>,
): Record<string, Data> {
  const filled = new Map<Value, Filled>();
  const fill = (value: Value, data: Data) => {
    const { shape, type } = value;
    filled.set(value, { shape, type, data });
  };
  for (const { value, data } of graph.constants) fill(value, data);
  for (const [name, value] of Object.entries(graph.inputs)) {
    const data = inputs[name];
    if (data !== undefined) fill(value, data);
  }
  const need = (value: Value): Filled => {
    const found = filled.get(value);
    if (found === undefined) throw new Error(`value ${value.id} is used before it is made`);
    return found;
  };
  for (const { kernel, inputs: given, attributes, outputs } of graph.nodes) {
    const specs: readonly Spec[] = outputs;
    const made = primitiveOf(kernel).evaluate(given.map(need) as never, attributes, specs as never);
    outputs.forEach((value, index) => {
      const data = made[index];
      if (data !== undefined) fill(value, data);
    });
  }
  const named = Object.entries(graph.outputs).map(([name, value]) => [name, need(value).data]);
  return Object.fromEntries(named) as Record<string, Data>;
}
