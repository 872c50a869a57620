import { createRequire } from "node:module";
import * as ort from "onnxruntime-node";
import type { Precision } from "../../../domain/engine-name.ts";
import { type Graph, type StorageType, type Value } from "../graph.ts";
import { functionModel } from "../lower/function-model.ts";
import { stepsModel } from "../lower/steps-model.ts";
import { prefixed } from "../names.ts";
import { simplify, simplifyStep } from "../passes/index.ts";
import { pooledGradients } from "../passes/pooled-gradients.ts";
import type { StepGraph } from "../trace.ts";
import { floatArray } from "./arrays.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Engine,
  EngineOptions,
  FunctionExecutable,
  HostArrays,
  HostData,
  StepExecutable,
} from "./engine.ts";
import { functionCheck, stepCheck } from "./given.ts";
import { openSession, type OpenSession, type Session, type Tensors } from "./onnx-session.ts";
import { probeEngine } from "./probe.ts";

type Open = (model: Uint8Array, precision: Precision) => Promise<Session>;

/** The input as the session takes it, without a copy where the type is the right one already. */
function tensorOf(
  data: HostData,
  type: StorageType,
  shape: readonly number[],
  precision: Precision,
) {
  const dims = [...shape];
  if (type === "bool") return new ort.Tensor("bool", data as Uint8Array, dims);
  if (type !== "float") return new ort.Tensor(type, data as never, dims);
  const Floats = floatArray(precision);
  const floats = data instanceof Floats ? data : new Floats(data);
  return new ort.Tensor(precision, floats as never, dims);
}

/** A tensor of every input; with `count`, inputs of steps are that many slices. */
function feedsOf(
  inputs: Readonly<Record<string, Value>>,
  given: HostArrays,
  precision: Precision,
  count?: number,
) {
  const feeds = Object.entries(inputs).map(([key, { shape, type }]) => {
    const full = key.startsWith("step/") && count !== undefined ? [count, ...shape] : shape;
    return [key, tensorOf(given[key] as HostData, type, full, precision)];
  });
  return Object.fromEntries(feeds) as Record<string, ort.Tensor>;
}

function hostOf(outputs: Tensors, name: string): HostData {
  const tensor = outputs[`out/${name}`];
  if (tensor === undefined) throw new Error(`the session gave no ${name}`);
  return tensor.data as HostData;
}

async function compileFunction(
  { name, graph }: { name: string; graph: Graph },
  precision: Precision,
  open: Open,
): Promise<FunctionExecutable> {
  const simple = pooledGradients.apply(simplify(graph, precision));
  const model = functionModel(name, simple, precision);
  const session = await open(model, precision);
  const check = functionCheck(graph);
  return {
    async run(inputs) {
      const feeds = feedsOf(graph.inputs, check(inputs), precision);
      const outputs = await session.run(prefixed("in", feeds));
      const names = Object.keys(graph.outputs);
      return Object.fromEntries(names.map((output) => [output, hostOf(outputs, output)]));
    },
    dispose: () => session.release(),
  };
}

async function compileSteps(
  graph: StepGraph,
  precision: Precision,
  open: Open,
): Promise<StepExecutable> {
  const simplified = simplifyStep(graph, precision);
  const simple = { ...simplified, body: pooledGradients.apply(simplified.body) };
  const session = await open(stepsModel(simple, precision), precision);
  const check = stepCheck(graph);
  return {
    async run(inputs) {
      const { count } = inputs;
      const feeds = feedsOf(graph.body.inputs, check(inputs), precision, count);
      for (const name of graph.state) {
        const key = `state/${name}`;
        const shape = simple.body.inputs[key]?.shape ?? [];
        feeds[key] = (feeds[key] as ort.Tensor).reshape([...shape]);
      }
      const loop = new ort.Tensor("int64", BigInt64Array.of(BigInt(count)), []);
      const outputs = await session.run({ ...feeds, "loop/count": loop });
      const take = (prefix: string, names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, hostOf(outputs, `${prefix}/${name}`)]));
      return { state: take("state", graph.state), metrics: take("metric", graph.metrics) };
    },
    dispose: () => session.release(),
  };
}

function versionOf(name: string): { name: string; version: string } {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return { name, version: manifest.version };
}

/**
 * ONNX Runtime on the processor: graphs as ONNX models, loops of steps as one native call.
 *
 * @param openModel sees every model and every call; plain ONNX Runtime unless said
 */
export function createOnnxCpu(
  { threads }: EngineOptions,
  openModel: OpenSession = openSession,
): Engine {
  const open: Open = (model, precision) => openModel(model, { precision, threads });
  const engine: Engine = {
    name: "onnx-cpu",
    facts: () => ({
      ...{ name: "onnx-cpu", device: "CPU", threads, cpuFeatures: cpuFeatures() },
      versions: ["onnxruntime-node", "@tensorflow/tfjs-core"].map(versionOf),
    }),
    probe: () => probeEngine(engine),
    compileFunction: (name, graph, precision) => compileFunction({ name, graph }, precision, open),
    compileSteps: (graph, precision) => compileSteps(graph, precision, open),
  };
  return engine;
}
