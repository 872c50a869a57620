import { mapGraph } from "../../src/compute/engine/derivatives.ts";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";

/** So many steps that XLA compiles what it may. */
export const LONG = { steps: 1e9 };

/**
 * The same engine with everything computed as one step of a long training: what XLA may compile, it
 * compiles.
 */
export function byXla(engine: Engine): Engine {
  return {
    ...engine,
    async compileFunction(name, graph, precision) {
      const steps = mapGraph(name, graph, Object.keys(graph.inputs));
      const executable = await engine.compileSteps(steps, precision, LONG);
      return {
        async run(inputs) {
          const given = { count: 1, state: {}, constants: {}, perStep: inputs };
          return (await executable.run(given)).metrics;
        },
        dispose: () => executable.dispose(),
      };
    },
    compileSteps: (graph, precision) => engine.compileSteps(graph, precision, LONG),
  };
}
