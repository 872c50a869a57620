import { interpret } from "../engines/interpret.ts";
import { makersOf, newValue, placesOf, sizeOf, type Node, type Value } from "../graph.ts";
import {
  makersIn,
  normalisationIn,
  operands,
  reducedTo,
  type Makers,
  type Normalisation,
} from "./normalisations.ts";
import { onValues, withoutDead, type Pass } from "./rewrite.ts";

/** What the gradient of a normalisation with respect to x is made of: dy factor + centred slope + level. */
interface Gradient {
  readonly of: Normalisation;
  readonly dx: Value;
  readonly dy: Value;
  /** The sums over dy, the gradient of the shift, and over dy centred. */
  readonly total: Value;
  readonly along: Value;
}

/** The nodes that make rows of channels from leaves; null where they need something else. */
function between(makers: Makers, ends: readonly Value[], leaves: ReadonlySet<Value>) {
  const needed = new Set<Node>();
  const visit = (value: Value): boolean => {
    if (leaves.has(value) || makers.data.has(value)) return true;
    const maker = makers.of.get(value);
    if (maker === undefined || sizeOf(value.shape) > sizeOf(ends[0]?.shape ?? [])) return false;
    if (needed.has(maker)) return true;
    needed.add(maker);
    return maker.inputs.every(visit);
  };
  return ends.every(visit) ? makers.graph.nodes.filter((node) => needed.has(node)) : null;
}

/** Numbers between 0.5 and 1.5 that have nothing to do with each other. */
function anywhere(size: number, seed: number): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => {
    return 0.5 + (((index + 1) * Math.SQRT2 + seed * Math.E) % 1);
  });
}

/**
 * Whether slope and level are those of the gradient. There are many ways to write them, and all are
 * rational functions of a few rows and a root: they are the same if they are so at some random place.
 */
function isGradient(
  makers: Makers,
  { of: { scale, variance, mean, epsilon, x }, total, along }: Gradient,
  [slope, level]: readonly [Value, Value],
): boolean {
  const leaves = [total, along, scale, variance, mean];
  const nodes = between(makers, [slope, level], new Set(leaves));
  if (nodes === null) return false;
  const channels = sizeOf(scale.shape);
  const rows = leaves.map((_, seed) => anywhere(channels, seed));
  const named = <T>(list: readonly T[]) => Object.fromEntries(list.map((one, at) => [at, one]));
  const part = { inputs: named(leaves), constants: makers.graph.constants, nodes };
  const found = interpret({ ...part, outputs: named([slope, level]) }, named(rows));
  const [sums, products, scales, variances] = rows;
  const count = sizeOf(x.shape) / channels;
  return Array.from({ length: channels }, (_, at) => {
    const root = Math.sqrt((variances?.[at] ?? 0) + epsilon);
    const unit = -(scales?.[at] ?? 0) / root / count;
    const wanted = [(unit * (products?.[at] ?? 0)) / root ** 2, unit * (sums?.[at] ?? 0)];
    return wanted.every((one, which) => {
      return Math.abs((found[which]?.[at] ?? NaN) - one) <= 1e-9 * Math.abs(one);
    });
  }).every(Boolean);
}

/** Three terms that are added up. */
function termsOf(makers: Makers, sum: Value): (readonly [Value, Value, Value])[] {
  return operands(makers, sum, "Add").flatMap(([inner, c]) =>
    operands(makers, inner, "Add").flatMap(([a, b]) => [
      [a, b, c] as const,
      [a, c, b] as const,
      [c, a, b] as const,
    ]),
  );
}

/** Sums over rows of channels by what is added up. */
type Sums = ReadonlyMap<Value, Value>;

interface Known {
  readonly byFactor: ReadonlyMap<Value, Normalisation>;
  readonly sums: Sums;
  /** Where the node that makes a value stands. */
  readonly places: ReadonlyMap<Value, number>;
}

function knownIn(makers: Makers): Known {
  const { nodes } = makers.graph;
  const found = nodes.flatMap((node) => normalisationIn(makers, node) ?? []);
  return {
    // Of several with one factor the first: the shift of a later one may hang on its gradient.
    byFactor: new Map(found.toReversed().map((one) => [one.factor, one])),
    sums: sumsIn(makers),
    places: placesOf(nodes),
  };
}

