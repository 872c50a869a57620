import { sizeOf, type Data, type Graph, type Value } from "../graph.ts";
import type { Precision } from "../../../domain/engine-name.ts";
import { prefixed } from "../names.ts";
import type { StepGraph } from "../trace.ts";
import { assertKnown, checkArray, floatArray } from "./arrays.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Engine,
  FunctionExecutable,
  HostData,
  StepExecutable,
  StepInputs,
  StepOutputs,
} from "./engine.ts";
import { interpret } from "./interpret.ts";
import { probeEngine } from "./probe.ts";

function toData(data: HostData): Data {
  return data instanceof Float32Array ? Float64Array.from(data) : data;
}

/** The interpreter computes in float64 always; in float32 it gives the nearest ones. */
function toHost(data: Data, precision: Precision): HostData {
  return data instanceof Float64Array ? floatArray(precision).from(data) : data;
}

function compileFunction(graph: Graph, precision: Precision): FunctionExecutable {
  return {
    run(inputs) {
      assertKnown(Object.keys(graph.inputs), inputs, "input");
      const given = Object.entries(graph.inputs).map(([name, value]) => [
        name,
        toData(checkArray(name, inputs[name], value)),
      ]);
      const outputs = interpret(graph, Object.fromEntries(given) as Record<string, Data>);
      const hosts = Object.entries(outputs).map(([name, data]) => [name, toHost(data, precision)]);
      return Promise.resolve(Object.fromEntries(hosts) as Record<string, HostData>);
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
function slicesAt(graph: StepGraph, stacked: Record<string, Data>, step: number) {
  const slices = graph.perStep.map((name) => {
    const size = sizeOf(inputOf(graph, `step/${name}`).shape);
    return [`step/${name}`, stacked[name]?.slice(step * size, (step + 1) * size)];
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

function gather(graph: StepGraph, { count, state, constants, perStep }: StepInputs) {
  assertKnown(graph.state, state, "state");
  assertKnown(graph.constants, constants, "constant");
  assertKnown(graph.perStep, perStep, "input of a step");
  const take = (prefix: string, names: readonly string[], given: Record<string, HostData>) =>
    Object.fromEntries(
      names.map((name) => {
        const value = inputOf(graph, `${prefix}/${name}`);
        const shape = prefix === "step" ? [count, ...value.shape] : value.shape;
        return [name, toData(checkArray(name, given[name], { shape, type: value.type }))];
      }),
    ) as Record<string, Data>;
  return {
    state: take("state", graph.state, state),
    constants: take("constant", graph.constants, constants),
    perStep: take("step", graph.perStep, perStep),
  };
}

function compileSteps(graph: StepGraph, precision: Precision): StepExecutable {
  const run = (inputs: StepInputs): StepOutputs => {
    const { constants, perStep, ...given } = gather(graph, inputs);
    let state = given.state;
    const metrics: Record<string, Data[]> = Object.fromEntries(
      graph.metrics.map((one) => [one, []]),
    );
    for (let step = 0; step < inputs.count; step += 1) {
      const outputs = interpret(graph.body, {
        ...prefixed("state", state),
        ...prefixed("constant", constants),
        ...slicesAt(graph, perStep, step),
      });
      const pick = (prefix: string, name: string) =>
        outputs[`${prefix}/${name}`] ?? new Float64Array();
      state = Object.fromEntries(graph.state.map((name) => [name, pick("state", name)]));
      for (const name of graph.metrics) metrics[name]?.push(pick("metric", name));
    }
    const hosts = (record: Record<string, Data>) =>
      Object.fromEntries(
        Object.entries(record).map(([name, data]) => [name, toHost(data, precision)]),
      );
    const stacked = Object.entries(metrics).map(([name, slices]) => {
      const value = graph.body.outputs[`metric/${name}`];
      return [name, stack(slices, sizeOf(value?.shape ?? []), slices[0] ?? new Float64Array())];
    });
    return {
      state: hosts(state),
      metrics: hosts(Object.fromEntries(stacked) as Record<string, Data>),
    };
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
