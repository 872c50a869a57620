import type { Precision } from "../../../domain/engine-name.ts";
import type { Graph, Value } from "../graph.ts";
import { primitiveOf } from "../ops/index.ts";
import type { StepGraph } from "../trace.ts";
import {
  createBuilder,
  elementType,
  Initializers,
  type OnnxBuilder,
  type Operand,
} from "./onnx-builder.ts";
import { encodeModel, valueInfo, type NodeProto, type ValueInfoProto } from "./onnx-format.ts";

const LOOP = { count: "loop/count", condition: "loop/condition", index: "loop/index" };

/** Which operand holds each value so far. */
type Operands = Map<Value, Operand>;

function nameInputs(graph: Graph, operands: Operands): Operand[] {
  return Object.entries(graph.inputs).map(([name, value]) => {
    const operand = { name, shape: value.shape, type: value.type };
    operands.set(value, operand);
    return operand;
  });
}

function need(operands: Operands, value: Value): Operand {
  const operand = operands.get(value);
  if (operand === undefined) throw new Error(`value ${value.id} is used before it is made`);
  return operand;
}

/** Lowers nodes in their order, each by its row of the table. */
function lowerNodes(graph: Graph, builder: OnnxBuilder, operands: Operands): void {
  for (const { value, data } of graph.constants) {
    operands.set(value, builder.constant(data, value.shape, value.type));
  }
  for (const { kernel, inputs, attributes, outputs } of graph.nodes) {
    const given = inputs.map((value) => need(operands, value));
    const made = primitiveOf(kernel).onnx(builder, given as never, {
      attributes,
      outputs: outputs as never,
    });
    outputs.forEach((value, index) => {
      const operand = made[index];
      if (operand !== undefined) operands.set(value, operand);
    });
  }
}

/** An output has a name of its own, also where it is an input or stands twice. */
function nameOutput(
  builder: OnnxBuilder,
  nodes: NodeProto[],
  operand: Operand,
  name: string,
): void {
  builder.node("Identity", [operand], operand);
  const last = nodes.pop();
  if (last !== undefined) nodes.push({ ...last, output: [name] });
}

function infoOf(
  operand: Omit<Operand, "name">,
  name: string,
  precision: Precision,
): ValueInfoProto {
  return valueInfo(name, elementType(operand.type, precision), operand.shape);
}

/** A function as an ONNX model: inputs and outputs by their names. */
export function lowerFunction(name: string, graph: Graph, precision: Precision): Uint8Array {
  const initializers = new Initializers(precision);
  const nodes: NodeProto[] = [];
  const builder = createBuilder(precision, initializers, nodes);
  const operands: Operands = new Map();
  const inputs = nameInputs(graph, operands);
  lowerNodes(graph, builder, operands);
  const outputs = Object.entries(graph.outputs).map(([output, value]) => {
    nameOutput(builder, nodes, need(operands, value), `out/${output}`);
    return infoOf(value, `out/${output}`, precision);
  });
  return encodeModel({
    ...{ name, node: nodes, initializer: initializers.tensors },
    input: inputs.map((operand) => infoOf(operand, operand.name, precision)),
    output: outputs,
  });
}

/**
 * Many steps as one ONNX Loop. The model takes `loop/count` (int64), the state, the constants and
 * the stacked inputs of the steps; it gives the last state and the stacked metrics.
 */
export function lowerSteps(graph: StepGraph, precision: Precision): Uint8Array {
  const initializers = new Initializers(precision);
  const { body } = graph;
  const nodes: NodeProto[] = [];
  const builder = createBuilder(precision, initializers, nodes);
  const operands: Operands = new Map();
  const index: Operand = { name: LOOP.index, shape: [], type: "int64" };
  const inputOf = (key: string): Value => {
    const value = body.inputs[key];
    if (value === undefined) throw new Error(`the step has no input ${key}`);
    return value;
  };
  const outputOf = (key: string): Value => {
    const value = body.outputs[key];
    if (value === undefined) throw new Error(`the step has no output ${key}`);
    return value;
  };
  for (const key of graph.state.map((name) => `state/${name}`)) {
    const value = inputOf(key);
    operands.set(value, { ...value, name: `body/${key}` });
  }
  for (const key of graph.constants.map((name) => `constant/${name}`)) {
    const value = inputOf(key);
    operands.set(value, { ...value, name: key });
  }
  for (const key of graph.perStep.map((name) => `step/${name}`)) {
    const value = inputOf(key);
    const stacked = { name: key, shape: [1, ...value.shape], type: value.type };
    operands.set(value, builder.node("Gather", [stacked, index], value));
  }
  lowerNodes(body, builder, operands);
  const stateKeys = graph.state.map((name) => `state/${name}`);
  const metricKeys = graph.metrics.map((name) => `metric/${name}`);
  for (const key of [...stateKeys, ...metricKeys]) {
    nameOutput(builder, nodes, need(operands, outputOf(key)), `body/out/${key}`);
  }
  const condition: Operand = { name: "body/condition", shape: [], type: "bool" };
  nameOutput(builder, nodes, condition, "body/out/condition");
  const bodyGraph = {
    ...{ name: "step", node: nodes, initializer: [] },
    input: [
      valueInfo(LOOP.index, "int64", []),
      valueInfo("body/condition", "bool", []),
      ...stateKeys.map((key) => infoOf(inputOf(key), `body/${key}`, precision)),
    ],
    output: [
      valueInfo("body/out/condition", "bool", []),
      ...[...stateKeys, ...metricKeys].map((key) =>
        infoOf(outputOf(key), `body/out/${key}`, precision),
      ),
    ],
  };
  const outer: NodeProto[] = [];
  const outerBuilder = createBuilder(precision, initializers, outer);
  const always = outerBuilder.scalar(1, "bool");
  outer.push({
    ...{ opType: "Loop", domain: "", name: "loop" },
    input: [LOOP.count, always.name, ...stateKeys],
    output: [...stateKeys, ...metricKeys].map((key) => `out/${key}`),
    attribute: [{ name: "body", type: 5, g: bodyGraph }],
  });
  const steps = "steps";
  const stackedInfo = (value: Value, name: string) =>
    valueInfo(name, elementType(value.type, precision), [steps, ...value.shape]);
  return encodeModel({
    ...{ name: graph.name, node: outer, initializer: initializers.tensors },
    input: [
      valueInfo(LOOP.count, "int64", []),
      ...stateKeys.map((key) => infoOf(inputOf(key), key, precision)),
      ...graph.constants.map((name) =>
        infoOf(inputOf(`constant/${name}`), `constant/${name}`, precision),
      ),
      ...graph.perStep.map((name) => stackedInfo(inputOf(`step/${name}`), `step/${name}`)),
    ],
    output: [
      ...stateKeys.map((key) => infoOf(outputOf(key), `out/${key}`, precision)),
      ...graph.metrics.map((name) => stackedInfo(outputOf(`metric/${name}`), `out/metric/${name}`)),
    ],
  });
}
