/**
 * Which trainings TensorFlow has XLA compile: one rule, in one place.
 *
 * Compiled, a step saves what starting each of its operations costs, 20 to 40 microseconds for a perceptron;
 * its products are a tenth to a fifth slower. Compiling takes a second longer. Microseconds of processor
 * time a step, TensorFlow 2.21.0, one core of an AMD EPYC that also did other things:
 *
 *     program                                     operations     TensorFlow   by XLA   onnx-cpu
 *     MLP 2-16-16-1, batch 32                           56 000         30.5      6.9       15.4
 *     ten of those, float32                            560 000         69.7     32.1       60.2
 *     ten of those, float64                            560 000         71.9     45.4       94.6
 *     MLP 784-32-32-10, batch 32                     3 500 000         88       56         60
 *     ten of MLP 20-32-32-1, batch 64                5 700 000          175      111        163
 *     MLP 784-64-64-10, batch 32                     7 300 000          139      112        114
 *     MLP 784-128-128-10, batch 32                  16 000 000          238      238        222
 *     ten of MLP 784-32-32-10                       35 000 000          526      524        543
 *     MLP 784-512-512-10, batch 256                820 000 000         8490    10050       8500
 *     the same, float64                            820 000 000        21480    22620      20250
 *     MLP 784-512x5-10, normalised, Adam         3 000 000 000        29000    26700      31070
 *     ConvAC 16x16 (it compiles for 4 seconds)                         5060     4920       4240
 *     CNN 28x28                                                       20000   500000      31300
 */
import { sizeOf, type Node } from "../graph.ts";
import type { MatMul } from "../ops/matrix.ts";
import { isWindowed } from "../program-kind.ts";
import type { StepGraph } from "../trace.ts";
import type { StepPlan } from "./engine.ts";
import { areRowsGiven } from "./rows.ts";

/** What is saved from here on is three times what compiling costs, or more. */
const MANY_STEPS = 100_000;
/** Multiplications and additions within the products of one step. */
const FEW_OPERATIONS = 10_000_000;

/** Stated with what computed the numbers: with another rule they are others. */
export const XLA_RULE = `dense, from ${MANY_STEPS} steps, to ${FEW_OPERATIONS} operations each`;

export function isLong({ steps }: StepPlan): boolean {
  return steps >= MANY_STEPS;
}

function operationsOf({ kernel, inputs: [a], outputs: [product], attributes }: Node): number {
  if (kernel !== "BatchMatMul" || a === undefined || product === undefined) return 0;
  const inner = a.shape.at((attributes as MatMul).transposeA ? -2 : -1) ?? 1;
  return 2 * inner * sizeOf(product.shape);
}

/** What XLA gives for an integer divided by 0 is a number: everywhere else it stops. */
function dividesIntegers({ kernel, outputs: [y] }: Node): boolean {
  return (kernel === "FloorDiv" || kernel === "Mod") && y?.type !== "float";
}

/**
 * Whether XLA compiles a program, as its author wrote it. It depends on the program and on the plan
 * alone, so that a training that is cut into calls or taken up again stays with one compiler. Where a row
 * does not exist, XLA reads another, so that all numbers of rows must be seen before a call.
 */
export function isForXla(graph: StepGraph, plan: StepPlan): boolean {
  if (!isLong(plan) || !areRowsGiven(graph)) return false;
  const { nodes } = graph.body;
  const operations = nodes.reduce((sum, node) => sum + operationsOf(node), 0);
  const isRefused = (node: Node) => isWindowed(node.kernel) || dividesIntegers(node);
  return operations <= FEW_OPERATIONS && !nodes.some(isRefused);
}
