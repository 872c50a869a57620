import { createRequire } from "node:module";
import * as ort from "onnxruntime-node";
import type { Precision } from "../../../domain/engine-name.ts";
import { PlatformError } from "../../../domain/errors.ts";
import { type Graph, type StorageType, type Value } from "../graph.ts";
import { functionModel } from "../lower/function-model.ts";
import { stepsModel } from "../lower/steps-model.ts";
import { prefixed } from "../names.ts";
import { simplify, simplifyStep } from "../passes/index.ts";
import type { StepGraph } from "../trace.ts";
import { assertKnown, checkArray, floatArray } from "./arrays.ts";
import { cpuFeatures } from "./cpu-features.ts";
import type {
  Engine,
  EngineOptions,
  FunctionExecutable,
  HostArrays,
  HostData,
  StepExecutable,
} from "./engine.ts";
import { probeEngine } from "./probe.ts";

/**
 * In float64 ONNX Runtime's own optimiser makes operations that exist in float32 only (it fuses
 * x sigmoid(1.702 x) and then cannot start): there it may do no more than fold constants.
 */
const LEVELS = { float32: "all", float64: "basic" } as const;

async function createSession(model: Uint8Array, precision: Precision, { threads }: EngineOptions) {
  try {
    return await ort.InferenceSession.create(model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: LEVELS[precision],
      logSeverityLevel: 3,
    });
  } catch (cause) {
    const words = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    const told = `ONNX Runtime does not take this program in ${precision}: ${words}`;
    throw new PlatformError("BAD_PROGRAM", told, { cause });
  }
}

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
  const floats = data instanceof Floats ? data : Floats.from(data);
  return new ort.Tensor(precision, floats as never, dims);
}

/** A tensor of every input, checked; with `count`, inputs of steps are that many slices. */
function feedsOf(
  inputs: Readonly<Record<string, Value>>,
  given: HostArrays,
  precision: Precision,
  count?: number,
) {
  const feeds = Object.entries(inputs).map(([key, { shape, type }]) => {
    const name = count === undefined ? key : key.slice(key.indexOf("/") + 1);
    const full = key.startsWith("step/") && count !== undefined ? [count, ...shape] : shape;
    const data = checkArray(name, given[key], { shape: full, type });
    return [key, tensorOf(data, type, full, precision)];
  });
  return Object.fromEntries(feeds) as Record<string, ort.Tensor>;
}

async function runSession(session: ort.InferenceSession, feeds: Record<string, ort.Tensor>) {
  try {
    return await session.run(feeds);
  } catch (cause) {
    const words = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new PlatformError("VERIFICATION_FAILED", `ONNX Runtime failed: ${words}`, { cause });
  }
}

function hostOf(outputs: ort.InferenceSession.ReturnType, name: string): HostData {
  const tensor = outputs[`out/${name}`];
  if (tensor === undefined) throw new Error(`the session gave no ${name}`);
  return tensor.data as HostData;
}

async function compileFunction(
  { name, graph }: { name: string; graph: Graph },
  precision: Precision,
  options: EngineOptions,
): Promise<FunctionExecutable> {
  const session = await createSession(
    functionModel(name, simplify(graph, precision), precision),
    precision,
    options,
  );
  return {
    async run(inputs) {
      assertKnown(Object.keys(graph.inputs), inputs, "input");
      const feeds = feedsOf(graph.inputs, inputs, precision);
      const outputs = await runSession(session, prefixed("in", feeds));
      const names = Object.keys(graph.outputs);
      return Object.fromEntries(names.map((output) => [output, hostOf(outputs, output)]));
    },
    dispose: () => session.release(),
  };
}

async function compileSteps(
  graph: StepGraph,
  precision: Precision,
  options: EngineOptions,
): Promise<StepExecutable> {
  const simple = simplifyStep(graph, precision);
  const session = await createSession(stepsModel(simple, precision), precision, options);
  return {
    async run({ count, state, constants, perStep }) {
      assertKnown(graph.state, state, "state");
      assertKnown(graph.constants, constants, "constant");
      assertKnown(graph.perStep, perStep, "input of a step");
      if (!Number.isInteger(count) || count < 1) {
        throw new PlatformError(
          "BAD_INPUT",
          `${count} steps: a whole number of at least 1 is needed`,
        );
      }
      const given = {
        ...prefixed("state", state),
        ...prefixed("constant", constants),
        ...prefixed("step", perStep),
      };
      const feeds = feedsOf(graph.body.inputs, given, precision, count);
      for (const name of graph.state) {
        const key = `state/${name}`;
        const shape = simple.body.inputs[key]?.shape ?? [];
        feeds[key] = (feeds[key] as ort.Tensor).reshape([...shape]);
      }
      const loop = new ort.Tensor("int64", BigInt64Array.of(BigInt(count)), []);
      const outputs = await runSession(session, { ...feeds, "loop/count": loop });
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

/** ONNX Runtime on the processor: graphs as ONNX models, loops of steps as one native call. */
export function createOnnxCpu(options: EngineOptions): Engine {
  const engine: Engine = {
    name: "onnx-cpu",
    facts: () => ({
      ...{ name: "onnx-cpu", device: "CPU", threads: options.threads, cpuFeatures: cpuFeatures() },
      versions: ["onnxruntime-node", "@tensorflow/tfjs-core"].map(versionOf),
    }),
    probe: () => probeEngine(engine),
    compileFunction: (name, graph, precision) =>
      compileFunction({ name, graph }, precision, options),
    compileSteps: (graph, precision) => compileSteps(graph, precision, options),
  };
  return engine;
}
