import { exactJson } from "../exact-json.ts";
import type { Attributes, Data, Graph, Node, Value } from "../graph.ts";
import { localPass, onValues, withoutDead, type Pass } from "./rewrite.ts";

/** Longer constants are not compared. */
const LONGEST = 16;

function attributesKey(attributes: Attributes): string {
  const ordered = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return exactJson(ordered);
}

function constantKey({ shape, type }: Value, data: Data): string {
  return exactJson([type, shape, Array.from(data)]);
}

function oneOfEach(graph: Graph): Graph {
  const known = new Map<string, Value>();
  const instead = new Map<Value, Value>();
  for (const { value, data } of graph.constants) {
    if (data.length > LONGEST) continue;
    const key = constantKey(value, data);
    const first = known.get(key);
    if (first === undefined) known.set(key, value);
    else instead.set(value, first);
  }
  if (instead.size === 0) return graph;
  return withoutDead(onValues(graph, (value) => instead.get(value) ?? value));
}

/** Equal constants are one, which makes the nodes equal that stand on them. */
export const equalConstants: Pass = { name: "equal constants", apply: oneOfEach };

/** The same operation on the same inputs is done once. Last in a walk: it remembers what stays. */
export const common = localPass("common subexpressions", "any", () => {
  const known = new Map<string, Node[]>();
  return (node) => {
    const { kernel, inputs, attributes } = node;
    const key = `${kernel} ${inputs.map(({ id }) => id).join()}`;
    const alike = known.get(key);
    if (alike === undefined) {
      known.set(key, [node]);
      return null;
    }
    // Attributes are put in words only where two operations could be one.
    const words = attributesKey(attributes);
    const before = alike.find((one) => attributesKey(one.attributes) === words);
    if (before === undefined) alike.push(node);
    return before?.outputs ?? null;
  };
});
