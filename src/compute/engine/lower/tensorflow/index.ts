import { PlatformError } from "../../../../domain/errors.ts";
import type { Node } from "../../graph.ts";
import { need, type Operands } from "../operands.ts";
import { arrays } from "./arrays.ts";
import { batchNorms } from "./batch-norm.ts";
import type { TensorflowBuilder, TensorflowRule } from "./builder.ts";
import { convolutions } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { pooling } from "./pooling.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { randomness } from "./threefry.ts";

/** How each kernel that graphs hold is written in TensorFlow's operators. */
const RULES: Readonly<Record<string, TensorflowRule<never>>> = {
  ...elementwise,
  ...products,
  ...reductions,
  ...arrays,
  ...convolutions,
  ...pooling,
  ...batchNorms,
  ...randomness,
};

/** @throws PlatformError BAD_PROGRAM for a kernel that has no rule */
export function ruleOf(kernel: string): TensorflowRule {
  const rule = RULES[kernel];
  if (rule !== undefined) return rule as unknown as TensorflowRule;
  throw new PlatformError("BAD_PROGRAM", `the TensorFlow engines have no operation ${kernel}`);
}

/** Has the nodes of a function from a place on computed by the processor. */
function putOnProcessor({ nodes }: TensorflowBuilder, first: number): void {
  const moved = nodes.slice(first).map((node) => ({ ...node, device: "/device:CPU:0" }));
  nodes.splice(first, moved.length, ...moved);
}

export function lowerNode(node: Node, builder: TensorflowBuilder, operands: Operands): void {
  const { kernel, inputs, attributes, outputs } = node;
  const first = builder.nodes.length;
  const given = inputs.map((value) => need(operands, value));
  const made = ruleOf(kernel)(builder, given as never, { attributes, outputs: outputs as never });
  if ("onProcessor" in attributes) putOnProcessor(builder, first);
  outputs.forEach((value, index) => {
    const operand = made[index];
    if (operand !== undefined) operands.set(value, operand);
  });
}
