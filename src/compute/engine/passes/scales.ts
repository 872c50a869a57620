import { newValue, placesOf, sizeOf, type Graph, type Node, type Value } from "../graph.ts";
import { areModerate, multiplied } from "./factors.ts";
import { BILINEAR, LINEAR_IN_FIRST } from "./kernels.ts";
import { onValues, withoutDead, type Pass } from "./rewrite.ts";

/** What starting an operation costs, in elements of a multiplication. */
const START = 1000;

/** Whether a node's output doubles when the values of the set do. */
function isHomogeneous({ kernel, inputs }: Node, scaled: ReadonlySet<Value>): boolean {
  const [first] = inputs;
  const moving = inputs.filter((input) => scaled.has(input)).length;
  if (LINEAR_IN_FIRST.has(kernel)) return moving === 1 && first !== undefined && scaled.has(first);
  if (BILINEAR.has(kernel)) return moving === 1 && inputs.length === 2;
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

const isLinear = (kernel: string) =>
  LINEAR_IN_FIRST.has(kernel) || BILINEAR.has(kernel) || kernel === "Add" || kernel === "Sub";

function append(places: Map<Value, number[]>, value: Value, place: number): void {
  const known = places.get(value);
  if (known === undefined) places.set(value, [place]);
  else known.push(place);
}

/** For each value the places of the nodes that take it. */
type Takers = ReadonlyMap<Value, readonly number[]>;

function takersOf({ nodes }: Graph): Takers {
  const takers = new Map<Value, number[]>();
  nodes.forEach(({ inputs }, place) => {
    for (const input of new Set(inputs)) append(takers, input, place);
  });
  return takers;
}

function wayFrom(
  start: number,
  factor: Value,
  { graph, takers }: { graph: Graph; takers: Takers },
): Way | null {
  const [source] = graph.nodes[start]?.outputs ?? [];
  if (source === undefined || source === factor) return null;
  // A number with more axes than the array would give the product its own.
  if (factor.shape.length > source.shape.length) return null;
  const scaled = new Set([source]);
  const exits = new Map<Node, Value>();
  const places = new Set(takers.get(source));
  // In the order of the graph, so that a sum is looked at when all its terms have been.
  for (let place = start + 1; places.size > 0; place += 1) {
    const node = graph.nodes[place];
    if (node === undefined || !places.delete(place)) continue;
    const exit = exitOf(node, factor, scaled);
    if (exit !== undefined) {
      exits.set(node, exit);
      continue;
    }
    if (!isHomogeneous(node, scaled)) return null;
    for (const output of node.outputs) scaled.add(output);
    const takersOfOutputs = node.outputs.flatMap((output) => takers.get(output) ?? []);
    for (const taker of takersOfOutputs) places.add(taker);
  }
  return { source, factor, exits };
}

const costOf = ({ shape }: Value) => sizeOf(shape) + START;

function gainOf({ source, exits }: Way): number {
  return [...exits.values()].reduce((sum, array) => sum + costOf(array), -costOf(source));
}

/** For each number that arrays are multiplied by and that may move: the places of the nodes that do. */
function multiplications({ nodes, constants }: Graph): Map<Value, number[]> {
  const fixed = new Set(
    constants.filter(({ data }) => !areModerate(data)).map(({ value }) => value),
  );
  const places = new Map<Value, number[]>();
  nodes.forEach((node, place) => {
    for (const { factor } of multiplied(node)) {
      if (!fixed.has(factor)) append(places, factor, place);
    }
  });
  return places;
}

/**
 * Values before which nothing is multiplied by the factor: of them, or of what is linear in them,
 * something else is made than multiples by it.
 */
function stuckValues({ nodes, outputs }: Graph, factor: Value): Set<Value> {
  const stuck = new Set(Object.values(outputs));
  for (const node of nodes.toReversed()) {
    if (multiplied(node).some((one) => one.factor === factor)) continue;
    const isStuck = !isLinear(node.kernel) || node.outputs.some((output) => stuck.has(output));
    if (isStuck) for (const input of node.inputs) stuck.add(input);
  }
  return stuck;
}

/** Places of nodes from which linear operations lead to those at the given places. */
function sourcesOf(ends: readonly number[], { nodes }: Graph, makers: ReadonlyMap<Value, number>) {
  const sources = new Set<number>();
  const open = [...ends];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const input of nodes[place]?.inputs ?? []) {
      const maker = makers.get(input);
      if (maker === undefined || sources.has(maker)) continue;
      sources.add(maker);
      if (isLinear(nodes[maker]?.kernel ?? "")) open.push(maker);
    }
  }
  return sources;
}

function bestWay(graph: Graph): Way | null {
  const takers = takersOf(graph);
  const makers = placesOf(graph.nodes);
  let best: Way | null = null;
  for (const [factor, ends] of multiplications(graph)) {
    const isThereFrom = makers.get(factor) ?? -1;
    const stuck = stuckValues(graph, factor);
    const canMove = (start: number) =>
      start > isThereFrom && graph.nodes[start]?.outputs.every((output) => !stuck.has(output));
    for (const start of sourcesOf(ends, graph, makers)) {
      const way = canMove(start) ? wayFrom(start, factor, { graph, takers }) : null;
      if (way !== null && gainOf(way) > (best === null ? 0 : gainOf(best))) best = way;
    }
  }
  return best;
}

/** Multiplies at the source and nowhere else. */
function moved(graph: Graph, { source, factor, exits }: Way): Graph {
  const multiple = newValue(source.shape, source.type);
  const scaled = (value: Value) => (value === source ? multiple : value);
  const instead = new Map([[source, multiple]]);
  for (const [{ outputs }, array] of exits) {
    for (const output of outputs) instead.set(output, scaled(array));
  }
  const next = onValues(graph, (value) => instead.get(value) ?? value);
  const product: Node = {
    ...{ kernel: "Multiply", inputs: [source, factor], outputs: [multiple] },
    ...{ attributes: {}, line: null },
  };
  const nodes = next.nodes.flatMap((node) =>
    node.outputs.includes(source) ? [node, product] : [node],
  );
  return withoutDead({ ...next, nodes });
}

/**
 * s f(x) is f(s x) for linear f: a learning rate multiplies the small error of the last layer
 * instead of every gradient. Results differ by rounding, and where a product on one way overflows or is
 * lost near 0, and on the other not.
 */
export const scales: Pass = {
  name: "scales",
  apply(graph) {
    const way = bestWay(graph);
    return way === null ? graph : moved(graph, way);
  },
};
