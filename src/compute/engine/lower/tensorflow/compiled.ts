import type { Graph } from "../../graph.ts";

/** XLA on a CPU computes windows inside of loops some thirty times slower than TensorFlow itself. */
const WINDOWED = /^(?:Conv2D|AvgPool|MaxPool)/;

/**
 * Whether XLA compiles the steps of a graph: where it fuses dense programs, it takes away the time that
 * starting each operation costs.
 */
export function isCompiledByXla({ nodes }: Graph): boolean {
  return !nodes.some(({ kernel }) => WINDOWED.test(kernel));
}
