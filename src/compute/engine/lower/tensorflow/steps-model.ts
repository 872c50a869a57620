import type { Precision } from "../../../../domain/engine-name.ts";
import type { Node, Spec, Value } from "../../graph.ts";
import type { StepGraph } from "../../trace.ts";
import { invariantNodes, stepParts } from "../step-parts.ts";
import type { Operand } from "../operand.ts";
import { lowerConstants, need, type Operands } from "../operands.ts";
import { carriedIn, received, sent } from "./boundary.ts";
import type { TensorflowBuilder } from "./builder.ts";
import { call, libraryFunction, loop, savedModel, type LibraryFunction } from "./functions.ts";
import { lowerNode } from "./index.ts";
import { cut, padded, roomFor, stacked } from "./stacked.ts";

const COUNT: Spec = { shape: [], type: "int32" };

/** A part of the step graph: what a loop carries of it, in one order everywhere. */
interface Layout {
  readonly state: readonly Value[];
  readonly nextState: readonly Value[];
  readonly metrics: readonly Value[];
  readonly perStep: readonly Value[];
  /** The same at every step: constants and what is made of them alone, as far as steps use it. */
  readonly fixed: readonly Value[];
  readonly constants: readonly Value[];
  readonly before: readonly Node[];
  readonly repeated: readonly Node[];
}

function layoutOf(graph: StepGraph): Layout {
  const { state, constants, perStep, nextState, metrics } = stepParts(graph);
  const fixedNodes = invariantNodes(graph.body, constants);
  const repeated = graph.body.nodes.filter((node) => !fixedNodes.has(node));
  const values = (named: readonly (readonly [string, Value])[]) => named.map(([, value]) => value);
  const used = new Set([
    ...repeated.flatMap(({ inputs }) => inputs),
    ...values([...nextState, ...metrics]),
  ]);
  const outer = [...values(constants), ...[...fixedNodes].flatMap(({ outputs }) => outputs)];
  return {
    ...{ state: values(state), nextState: values(nextState), metrics: values(metrics) },
    ...{ perStep: values(perStep), constants: values(constants) },
    ...{ fixed: outer.filter((value) => used.has(value)), before: [...fixedNodes], repeated },
  };
}

function pair(values: readonly Value[], operands: readonly Operand[], into: Operands): void {
  values.forEach((value, index) => {
    const operand = operands[index];
    if (operand !== undefined) into.set(value, { ...operand, shape: value.shape });
  });
}

/** Cuts a list into parts of given lengths. */
function parts<T>(list: readonly T[], lengths: readonly number[]): T[][] {
  let from = 0;
  return lengths.map((length) => list.slice(from, (from += length)));
}

/** What goes round: the number of the step, how many there are, then all arrays of the layout. */
function carriedBy({ state, fixed, perStep, metrics }: Layout): Spec[] {
  return [COUNT, COUNT, ...state, ...metrics.map(stacked), ...fixed, ...perStep.map(stacked)];
}

function written(builder: TensorflowBuilder, buffer: Operand, metric: Operand, step: Operand) {
  const place = builder.reshape(step, [1, 1]);
  const row = builder.reshape(metric, [1, ...metric.shape]);
  return builder.node("TensorScatterUpdate", [buffer, place, row], buffer);
}

function bodyOf(graph: StepGraph, layout: Layout, precision: Precision): LibraryFunction {
  const { state, metrics, fixed, perStep } = layout;
  const lengths = [1, 1, state.length, metrics.length, fixed.length, perStep.length];
  return libraryFunction({ name: "step", precision }, carriedBy(layout), (builder, given) => {
    const [[step] = [], [count] = [], ...arrays] = parts(given, lengths);
    const [old = [], buffers = [], kept = [], slices = []] = arrays;
    if (step === undefined || count === undefined) throw new Error("a loop counts its steps");
    const operands: Operands = new Map();
    pair(state, old, operands);
    pair(fixed, kept, operands);
    perStep.forEach((value, index) => {
      const inputs = [slices[index] ?? step, step, builder.scalar(0, "int32")];
      operands.set(value, builder.node("GatherV2", inputs, value, { batch_dims: 0 }));
    });
    lowerConstants(graph.body.constants, builder, operands);
    for (const node of layout.repeated) lowerNode(node, builder, operands);
    const next = layout.nextState.map((value) => need(operands, value));
    const rows = metrics.map((value, index) =>
      written(builder, buffers[index] ?? step, need(operands, value), step),
    );
    const after = builder.node("AddV2", [step, 1], COUNT);
    return [after, count, ...next, ...rows, ...kept, ...slices];
  });
}

