import { sizeOf, type Node, type Value } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { Inputs } from "../ops/operation.ts";
import { ELEMENTWISE, REPEATING } from "./kernels.ts";
import { uniformOf } from "./known.ts";
import { pass, type Site } from "./rewrite.ts";

/** What a value is repeated from, along axes of length 1 only: as elementwise kernels repeat. */
function repeatedFrom(value: Value, site: Site): Value | undefined {
  const maker = site.makerOf(value);
  const [x] = maker?.inputs ?? [];
  if (maker?.kernel !== "Tile" || x === undefined) return undefined;
  return x.shape.every((length, axis) => length === 1 || length === value.shape[axis])
    ? x
    : undefined;
}

/** A value without axes of length 1 in front. */
function withoutLeadingOnes(value: Value, site: Site): Value | undefined {
  const maker = site.makerOf(value);
  const [x] = maker?.inputs ?? [];
  if (maker?.kernel !== "Reshape" || x === undefined) return undefined;
  const added = value.shape.length - x.shape.length;
  const isLeading = value.shape.slice(0, Math.max(added, 0)).every((length) => length === 1);
  const isSame = added > 0 && value.shape.slice(added).join() === x.shape.join();
  return isLeading && isSame ? x : undefined;
}

/** Elementwise kernels repeat by themselves: the first input that is repeated for them is not. */
function unrepeated({ kernel, inputs, attributes, outputs }: Node, site: Site): Value | null {
  if (!REPEATING.has(kernel)) return null;
  for (const [index, input] of inputs.entries()) {
    const smaller = repeatedFrom(input, site) ?? withoutLeadingOnes(input, site);
    if (smaller === undefined) continue;
    const next = inputs.with(index, smaller) as unknown as Inputs<Value>;
    const [spec] = primitiveOf(kernel).infer(next, attributes);
    if (spec.shape.join() === outputs[0]?.shape.join()) return site.make(kernel, next, attributes);
  }
  return null;
}

function tiled(x: Value, shape: readonly number[], site: Site): Value {
  const full = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  const lifted = site.make("Reshape", [x], { shape: full });
  const reps = shape.map((length, axis) => length / (full[axis] ?? 1));
  return site.make("Tile", [lifted], { reps });
}

/** A product with ones that only repeats the other factor. */
function ofOnes({ kernel, inputs: [a, b], outputs: [y] }: Node, site: Site): Value | null {
  if (kernel !== "Multiply" || a === undefined || b === undefined || y === undefined) return null;
  const x = uniformOf(b, site) === 1 ? a : uniformOf(a, site) === 1 ? b : undefined;
  return x === undefined || sizeOf(x.shape) === sizeOf(y.shape) ? null : tiled(x, y.shape, site);
}

/** Computes with what is repeated before it is, where nothing else of full size takes part. */
function repeatedLater(node: Node, site: Site): Value | null {
  const { kernel, inputs, attributes, outputs } = node;
  if (!ELEMENTWISE.has(kernel) && !REPEATING.has(kernel)) return null;
  const [x, y] = inputs;
  const [output] = outputs;
  const small = x === undefined ? undefined : repeatedFrom(x, site);
  if (x === undefined || small === undefined || output === undefined || site.usesOf(x) > 1) {
    return null;
  }
  if (y !== undefined && (sizeOf(y.shape) !== 1 || y.shape.length > x.shape.length)) return null;
  return tiled(site.make(kernel, inputs.with(0, small), attributes), output.shape, site);
}

/** Arrays stay small until they meet a large one. */
export const broadcasts = pass("broadcasts", [...REPEATING, ...ELEMENTWISE], (node, site) => {
  const value = unrepeated(node, site) ?? ofOnes(node, site) ?? repeatedLater(node, site);
  return value === null ? null : [value];
});
