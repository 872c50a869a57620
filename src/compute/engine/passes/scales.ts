import { newValue, sizeOf, type Graph, type Node, type Value } from "../graph.ts";
import { multiplied } from "./factors.ts";
import { onInputs, withoutDead, type Pass } from "./rewrite.ts";

/** Kernels of one array that commute with a factor. */
const LINEAR = new Set(["Reshape", "Transpose", "Sum", "Mean", "Neg", "Tile", "BroadcastTo"]);
/** Kernels that are linear in each of two arrays. */
const BILINEAR = new Set(["Multiply", "BatchMatMul", "Gemm"]);
/** What starting an operation costs, in elements of a multiplication. */
const START = 1000;

/** Whether a node's output doubles when the values of the set do. */
function isHomogeneous({ kernel, inputs }: Node, scaled: ReadonlySet<Value>): boolean {
  const moving = inputs.filter((input) => scaled.has(input)).length;
  if (LINEAR.has(kernel)) return true;
  if (BILINEAR.has(kernel)) return moving === 1 && inputs.length === 2;
  if (kernel === "RealDiv") return moving === 1 && inputs[0] !== undefined && scaled.has(inputs[0]);
  return (kernel === "Add" || kernel === "Sub") && moving === inputs.length;
}

/** A source whose multiples by the factor are all that is made of it, through linear operations. */
interface Way {
  readonly source: Value;
  readonly factor: Value;
  readonly exits: ReadonlyMap<Node, Value>;
}

/** The array that a node multiplies by this factor and that the set holds. */
function exitOf(node: Node, factor: Value, scaled: ReadonlySet<Value>): Value | undefined {
  return multiplied(node).find((one) => one.factor === factor && scaled.has(one.array))?.array;
}

function wayFrom(start: number, factor: Value, { nodes, outputs }: Graph): Way | null {
  const [source] = nodes[start]?.outputs ?? [];
  if (source === undefined || source === factor) return null;
  const results = new Set(Object.values(outputs));
  const scaled = new Set([source]);
  const exits = new Map<Node, Value>();
  for (const node of nodes.slice(start + 1)) {
    if (!node.inputs.some((input) => scaled.has(input))) continue;
    const exit = exitOf(node, factor, scaled);
    if (exit !== undefined) exits.set(node, exit);
    else if (isHomogeneous(node, scaled)) for (const output of node.outputs) scaled.add(output);
    else return null;
  }
  return [...scaled].some((value) => results.has(value)) ? null : { source, factor, exits };
}

const costOf = ({ shape }: Value) => sizeOf(shape) + START;

function gainOf({ source, exits }: Way): number {
  return [...exits.values()].reduce((sum, array) => sum + costOf(array), -costOf(source));
}

/** Numbers that arrays are multiplied by, with the place from which on they are there. */
function factorsOf({ nodes }: Graph): Map<Value, number> {
  const places = new Map(nodes.map((node, place) => [node.outputs[0], place]));
  const factors = nodes.flatMap((node) => multiplied(node).map(({ factor }) => factor));
  return new Map(factors.map((factor) => [factor, places.get(factor) ?? -1]));
}

function bestWay(graph: Graph): Way | null {
  let best: Way | null = null;
  for (const [factor, place] of factorsOf(graph)) {
    for (let start = place + 1; start < graph.nodes.length; start += 1) {
      const way = wayFrom(start, factor, graph);
      if (way !== null && gainOf(way) > (best === null ? 0 : gainOf(best))) best = way;
    }
  }
  return best;
}

/** Multiplies at the source and nowhere else. */
function moved(graph: Graph, { source, factor, exits }: Way): Graph {
  const multiple = newValue(source.shape, source.type);
  const instead = new Map([[source, multiple]]);
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const exit = exits.get(node);
    const [output] = node.outputs;
    if (exit !== undefined && output !== undefined) {
      instead.set(output, instead.get(exit) ?? exit);
      continue;
    }
    nodes.push(
      onInputs(
        node,
        node.inputs.map((input) => instead.get(input) ?? input),
      ),
    );
    if (output !== source) continue;
    const inputs = [source, factor];
    nodes.push({
      ...{ kernel: "Multiply", inputs, outputs: [multiple] },
      attributes: {},
      line: null,
    });
  }
  const outputs = Object.entries(graph.outputs).map(([name, value]) => [
    name,
    instead.get(value) ?? value,
  ]);
  return withoutDead({ ...graph, nodes, outputs: Object.fromEntries(outputs) as Graph["outputs"] });
}

/**
 * s f(x) is f(s x) for linear f: a learning rate multiplies the small error of the last layer
 * instead of every gradient. Results differ by rounding, and where a product would overflow.
 */
export const scales: Pass = {
  name: "scales",
  apply(graph) {
    const way = bestWay(graph);
    return way === null ? graph : moved(graph, way);
  },
};
