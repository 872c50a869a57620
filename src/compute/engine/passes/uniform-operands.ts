import { newData, sizeOf, type Node, type Value } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { Inputs } from "../ops/operation.ts";
import { REPEATING } from "./kernels.ts";
import { uniformOf } from "./known.ts";
import { pass, type Site } from "./rewrite.ts";

function asScalar(value: Value, site: Site): Value {
  const number = sizeOf(value.shape) > 1 ? uniformOf(value, site) : undefined;
  if (number === undefined) return value;
  return site.constant(newData(value.type, 1).fill(number), [], value.type);
}

function inferred({ kernel, attributes }: Node, inputs: readonly Value[]) {
  return primitiveOf(kernel)
    .infer(inputs as Inputs<Value>, attributes)[0]
    .shape.join();
}

/** An array of one number repeated enters elementwise operations as that number. */
export const uniformOperands = pass("uniform operands", REPEATING, (node, site) => {
  const [output] = node.outputs;
  if (output === undefined) return null;
  const isLarge = node.inputs.map((input) => sizeOf(input.shape) === sizeOf(output.shape));
  // One array of the full shape stays, or the result would shrink.
  const keeps = isLarge.findIndex(
    (large, index) => large && uniformOf(node.inputs[index] as Value, site) === undefined,
  );
  if (keeps === -1) return null;
  const inputs = node.inputs.map((input, index) =>
    index === keeps ? input : asScalar(input, site),
  );
  const isSame = inputs.every((input, index) => input === node.inputs[index]);
  if (isSame || inferred(node, inputs) !== output.shape.join()) return null;
  return [site.make(node.kernel, inputs, node.attributes)];
});