/** Whether nothing that the gradient's operation takes can hang on what it gives. */
function isBefore({ of: { y }, total, along }: Gradient, { places }: Known): boolean {
  const place = (value: Value) => places.get(value) ?? -1;
  return place(y) < Math.min(place(total), place(along));
}

function sumsIn(makers: Makers): Sums {
  return new Map(
    makers.graph.nodes.flatMap(({ outputs: [sum] }) => {
      const x = reducedTo(makers, sum, "Sum");
      return x === undefined || sum === undefined ? [] : [[x, sum] as const];
    }),
  );
}

function gradientIn(makers: Makers, dx: Value, known: Known): Gradient | null {
  for (const [scaled, tilted, level] of termsOf(makers, dx)) {
    for (const [dy, factor] of operands(makers, scaled, "Multiply")) {
      const of = known.byFactor.get(factor);
      const total = known.sums.get(dy);
      if (of === undefined || total === undefined) continue;
      const slope = operands(makers, tilted, "Multiply").find(([a]) => a === of.centred)?.[1];
      const along = [...known.sums].find(([product]) =>
        operands(makers, product, "Multiply").some(([a, b]) => a === dy && b === of.centred),
      )?.[1];
      if (slope === undefined || along === undefined) continue;
      const gradient = { of, dx, dy, total, along };
      if (isBefore(gradient, known) && isGradient(makers, gradient, [slope, level]))
        return gradient;
    }
  }
  return null;
}

/** Nodes in an order in which each comes after those that it needs, and else as they were. */
function inOrder(nodes: readonly Node[]): Node[] {
  const makers = makersOf(nodes);
  const ordered = new Set<Node>();
  const add = (node: Node) => {
    if (ordered.has(node)) return;
    for (const input of node.inputs) {
      const maker = makers.get(input);
      if (maker !== undefined) add(maker);
    }
    ordered.add(node);
  };
  nodes.forEach(add);
  return [...ordered];
}

/** Nodes of one operation each, and what their outputs stand for. */
function replacements(makers: Makers, gradients: readonly Gradient[]) {
  const instead = new Map<Value, Value>();
  const made = (node: Omit<Node, "outputs" | "line">, outputs: readonly Value[]): Node => {
    const fresh = outputs.map(({ shape, type }) => newValue(shape, type));
    outputs.forEach((old, index) => instead.set(old, fresh[index] ?? old));
    return { ...node, outputs: fresh, line: null };
  };
  const nodes = gradients.flatMap(({ of, dx, dy, total, along }) => {
    const { x, scale, shift, epsilon, inverse, y } = of;
    const attributes = { epsilon };
    const scaleGradient = makers.graph.nodes.find(({ outputs: [value] }) =>
      operands(makers, value, "Multiply").some(([a, b]) => a === along && b === inverse),
    )?.outputs[0];
    const outputs = [dx, scaleGradient ?? newValue(scale.shape, "float"), total];
    return [
      made({ kernel: "BatchNorm", inputs: [x, scale, shift], attributes }, [y]),
      made({ kernel: "BatchNormGrad", inputs: [dy, x, scale, shift], attributes }, outputs),
    ];
  });
  return { nodes, instead };
}

/**
 * A batch normalisation and its gradient, where a program has both, as one operation each: for engines
 * that have them. It looks for what the other passes leave of `batchNorm` and of the gradients of tfjs.
 */
export const batchNorms: Pass = {
  name: "batch normalisations",
  apply(graph) {
    const makers = makersIn(graph);
    const known = knownIn(makers);
    if (known.byFactor.size === 0) return graph;
    const gradients = graph.nodes.flatMap(({ kernel, outputs: [dx] }) => {
      return kernel === "Add" && dx !== undefined ? (gradientIn(makers, dx, known) ?? []) : [];
    });
    if (gradients.length === 0) return graph;
    const { nodes, instead } = replacements(makers, gradients);
    const all = { ...graph, nodes: [...graph.nodes, ...nodes] };
    const next = onValues(all, (value) => instead.get(value) ?? value);
    return withoutDead({ ...next, nodes: inOrder(next.nodes) });
  },
};
