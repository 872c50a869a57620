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

/** Nodes that give the same at every step: they hang on constants alone. */
export function invariantNodes(body: Graph, constants: Named): Set<Node> {
  const fixed = new Set<Value>([
    ...constants.map(([, value]) => value),
    ...body.constants.map(({ value }) => value),
  ]);
  const nodes = body.nodes.filter((node) => {
    const isFixed = node.inputs.every((input) => fixed.has(input));
    if (isFixed) for (const output of node.outputs) fixed.add(output);
    return isFixed;
  });
  return new Set(nodes);
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
