import type { Precision } from "../../../domain/engine-name.ts";
import type { Graph } from "../graph.ts";
import type { StepGraph } from "../trace.ts";
import { accumulate } from "./accumulate.ts";
import { biasUpdates } from "./bias-updates.ts";
import { broadcasts } from "./broadcasts.ts";
import { casts } from "./casts.ts";
import { centredSums } from "./centred-sums.ts";
import { common, equalConstants } from "./common.ts";
import { constants } from "./constants.ts";
import { convolutionBiases } from "./convolution-biases.ts";
import { factorChains } from "./factor-chains.ts";
import { logSoftmax } from "./log-softmax.ts";
import { fixedTransposes } from "./fixed-transposes.ts";
import { gemmFactors } from "./gemm-factors.ts";
import { matrices } from "./matrices.ts";
import { nestedSums } from "./nested-sums.ts";
import { neutral } from "./neutral.ts";
import { reshapes } from "./reshapes.ts";
import { together, withoutDead, type LocalPass, type Pass } from "./rewrite.ts";
import { rowOperands } from "./row-operands.ts";
import { rowState } from "./row-state.ts";
import { scales } from "./scales.ts";
import { smallFactors } from "./small-factors.ts";
import { steps } from "./steps.ts";
import { sumsOfMultiples } from "./sums-of-multiples.ts";
import { transposes } from "./transposes.ts";
import { uniformOperands } from "./uniform-operands.ts";

/** What looks at one node after the other. The order decides where two rules apply. */
function localPasses(precision: Precision): readonly LocalPass[] {
  return [
    constants,
    uniformOperands,
    neutral,
    broadcasts,
    casts,
    matrices,
    reshapes,
    transposes,
    // In float64 ONNX Runtime's own gives numbers for the rest of a row that holds a NaN.
    ...(precision === "float32" ? [logSoftmax] : []),
    steps,
    nestedSums,
    sumsOfMultiples,
    centredSums,
    factorChains,
    smallFactors,
    gemmFactors(precision),
    accumulate,
    convolutionBiases,
    biasUpdates,
    rowOperands,
    common,
  ];
}

const deadNodes: Pass = { name: "dead nodes", apply: withoutDead };

/** Every pass; what pays in one precision may cost in the other. */
export function passesFor(precision: Precision): readonly Pass[] {
  return [deadNodes, equalConstants, ...localPasses(precision), scales];
}

/**
 * Rounds beside one for each node, such as of a chain that one rule goes along: passes that undo each
 * other would never end.
 */
const MOST_ROUNDS = 100;

function untilNothing(graph: Graph, round: (given: Graph) => Graph): Graph {
  let current = graph;
  for (let count = 0; count < MOST_ROUNDS + graph.nodes.length; count += 1) {
    const next = round(current);
    if (next === current) return current;
    current = next;
  }
  throw new Error("the passes find no end: two of them undo each other");
}

/**
 * The same function in fewer operations; programs that do not run, still do not. Derivatives come before:
 * what passes write has none.
 *
 * Results differ by no more than rounding wherever the products and sums, of the program and in the other
 * order, stay within the range of the precision. Where one of them does not (in float32 beyond 10^38 and
 * below 10^-38), what overflows, or is lost near 0, on one way need not on the other: (x s) t is x (s t)
 * here, and the sum of c x is c times that of x. Only constants are looked at: beyond 2^60 and below 2^-60
 * they stay where the program has them. What is NaN or infinite in x, s, t or c gives no finite number on
 * either way. A sum of which nothing is left may be 0 on one way and -0 on the other.
 */
export function simplify(graph: Graph, precision: Precision): Graph {
  const walk = together(localPasses(precision));
  const clean = (given: Graph) =>
    untilNothing(given, (one) => walk.apply(equalConstants.apply(withoutDead(one))));
  return untilNothing(clean(graph), (one) => {
    const moved = scales.apply(one);
    return moved === one ? one : clean(moved);
  });
}

/**
 * A step's body simplified. Its state may be carried in other shapes of the same size; products that
 * are written last for what never changes are not simplified again.
 */
export function simplifyStep(graph: StepGraph, precision: Precision): StepGraph {
  const simple = { ...graph, body: simplify(graph.body, precision) };
  const carried = rowState(simple);
  const body = carried === simple ? simple.body : simplify(carried.body, precision);
  return fixedTransposes({ ...carried, body });
}
