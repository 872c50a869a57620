import { newData, type Node, type Value } from "../graph.ts";
import { reducedAxes, type Reduction } from "../ops/reductions.ts";
import { areModerate, multiplied } from "./factors.ts";
import { pass, type Site } from "./rewrite.ts";

const axesOf = ({ inputs: [x], attributes }: Node) =>
  x === undefined
    ? ""
    : reducedAxes(x, (attributes as Reduction).axis)
        .axes.toSorted()
        .join();

/** What makes a value, or what it is a multiple of by a known number: another could be NaN. */
function originOf(value: Value | undefined, site: Site): Node | undefined {
  const maker = value === undefined ? undefined : site.makerOf(value);
  const [product] = maker === undefined ? [] : multiplied(maker);
  if (product === undefined) return maker;
  const number = site.dataOf(product.factor);
  return number !== undefined && areModerate(number) ? site.makerOf(product.array) : maker;
}

/** The mean that is taken from an array before it is added up along the same axes. */
function meanOf(sum: Node, site: Site): Value | null {
  const difference = originOf(sum.inputs[0], site);
  const [x, taken] = difference?.inputs ?? [];
  if (difference?.kernel !== "Sub" || x === undefined || taken === undefined) return null;
  const maker = site.makerOf(taken);
  const [mean] = maker?.kernel === "Reshape" ? maker.inputs : [taken];
  const node = mean === undefined ? undefined : site.makerOf(mean);
  if (node?.kernel !== "Mean" || node.inputs[0] !== x || axesOf(node) !== axesOf(sum)) return null;
  // One with more axes gives them to the difference: those of the sum are then others.
  if (taken.shape.length > x.shape.length) return null;
  const { kept } = reducedAxes(x, (node.attributes as Reduction).axis);
  const full = [...new Array<number>(x.shape.length - taken.shape.length).fill(1), ...taken.shape];
  return full.join() === kept.join() ? taken : null;
}

/**
 * Deviations from a mean add up to 0; 0 times the mean, so that what is not finite is not lost. What the
 * program gives instead is what rounding leaves, or infinity where the mean overflows: here NaN.
 */
export const centredSums = pass("sums of deviations", ["Sum", "Mean"], (node, site: Site) => {
  const [output] = node.outputs;
  if (output?.type !== "float") return null;
  const mean = meanOf(node, site);
  if (mean === null) return null;
  const zero = site.constant(newData("float", 1), [], "float");
  const nothing = site.make("Multiply", [mean, zero]);
  return [site.make("Reshape", [nothing], { shape: output.shape })];
});