function conditionOf(layout: Layout, precision: Precision): LibraryFunction {
  return libraryFunction({ name: "unfinished", precision }, carriedBy(layout), (builder, given) => {
    const [step, count] = given;
    if (step === undefined || count === undefined) throw new Error("a loop counts its steps");
    return [builder.node("Less", [step, count], { shape: [], type: "bool" })];
  });
}

/** All steps: (count, state, constants, stacked inputs, stacked room for metrics) to (state, metrics). */
function trainOf(
  graph: StepGraph,
  layout: Layout,
  { precision, isCompiled }: { readonly precision: Precision; readonly isCompiled: boolean },
): LibraryFunction[] {
  const body = bodyOf(graph, layout, precision);
  const condition = conditionOf(layout, precision);
  const { state, constants, perStep, metrics } = layout;
  const inputs = [COUNT, ...state, ...constants, ...perStep.map(stacked), ...metrics.map(stacked)];
  const lengths = [1, state.length, constants.length, perStep.length, metrics.length];
  const signature = { name: "train", precision };
  const train = libraryFunction(signature, inputs, (builder, given) => {
    const [[count] = [], first = [], fixedInputs = [], slices = [], room = []] = parts(
      given,
      lengths,
    );
    if (count === undefined) throw new Error("a loop counts its steps");
    const operands: Operands = new Map();
    pair(constants, fixedInputs, operands);
    lowerConstants(graph.body.constants, builder, operands);
    for (const node of layout.before) lowerNode(node, builder, operands);
    const kept = layout.fixed.map((value) => need(operands, value));
    const start = [builder.scalar(0, "int32"), count, ...first, ...room, ...kept, ...slices];
    const end = loop(builder, { condition, body, isCompiled }, start);
    return end.slice(2, 2 + state.length + metrics.length);
  });
  return [train, body, condition];
}

/**
 * All steps, compiled by XLA: once, since its arrays have room for the same number of steps whatever
 * the call is of.
 */
function callCompiled(
  builder: TensorflowBuilder,
  train: LibraryFunction,
  { count, arrays }: { readonly count: Operand; readonly arrays: readonly Operand[] },
  { layout, length }: { readonly layout: Layout; readonly length: number },
): Operand[] {
  const { state, perStep, metrics } = layout;
  const isStacked = (at: number) => at >= arrays.length - perStep.length;
  const fixed = arrays.map((one, at) =>
    isStacked(at) ? padded(builder, one, { count, length }) : one,
  );
  const room = metrics.map((metric) => roomFor(builder, metric, builder.scalar(length, "int32")));
  const made = call(builder, train, [count, ...fixed, ...room], true);
  return made.map((one, at) => (at < state.length ? one : cut(builder, one, count)));
}

/**
 * Many steps as one loop of a SavedModel. It takes the number of steps, then state, constants and stacked
 * inputs of the steps; it gives the last state and the stacked metrics.
 *
 * @param length compiled by XLA, for calls of so many steps at most; null: not compiled
 */
export function stepsModel(
  graph: StepGraph,
  precision: Precision,
  length: number | null = null,
): Uint8Array {
  const layout = layoutOf(graph);
  const functions = trainOf(graph, layout, { precision, isCompiled: length !== null });
  const [train] = functions;
  if (train === undefined) throw new Error("steps have a function");
  const values = [...layout.state, ...layout.constants, ...layout.perStep.map(stacked)];
  const inputs = [COUNT, ...values.map((spec) => carriedIn(spec, precision))];
  const entry = libraryFunction({ name: "entry", precision }, inputs, (builder, given) => {
    const [count, ...carried] = given;
    if (count === undefined) throw new Error("a loop counts its steps");
    const arrays = carried.map((operand, index) =>
      received(builder, operand, values[index] ?? (operand as Spec)),
    );
    const run = (): Operand[] => {
      if (length !== null)
        return callCompiled(builder, train, { count, arrays }, { layout, length });
      const room = layout.metrics.map((metric) => roomFor(builder, metric, count));
      return call(builder, train, [count, ...arrays, ...room]);
    };
    return run().map((operand) => sent(builder, operand));
  });
  return savedModel(entry, functions, precision);
}
