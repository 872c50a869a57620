import { newData, sizeOf, type Node, type Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { pass, type Site } from "./rewrite.ts";

const isSum = (node: Node | undefined) => node?.kernel === "Sum" || node?.kernel === "Mean";

function axesOf({ inputs: [x], attributes }: Node): number[] {
  return x === undefined ? [] : reducedAxes(x, (attributes as Reduction).axis).axes;
}

/** The sum over the axes of both, divided by what the means among them divide by. */
function joined(outer: Node, inner: Node, site: Site): Value | null {
  const [x] = inner.inputs;
  const [output] = outer.outputs;
  if (x?.type !== "float" || output === undefined) return null;
  const first = axesOf(inner);
  const isKept = (inner.attributes as Reduction).keepDims === true;
  const left = [...x.shape.keys()].filter((axis) => isKept || !first.includes(axis));
  const second = axesOf(outer).map((axis) => left[axis] ?? 0);
  const axis = [...new Set([...first, ...second])].toSorted((a, b) => a - b);
  const sum = site.make("Sum", [x], { axis, keepDims: false });
  const divisor = [inner, outer].reduce((product, { kernel, inputs, outputs }) => {
    const lengths = [inputs[0], outputs[0]].map((value) => sizeOf(value?.shape ?? []));
    return kernel === "Mean" ? (product * (lengths[0] ?? 1)) / (lengths[1] ?? 1) : product;
  }, 1);
  const factor = site.constant(newData("float", 1).fill(1 / divisor), [], "float");
  const scaled = site.make("Multiply", [sum, factor]);
  return site.make("Reshape", [scaled], { shape: output.shape });
}

/** The sum of -x is that of x, negative. */
function negated(node: Node, inner: Node, site: Site): Value | null {
  if (inner.kernel !== "Neg") return null;
  return site.make("Neg", [site.make(node.kernel, inner.inputs, node.attributes)]);
}

/** Sums and means of sums and means are one sum; along axes of length 1 they are the array. */
export const nestedSums = pass("nested sums", ["Sum", "Mean"], (node, site) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  if (x === undefined || y === undefined || x.type !== y.type) return null;
  if (sizeOf(x.shape) === sizeOf(y.shape)) return [site.make("Reshape", [x], { shape: y.shape })];
  const inner = site.makerOf(x);
  if (inner === undefined || site.usesOf(x) > 1) return null;
  const sum = isSum(inner) ? joined(node, inner, site) : negated(node, inner, site);
  return sum === null ? null : [sum];
});
