import type { Node, Value } from "../graph.ts";
import type { MatMul } from "../ops/matrix.ts";
import { pass, type Site } from "./rewrite.ts";

const permutationOf = (node: Node) => (node.attributes as { perm: readonly number[] }).perm;

/** What is transposed into this value, where only its last two axes change places. */
function swapped(value: Value, site: Site): Value | undefined {
  const maker = site.makerOf(value);
  if (maker?.kernel !== "Transpose") return undefined;
  const rank = value.shape.length;
  const swap = [...Array(rank).keys()].slice(0, -2).concat(rank - 1, rank - 2);
  return rank >= 2 && permutationOf(maker).join() === swap.join() ? maker.inputs[0] : undefined;
}

function intoProduct({ kernel, inputs, attributes }: Node, site: Site): readonly Value[] | null {
  const [a, b, ...rest] = inputs;
  if (a === undefined || b === undefined) return null;
  const [left, right] = [swapped(a, site), swapped(b, site)];
  if (left === undefined && right === undefined) return null;
  const { transposeA, transposeB } = attributes as MatMul;
  const flags = {
    transposeA: transposeA !== (left !== undefined),
    transposeB: transposeB !== (right !== undefined),
  };
  return [site.make(kernel, [left ?? a, right ?? b, ...rest], { ...attributes, ...flags })];
}

/** Products take their factors transposed; two transposes are one, or none. */
export const transposes = pass("transposes", ["Gemm", "BatchMatMul", "Transpose"], (node, site) => {
  if (node.kernel === "Gemm" || node.kernel === "BatchMatMul") return intoProduct(node, site);
  const [x] = node.inputs;
  if (node.kernel !== "Transpose" || x === undefined) return null;
  const perm = permutationOf(node);
  if (perm.every((axis, index) => axis === index)) return [x];
  const before = site.makerOf(x);
  if (before?.kernel !== "Transpose") return null;
  const first = permutationOf(before);
  return [site.make("Transpose", before.inputs, { perm: perm.map((axis) => first[axis] ?? 0) })];
});
