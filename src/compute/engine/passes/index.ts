import type { Graph } from "../graph.ts";
import type { StepGraph } from "../trace.ts";
import { accumulate } from "./accumulate.ts";
import { casts } from "./casts.ts";
import { common } from "./common.ts";
import { constants } from "./constants.ts";
import { factorChains } from "./factor-chains.ts";
import { logSoftmax } from "./log-softmax.ts";
import { matrices } from "./matrices.ts";
import { nestedSums } from "./nested-sums.ts";
import { neutral } from "./neutral.ts";
import { reshapes } from "./reshapes.ts";
import { withoutDead, type Pass } from "./rewrite.ts";
import { scales } from "./scales.ts";
import { steps } from "./steps.ts";
import { transposes } from "./transposes.ts";
import { uniformOperands } from "./uniform-operands.ts";

/** Every pass, in the order in which they are applied, again and again until none finds anything. */
export const PASSES: readonly Pass[] = [
  { name: "dead nodes", apply: withoutDead },
  constants,
  uniformOperands,
  neutral,
  casts,
  matrices,
  reshapes,
  transposes,
  common,
  logSoftmax,
  steps,
  nestedSums,
  factorChains,
  scales,
  accumulate,
];

/** More rounds than any chain of rules is long: passes that undo each other would never end. */
const MOST_ROUNDS = 50;

/**
 * The same function in fewer operations. Results differ by no more than rounding; programs that do
 * not run, still do not. Derivatives come before: what passes write has none.
 */
export function simplify(graph: Graph): Graph {
  let current = graph;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = PASSES.reduce((given, pass) => pass.apply(given), current);
    if (next === current) return current;
    current = next;
  }
  throw new Error("the passes find no end: two of them undo each other");
}

export function simplifyStep(graph: StepGraph): StepGraph {
  return { ...graph, body: simplify(graph.body) };
}
