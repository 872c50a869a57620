import { sizeOf, type Data, type Graph, type Value } from "../graph.ts";
import type { Precision } from "../../../domain/engine-name.ts";
import { prefixed, unprefixed } from "../names.ts";
import type { StepGraph } from "../trace.ts";
import { floatArray } from "./arrays.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Engine,
  FunctionExecutable,
  HostData,
  StepExecutable,
  StepInputs,
  StepOutputs,
} from "./engine.ts";
import { functionCheck, stepCheck } from "./given.ts";
import { interpret } from "./interpret.ts";
import { probeEngine } from "./probe.ts";

function toData(data: HostData): Data {
  return data instanceof Float32Array ? Float64Array.from(data) : data;
}

/** The interpreter computes in float64 always; in float32 it gives the nearest ones. */
function toHost(data: Data, precision: Precision): HostData {
  return data instanceof Float64Array ? floatArray(precision).from(data) : data;
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (one: From) => To) {
  const entries = Object.entries(record).map(([name, one]) => [name, map(one)]);
  return Object.fromEntries(entries) as Record<string, To>;
}

function compileFunction(graph: Graph, precision: Precision): FunctionExecutable {
  const check = functionCheck(graph);
  return {
    run(inputs) {
      const outputs = interpret(graph, mapValues(check(inputs), toData));
      return Promise.resolve(mapValues(outputs, (data) => toHost(data, precision)));
    },
    dispose: () => Promise.resolve(),
  };
}

function inputOf({ body }: StepGraph, key: string): Value {
  const value = body.inputs[key];
  if (value === undefined) throw new Error(`the step has no input ${key}`);
  return value;
}

/** Slices of the stacked inputs of one step. */
function slicesAt(graph: StepGraph, given: Record<string, Data>, step: number) {
  const slices = graph.perStep.map((name) => {
    const key = `step/${name}`;
    const size = sizeOf(inputOf(graph, key).shape);
    return [key, given[key]?.slice(step * size, (step + 1) * size)];
  });
  return Object.fromEntries(slices) as Record<string, Data>;
}

function stack(slices: readonly Data[], size: number, like: Data): Data {
  const all = new (like.constructor as new (length: number) => Data)(size * slices.length);
  slices.forEach((slice, step) => {
    all.set(slice, step * size);
  });
  return all;
}

function compileSteps(graph: StepGraph, precision: Precision): StepExecutable {
  const check = stepCheck(graph);
  const run = (inputs: StepInputs): StepOutputs => {
    const given = mapValues(check(inputs), toData);
    let state = unprefixed("state", given);
    const metrics: Record<string, Data[]> = Object.fromEntries(
      graph.metrics.map((one) => [one, []]),
    );
    for (let step = 0; step < inputs.count; step += 1) {
      const outputs = interpret(graph.body, {
        ...given,
        ...prefixed("state", state),
        ...slicesAt(graph, given, step),
      });
      const pick = (prefix: string, name: string) =>
        outputs[`${prefix}/${name}`] ?? new Float64Array();
      state = Object.fromEntries(graph.state.map((name) => [name, pick("state", name)]));
      for (const name of graph.metrics) metrics[name]?.push(pick("metric", name));
    }
    const stacked = Object.entries(metrics).map(([name, slices]) => {
      const value = graph.body.outputs[`metric/${name}`];
      return [name, stack(slices, sizeOf(value?.shape ?? []), slices[0] ?? new Float64Array())];
    });
    const all = Object.fromEntries(stacked) as Record<string, Data>;
    const hosts = (record: Record<string, Data>) =>
      mapValues(record, (data) => toHost(data, precision));
    return { state: hosts(state), metrics: hosts(all) };
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
