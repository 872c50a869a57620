import type { Graph } from "../graph.ts";
import type { StepGraph } from "../trace.ts";
import { accumulate } from "./accumulate.ts";
import { broadcasts } from "./broadcasts.ts";
import { casts } from "./casts.ts";
import { common, equalConstants } from "./common.ts";
import { constants } from "./constants.ts";
import { factorChains } from "./factor-chains.ts";
import { logSoftmax } from "./log-softmax.ts";
import { matrices } from "./matrices.ts";
import { nestedSums } from "./nested-sums.ts";
import { neutral } from "./neutral.ts";
import { reshapes } from "./reshapes.ts";
import { together, withoutDead, type LocalPass, type Pass } from "./rewrite.ts";
import { scales } from "./scales.ts";
import { steps } from "./steps.ts";
import { transposes } from "./transposes.ts";
import { uniformOperands } from "./uniform-operands.ts";

/** What looks at one node after the other. The order decides where two rules apply. */
const LOCAL: readonly LocalPass[] = [
  constants,
  uniformOperands,
  neutral,
  broadcasts,
  casts,
  matrices,
  reshapes,
  transposes,
  logSoftmax,
  steps,
  nestedSums,
  factorChains,
  accumulate,
  common,
];

const deadNodes: Pass = { name: "dead nodes", apply: withoutDead };

/** Every pass. */
export const PASSES: readonly Pass[] = [deadNodes, equalConstants, ...LOCAL, scales];

const CLEANING: readonly Pass[] = [deadNodes, equalConstants, together(LOCAL)];

/** More rounds than any chain of rules is long: passes that undo each other would never end. */
const MOST_ROUNDS = 100;

function untilNothing(graph: Graph, passes: readonly Pass[]): Graph {
  let current = graph;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = passes.reduce((given, pass) => pass.apply(given), current);
    if (next === current) return current;
    current = next;
  }
  throw new Error("the passes find no end: two of them undo each other");
}

/**
 * The same function in fewer operations. Results differ by no more than rounding; programs that do
 * not run, still do not. Derivatives come before: what passes write has none.
 */
export function simplify(graph: Graph): Graph {
  const cleaned: Pass = { name: "cleaned", apply: (given) => untilNothing(given, CLEANING) };
  return untilNothing(graph, [cleaned, scales]);
}

export function simplifyStep(graph: StepGraph): StepGraph {
  return { ...graph, body: simplify(graph.body) };
}
