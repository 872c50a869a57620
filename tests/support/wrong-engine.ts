import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";

/** An engine that computes one operation as another, in the functions or in the steps of trainings. */
export function withWrongKernel(
  engine: Engine,
  { where, from, to }: { where: "functions" | "steps"; from: string; to: string },
): Engine {
  const broken = <G extends Graph>(graph: G): G => ({
    ...graph,
    nodes: graph.nodes.map((node) => (node.kernel === from ? { ...node, kernel: to } : node)),
  });
  return {
    ...engine,
    compileFunction: (name, graph, precision) =>
      engine.compileFunction(name, where === "functions" ? broken(graph) : graph, precision),
    compileSteps: (graph, precision) =>
      engine.compileSteps(
        where === "steps" ? { ...graph, body: broken(graph.body) } : graph,
        precision,
      ),
  };
}
