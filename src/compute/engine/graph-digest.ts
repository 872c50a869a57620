import { sha256 } from "../../domain/canonical.ts";
import { exactJson } from "./exact-json.ts";
import type { Graph, Value } from "./graph.ts";

/**
 * A digest of what a graph computes: kernels, attributes, shapes, types, constants and how they are
 * joined. Two tracings of the same program have the same.
 */
export function digestOfGraph({ inputs, constants, nodes, outputs }: Graph): string {
  const numbers = new Map<Value, number>();
  const number = (value: Value) => {
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return [known, value.type, ...value.shape];
  };
  const named = (record: Readonly<Record<string, Value>>) =>
    Object.entries(record).map(([name, value]) => [name, number(value)]);
  const described = {
    inputs: named(inputs),
    constants: constants.map(({ value, data }) => [
      number(value),
      sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    ]),
    nodes: nodes.map((node) => [
      node.kernel,
      node.inputs.map(number),
      node.attributes,
      node.outputs.map(number),
    ]),
    outputs: named(outputs),
  };
  return sha256(exactJson(described));
}
