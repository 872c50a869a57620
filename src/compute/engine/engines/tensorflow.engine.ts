import { createRequire } from "node:module";
import type { Precision } from "../../../domain/engine-name.ts";
import type { Graph, Value } from "../graph.ts";
import { functionModel } from "../lower/tensorflow/function-model.ts";
import { callLength } from "../lower/tensorflow/stacked.ts";
import { stepsModel } from "../lower/tensorflow/steps-model.ts";
import { batchNorms } from "../passes/batch-norms.ts";
import { simplify, simplifyStep } from "../passes/index.ts";
import type { StepGraph } from "../trace.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Compilers,
  Engine,
  EngineOptions,
  FunctionExecutable,
  HostArrays,
  HostData,
  StepExecutable,
  StepInputs,
  StepOutputs,
  StepPlan,
} from "./engine.ts";
import { functionCheck, stepCheck } from "./given.ts";
import { inCalls } from "./in-calls.ts";
import { probeEngine } from "./probe.ts";
import { withRowsOnProcessor } from "./rows.ts";
import { requireTensorflow, type TensorflowBinding } from "./tensorflow-binding.ts";
import type { TensorflowName } from "./tensorflow-folder.ts";
import { openTensorflowSession, type Fed } from "./tensorflow-session.ts";
import { isForXla, XLA_RULE } from "./xla.ts";

/** Native calls block; what they throw is a rejection all the same. */
function promised<T>(compute: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(compute());
  });
}

function byName(names: readonly string[], arrays: readonly HostData[]): Record<string, HostData> {
  return Object.fromEntries(names.map((name, index) => [name, arrays[index] as HostData]));
}

/** What computes a graph, beside the device. */
interface Runner {
  readonly precision: Precision;
  /** Names of the inputs that are state of steps. */
  readonly state: readonly string[];
  readonly isByXla: boolean;
}

/**
 * The graph as the device wants it: on a CPU, and in float32, oneDNN has a batch normalisation as one
 * operation. So has XLA, but takes its variance as the mean of squares less the square of the mean: of
 * numbers around 1000 nothing is left of it in float32.
 */
function forDevice(
  binding: TensorflowBinding,
  graph: Graph,
  { precision, state, isByXla }: Runner,
): Graph {
  if (binding.isUsingGpuDevice()) return withRowsOnProcessor(graph, state);
  return precision === "float32" && !isByXla ? batchNorms.apply(graph) : graph;
}

function compileFunction(
  binding: TensorflowBinding,
  graph: Graph,
  precision: Precision,
): FunctionExecutable {
  const runner = { precision, state: [], isByXla: false };
  const simple = forDevice(binding, simplify(graph, precision), runner);
  const session = openTensorflowSession(binding, functionModel(simple, precision), precision);
  const names = Object.keys(simple.outputs);
  const check = functionCheck(graph);
  const compute = (inputs: HostArrays) => {
    const given = check(inputs);
    const fed = Object.entries(graph.inputs).map(([name, spec]) => {
      return { data: given[name] as HostData, spec };
    });
    return byName(names, session.run(fed, Object.values(simple.outputs)));
  };
  return {
    run: (inputs) => promised(() => compute(inputs)),
    dispose: () => promised(session.close),
  };
}

/** Of a call of steps, in the order of the program: what is carried is as the simplified form has it. */
function fedSteps({ body, ...names }: StepGraph, given: HostArrays, count: number): Fed[] {
  const fed = (key: string, lead: readonly number[] = []): Fed => {
    const { shape, type } = body.inputs[key] as Value;
    return { data: given[key] as HostData, spec: { shape: [...lead, ...shape], type } };
  };
  return [
    { data: Int32Array.of(count), spec: { shape: [], type: "int32" } },
    ...names.state.map((name) => fed(`state/${name}`)),
    ...names.constants.map((name) => fed(`constant/${name}`)),
    ...names.perStep.map((name) => fed(`step/${name}`, [count])),
  ];
}

/** Calls of steps, of `length` at most. */
function compileSteps(
  binding: TensorflowBinding,
  { declared, length }: { readonly declared: StepGraph; readonly length: number | null },
  precision: Precision,
): StepExecutable {
  const simplified = simplifyStep(declared, precision);
  const state = simplified.state.map((name) => `state/${name}`);
  const runner = { precision, state, isByXla: length !== null };
  const simple = { ...simplified, body: forDevice(binding, simplified.body, runner) };
  const model = stepsModel(simple, precision, length);
  const session = openTensorflowSession(binding, model, precision);
  const output = (key: string) => simple.body.outputs[key] as Value;
  const check = stepCheck(declared);
  const compute = (inputs: StepInputs): StepOutputs => {
    const fed = fedSteps(simple, check(inputs), inputs.count);
    const made = session.run(fed, [
      ...declared.state.map((name) => output(`state/${name}`)),
      ...declared.metrics.map((name) => {
        const { shape, type } = output(`metric/${name}`);
        return { shape: [inputs.count, ...shape], type };
      }),
    ]);
    return {
      state: byName(declared.state, made),
      metrics: byName(declared.metrics, made.slice(declared.state.length)),
    };
  };
  const run = (inputs: StepInputs): StepOutputs => {
    if (length === null || inputs.count <= length) return compute(inputs);
    check(inputs);
    return inCalls(inputs, length, compute);
  };
  return {
    run: (inputs) => promised(() => run(inputs)),
    dispose: () => promised(session.close),
  };
}

/** Graphs as SavedModels; by XLA on processors only, since nowhere else was it measured. */
export function tensorflowCompilers(binding: TensorflowBinding): Compilers {
  const lengthOf = (graph: StepGraph, plan: StepPlan) =>
    !binding.isUsingGpuDevice() && isForXla(graph, plan) ? callLength(graph) : null;
  return {
    compileFunction: (_name, graph, precision) =>
      promised(() => compileFunction(binding, graph, precision)),
    compileSteps: (declared, precision, plan = { steps: 1 }) =>
      promised(() => {
        const length = lengthOf(declared, plan);
        return compileSteps(binding, { declared, length }, precision);
      }),
  };
}

/** TensorFlow on a CPU or an NVIDIA GPU, through the native half of tfjs-node. */
export function createTensorflow(name: TensorflowName, options: EngineOptions): Engine {
  const { binding, manifest } = requireTensorflow(options, name);
  const core = createRequire(import.meta.url)("@tensorflow/tfjs-core/package.json") as {
    version: string;
  };
  const compilers = tensorflowCompilers(binding);
  return {
    name,
    facts: () => ({
      ...{ name, device: binding.isUsingGpuDevice() ? "GPU" : "CPU", threads: options.threads },
      cpuFeatures: cpuFeatures(),
      versions: [
        { name: "tensorflow", version: binding.TF_Version },
        { name: "@tensorflow/tfjs-node", version: manifest.tfjsNode },
        { name: "@tensorflow/tfjs-core", version: core.version },
        ...(binding.isUsingGpuDevice() ? [] : [{ name: "xla", version: XLA_RULE }]),
      ],
    }),
    probe: () => probeEngine(compilers),
    ...compilers,
  };
}
