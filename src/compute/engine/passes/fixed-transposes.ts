import { newValue, sizeOf, type Node, type Value } from "../graph.ts";
import { fixedValues, stepParts } from "../lower/step-parts.ts";
import type { MatMul } from "../ops/matrix.ts";
import type { StepGraph } from "../trace.ts";
import { onInputs } from "./rewrite.ts";

/** A second copy of larger arrays costs more memory than the few percent are worth. */
const LARGEST = 2 ** 22;

function transposed(value: Value): Node {
  const rank = value.shape.length;
  const perm = [...Array(rank).keys()].slice(0, -2).concat(rank - 1, rank - 2);
  const output = newValue(
    perm.map((axis) => value.shape[axis] ?? 1),
    value.type,
  );
  const attributes = { perm };
  return { ...{ kernel: "Transpose", inputs: [value], outputs: [output] }, attributes, line: null };
}

/**
 * A factor that is the same at every step is transposed before the first, where a product would do
 * it again each time: the data of a full batch, in the gradient of the first layer.
 */
export function fixedTransposes(graph: StepGraph): StepGraph {
  const fixed = fixedValues(graph.body, stepParts(graph).constants);
  const known = new Map<Value, Node>();
  const nodes = graph.body.nodes.flatMap((node): readonly Node[] => {
    const [a, ...others] = node.inputs;
    const isProduct = node.kernel === "Gemm" || node.kernel === "BatchMatMul";
    if (!isProduct || a === undefined || !fixed.has(a) || sizeOf(a.shape) > LARGEST) return [node];
    const attributes = node.attributes as MatMul;
    if (!attributes.transposeA) return [node];
    const before = known.get(a);
    const transpose = before ?? transposed(a);
    known.set(a, transpose);
    const inputs = [...transpose.outputs, ...others];
    const product = onInputs(node, inputs, { ...attributes, transposeA: false });
    return before === undefined ? [transpose, product] : [product];
  });
  return known.size === 0 ? graph : { ...graph, body: { ...graph.body, nodes } };
}
