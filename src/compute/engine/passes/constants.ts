import { sizeOf, type Data, type Node, type Value } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { Filled } from "../ops/operation.ts";
import { knownData, LARGEST_KNOWN, uniformValue } from "./known.ts";
import { pass, type Site } from "./rewrite.ts";

/** Longer results would only make the model longer. */
const LONGEST = 16;

function asValue(data: Data, like: Value, site: Site): Value | undefined {
  const first = data[0] ?? 0;
  if (data.every((element) => Object.is(element, first))) return uniformValue(first, like, site);
  return data.length <= LONGEST ? site.constant(data, like.shape, like.type) : undefined;
}

/** Long results of long constants are not even looked at: a product of two of them takes seconds. */
function isLong({ inputs, outputs }: Node): boolean {
  const longest = (values: readonly Value[]) =>
    Math.max(...values.map(({ shape }) => sizeOf(shape)));
  return longest(outputs) > LONGEST && longest(inputs) > LARGEST_KNOWN;
}

/** Data of all inputs of a node, or null where one is not known. */
function inputsOf({ inputs }: Node, site: Site) {
  const filled: Filled[] = [];
  for (const input of inputs) {
    const data = knownData(input, site);
    if (data === undefined) return null;
    filled.push({ shape: input.shape, type: input.type, data });
  }
  return filled;
}

/** What depends on constants alone is computed now, by the reference, where the result is short. */
export const constants = pass("constants", "any", (node, site) => {
  const isSpelledOut = node.kernel === "Fill" && node.outputs[0]?.shape.length !== 0;
  const inputs = isSpelledOut || isLong(node) ? null : inputsOf(node, site);
  if (inputs === null) return null;
  const { evaluate } = primitiveOf(node.kernel);
  const made = evaluate(inputs as never, node.attributes, node.outputs as never);
  const values = node.outputs.map((output, index) => {
    const data = made[index];
    return data === undefined ? undefined : asValue(data, output, site);
  });
  return values.every((value) => value !== undefined) ? values : null;
});
