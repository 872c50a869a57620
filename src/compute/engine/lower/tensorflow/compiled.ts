import { axisOf } from "../../ops/boxes.ts";
import type { Graph, Node, Value } from "../../graph.ts";

/** XLA on a CPU computes windows inside of loops some thirty times slower than TensorFlow itself. */
const WINDOWED = /^(?:Conv2D|AvgPool|MaxPool)/;

/** Values that are inputs as they come, or with other lengths. */
function namesOfInputs({ inputs, nodes }: Graph): Map<Value, string> {
  const names = new Map(Object.entries(inputs).map(([name, value]) => [value, name]));
  for (const { kernel, inputs: given, outputs } of nodes) {
    const name = kernel === "Reshape" ? names.get(given[0] as Value) : undefined;
    if (name !== undefined && outputs[0] !== undefined) names.set(outputs[0], name);
  }
  return names;
}

/** Numbers of rows, and how many rows there are. */
function rowsRead({ kernel, inputs, attributes }: Node) {
  const [x, places] = inputs;
  if (x === undefined || places === undefined) return null;
  if (kernel === "GatherV2") {
    const { axis } = attributes as { axis: number };
    return { places, length: x.shape[axisOf(axis, x.shape.length)] ?? 1 };
  }
  if (kernel !== "UnsortedSegmentSum") return null;
  return { places, length: (attributes as { numSegments: number }).numSegments };
}

/** Inputs that are numbers of rows: each lies between -length and length - 1. */
export interface RowInputs {
  readonly bounds: ReadonlyMap<string, number>;
  /** No number of a row is computed in the graph, where nobody can look at it before. */
  readonly areAll: boolean;
}

export function rowInputs(graph: Graph): RowInputs {
  const names = namesOfInputs(graph);
  const constants = new Set(graph.constants.map(({ value }) => value));
  const bounds = new Map<string, number>();
  let areAll = true;
  for (const node of graph.nodes) {
    const read = rowsRead(node);
    if (read === null || constants.has(read.places)) continue;
    const name = names.get(read.places);
    if (name === undefined) areAll = false;
    else bounds.set(name, Math.min(read.length, bounds.get(name) ?? Infinity));
  }
  return { bounds, areAll };
}

/**
 * Whether XLA compiles the steps of a graph. It takes away the time that starting an operation costs, a
 * third of a small perceptron's; it is wrong for windows, and where a number of a row is out of range it
 * reads another row where TensorFlow fails, so that all of them must be seen before.
 */
export function isCompiledByXla(graph: Graph): boolean {
  return rowInputs(graph).areAll && !graph.nodes.some(({ kernel }) => WINDOWED.test(kernel));
}
