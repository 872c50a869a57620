import type { Precision } from "../../../domain/engine-name.ts";
import type { Data, Graph } from "../graph.ts";
import { mapValues, unprefixed } from "../names.ts";
import type { StepGraph } from "../trace.ts";
import { floatArray } from "./arrays.ts";
import { noMemory } from "./call-failed.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Engine,
  FunctionExecutable,
  HostArrays,
  HostData,
  StepExecutable,
  StepInputs,
  StepOutputs,
} from "./engine.ts";
import { functionCheck, stepCheck } from "./given.ts";
import { inCalls } from "./in-calls.ts";
import { interpret } from "./interpret.ts";
import { probeEngine } from "./probe.ts";

function toData(data: HostData): Data {
  return data instanceof Float32Array ? Float64Array.from(data) : data;
}

/** The interpreter computes in float64 always; in float32 it gives the nearest ones. */
function toHost(data: Data, precision: Precision): HostData {
  return data instanceof Float64Array ? floatArray(precision).from(data) : data;
}

function compute(graph: Graph, inputs: HostArrays, precision: Precision) {
  try {
    const outputs = interpret(graph, mapValues(inputs, toData));
    return mapValues(outputs, (data) => toHost(data, precision));
  } catch (cause) {
    throw noMemory("the interpreter", cause) ?? cause;
  }
}

function compileFunction(graph: Graph, precision: Precision): FunctionExecutable {
  const check = functionCheck(graph);
  return {
    run: (inputs) => Promise.resolve(compute(graph, check(inputs), precision)),
    dispose: () => Promise.resolve(),
  };
}

/** What a step hands on is rounded, so that it does not matter which steps one call computes. */
function compileSteps(graph: StepGraph, precision: Precision): StepExecutable {
  const check = stepCheck(graph);
  const step = (inputs: StepInputs): StepOutputs => {
    const outputs = compute(graph.body, check(inputs), precision);
    return { state: unprefixed("state", outputs), metrics: unprefixed("metric", outputs) };
  };
  const run = (inputs: StepInputs): StepOutputs => {
    check(inputs);
    return inCalls({ ...inputs, constants: mapValues(inputs.constants, toData) }, 1, step);
  };
  return { run: (inputs) => Promise.resolve(run(inputs)), dispose: () => Promise.resolve() };
}

/** A plain interpreter of graphs: slow, and right by inspection. */
export function createReference(): Engine {
  const engine: Engine = {
    name: "reference",
    facts: () => ({
      ...{ name: "reference", device: "CPU", threads: 1, cpuFeatures: cpuFeatures() },
      versions: [{ name: "node", version: process.versions.node }],
    }),
    probe: () => probeEngine(engine),
    compileFunction: (_name, graph, precision) =>
      Promise.resolve(compileFunction(graph, precision)),
    compileSteps: (graph, precision) => Promise.resolve(compileSteps(graph, precision)),
  };
  return engine;
}
