import type { Graph, Node, Value } from "../graph.ts";
import type { StepGraph } from "../trace.ts";

/** Inputs or outputs of a step by their names with prefix. */
export type Named = readonly (readonly [string, Value])[];

function named(prefix: string, names: readonly string[], values: Graph["inputs"]): Named {
  return names.map((name) => {
    const key = `${prefix}/${name}`;
    const value = values[key];
    if (value === undefined) throw new Error(`the step has no ${key}`);
    return [key, value] as const;
  });
}

/** What is the same at every step: constants and what is made of them alone. */
export function fixedValues(body: Graph, constants: Named): Set<Value> {
  const fixed = new Set<Value>([
    ...constants.map(([, value]) => value),
    ...body.constants.map(({ value }) => value),
  ]);
  for (const { inputs, outputs } of body.nodes) {
    if (inputs.every((input) => fixed.has(input))) for (const output of outputs) fixed.add(output);
  }
  return fixed;
}

/** Nodes that give the same at every step. */
export function invariantNodes(body: Graph, constants: Named): Set<Node> {
  const fixed = fixedValues(body, constants);
  return new Set(body.nodes.filter(({ inputs }) => inputs.every((input) => fixed.has(input))));
}

export interface StepParts {
  readonly state: Named;
  readonly constants: Named;
  readonly perStep: Named;
  readonly nextState: Named;
  readonly metrics: Named;
}

export function stepParts({ body, ...graph }: StepGraph): StepParts {
  return {
    state: named("state", graph.state, body.inputs),
    constants: named("constant", graph.constants, body.inputs),
    perStep: named("step", graph.perStep, body.inputs),
    nextState: named("state", graph.state, body.outputs),
    metrics: named("metric", graph.metrics, body.outputs),
  };
}
