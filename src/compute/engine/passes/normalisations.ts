import { makersOf, type Data, type Graph, type Node, type Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";

/** A normalisation as programs write it: y = (x - mean) factor + shift. */
export interface Normalisation {
  readonly x: Value;
  readonly mean: Value;
  readonly centred: Value;
  readonly variance: Value;
  /** One over the root of variance + epsilon. */
  readonly inverse: Value;
  readonly epsilon: number;
  readonly scale: Value;
  readonly shift: Value;
  readonly factor: Value;
  readonly y: Value;
}

/** Who makes a value, and what constants hold. */
export interface Makers {
  readonly graph: Graph;
  readonly of: ReadonlyMap<Value, Node>;
  readonly data: ReadonlyMap<Value, Data>;
}

export function makersIn(graph: Graph): Makers {
  const data = new Map(graph.constants.map((constant) => [constant.value, constant.data]));
  return { graph, of: makersOf(graph.nodes), data };
}

/** The inputs of the node that makes a value, in both orders; none where it is another kernel. */
export function operands({ of }: Makers, value: Value | undefined, kernel: string) {
  const maker = value === undefined ? undefined : of.get(value);
  const [a, b] = maker?.kernel === kernel ? maker.inputs : [];
  if (a === undefined) return [];
  return b === undefined ? [[a, a] as const] : [[a, b] as const, [b, a] as const];
}

/** What a value with one number for each channel is the sum or mean of, over all other axes. */
export function reducedTo(makers: Makers, value: Value | undefined, kernel: "Mean" | "Sum") {
  const maker = value === undefined ? undefined : makers.of.get(value);
  const [x] = maker?.kernel === kernel ? maker.inputs : [];
  if (maker === undefined || x?.type !== "float") return undefined;
  const { axes, kept } = reducedAxes(x, (maker.attributes as Reduction).axis);
  const isRow = value?.shape.join() === String(x.shape.at(-1)) && kept.at(-1) === x.shape.at(-1);
  return isRow && axes.length === x.shape.length - 1 ? x : undefined;
}

/** The variance and epsilon of which a value is one over the root. */
function inverseRoot(makers: Makers, value: Value) {
  const [[root] = []] = operands(makers, value, "Reciprocal");
  const [[sum] = []] = operands(makers, root, "Sqrt");
  for (const [variance, number] of operands(makers, sum, "Add")) {
    const [epsilon, ...rest] = makers.data.get(number) ?? [];
    if (epsilon !== undefined && rest.length === 0) return { variance, epsilon };
  }
  return undefined;
}

/** The array that is x less its mean, where the variance is the mean of its square. */
function deviations(makers: Makers, centred: Value, variance: Value) {
  const maker = makers.of.get(centred);
  const [x, mean] = maker?.kernel === "Sub" ? maker.inputs : [];
  const square = reducedTo(makers, variance, "Mean");
  const [[a, b] = []] = operands(makers, square, "Multiply");
  const isVariance = square !== undefined && a === centred && b === centred;
  if (x === undefined || mean === undefined || !isVariance) return undefined;
  return reducedTo(makers, mean, "Mean") === x ? { x, mean } : undefined;
}

/** Centred and factor of each product that y is with something added. */
function scaledIn(makers: Makers, y: Value) {
  return operands(makers, y, "Add").flatMap(([product, shift]) =>
    operands(makers, product, "Multiply").flatMap(([centred, factor]) =>
      operands(makers, factor, "Multiply").map(([inverse, scale]) => {
        return { y, shift, centred, factor, inverse, scale };
      }),
    ),
  );
}

export function normalisationIn(makers: Makers, { outputs: [y] }: Node): Normalisation | null {
  if (y === undefined) return null;
  for (const scaled of scaledIn(makers, y)) {
    const root = inverseRoot(makers, scaled.inverse);
    const found = root && deviations(makers, scaled.centred, root.variance);
    if (root === undefined || found === undefined) continue;
    const row = String(found.x.shape.at(-1));
    const areRows = [scaled.scale, scaled.shift].every(({ shape }) => shape.join() === row);
    if (areRows) return { ...scaled, ...root, ...found };
  }
  return null;
}
