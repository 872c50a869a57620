import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import type { Precision } from "../../../domain/engine-name.ts";
import { PlatformError } from "../../../domain/errors.ts";
import type { Graph, Spec, Value } from "../graph.ts";
import { carriedIn } from "../lower/tensorflow/boundary.ts";
import { TAG } from "../lower/tensorflow/format.ts";
import { functionModel } from "../lower/tensorflow/function-model.ts";
import { inputName, outputName } from "../lower/tensorflow/functions.ts";
import { stepsModel } from "../lower/tensorflow/steps-model.ts";
import { simplify, simplifyStep } from "../passes/index.ts";
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
  StepInputs,
  StepOutputs,
} from "./engine.ts";
import { functionCheck, stepCheck } from "./given.ts";
import { probeEngine } from "./probe.ts";
import {
  requireTensorflow,
  type TensorflowBinding,
  type TensorflowName,
} from "./tensorflow-folder.ts";

/** DataType of types.proto, as far as tensors of tfjs-node have it. */
const CARRIED = { float: 1, int32: 3, uint8: 4, bool: 10, uint32: 3 } as const;

type Native = Float32Array | Int32Array | Uint8Array;

/** Native calls block; what they throw is a rejection all the same. */
function promised<T>(compute: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(compute());
  });
}

function firstLine(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
}

/** Loads a SavedModel, which TensorFlow takes from a folder only. */
function loaded(binding: TensorflowBinding, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), "corollary-graph-"));
  try {
    writeFileSync(join(folder, "saved_model.pb"), model);
    return binding.loadSavedModel(folder, TAG);
  } catch (cause) {
    const told = `TensorFlow does not take this program: ${firstLine(cause)}`;
    throw new PlatformError("BAD_PROGRAM", told, { cause });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bits of an array as tensors carry them. */
function carriedBits(data: HostData, { type }: Spec, precision: Precision): Native {
  if (type === "uint8" || type === "bool") return data as Uint8Array;
  if (type !== "float") return new Int32Array(data.buffer, data.byteOffset, data.length);
  const Floats = floatArray(precision);
  const floats = data instanceof Floats ? data : Floats.from(data);
  if (precision === "float32") return floats as Float32Array;
  return new Int32Array(floats.buffer, floats.byteOffset, 2 * floats.length);
}

/** An array from the bits that came out. */
function hostOf(data: Native, { type }: Spec, precision: Precision): HostData {
  if (type === "uint8") return Uint8Array.from(data);
  if (type === "uint32") return new Uint32Array(data.buffer, data.byteOffset, data.length);
  if (type !== "float" || precision === "float32") return data;
  return new Float64Array(data.buffer, data.byteOffset, data.length / 2);
}

interface Fed {
  readonly data: HostData;
  /** As the graph has it, with the number of steps in front where the array is stacked. */
  readonly spec: Spec;
}

/** A loaded model: arrays in and out in its order. */
function createSession(binding: TensorflowBinding, model: Uint8Array, precision: Precision) {
  const session = loaded(binding, model);
  const tensorOf = ({ data, spec }: Fed): number => {
    const { shape, type } = carriedIn(spec, precision);
    return binding.createTensor(shape, CARRIED[type], carriedBits(data, spec, precision));
  };
  return {
    run(fed: readonly Fed[], outputs: readonly Spec[]): HostData[] {
      const tensors = fed.map(tensorOf);
      try {
        const inputNames = fed.map((_, index) => `${inputName(index)}:0`).join(",");
        const outputNames = outputs.map((_, index) => outputName(index)).join(",");
        const made = binding.runSavedModel(session, tensors, inputNames, outputNames);
        return made.map(({ id }, index) => {
          const data = binding.tensorDataSync(id);
          binding.deleteTensor(id);
          return hostOf(data, outputs[index] ?? { shape: [], type: "float" }, precision);
        });
      } catch (cause) {
        const told = `TensorFlow failed: ${firstLine(cause)}`;
        throw new PlatformError("VERIFICATION_FAILED", told, { cause });
      } finally {
        for (const tensor of tensors) binding.deleteTensor(tensor);
      }
    },
    close: () =>
      promised(() => {
        binding.deleteSavedModel(session);
      }),
  };
}

function byName(names: readonly string[], arrays: readonly HostData[]): Record<string, HostData> {
  return Object.fromEntries(names.map((name, index) => [name, arrays[index] as HostData]));
}

function compileFunction(
  binding: TensorflowBinding,
  graph: Graph,
  precision: Precision,
): FunctionExecutable {
  const simple = simplify(graph, precision);
  const session = createSession(binding, functionModel(simple, precision), precision);
  const names = Object.keys(simple.outputs);
  const check = functionCheck(graph);
  const compute = (inputs: HostArrays) => {
    const given = check(inputs);
    const fed = Object.entries(graph.inputs).map(([name, spec]) => {
      return { data: given[name] as HostData, spec };
    });
    return byName(names, session.run(fed, Object.values(simple.outputs)));
  };
  return { run: (inputs) => promised(() => compute(inputs)), dispose: session.close };
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

function compileSteps(
  binding: TensorflowBinding,
  declared: StepGraph,
  precision: Precision,
): StepExecutable {
  const simple = simplifyStep(declared, precision);
  const model = stepsModel(simple, precision);
  const session = createSession(binding, model, precision);
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
  return { run: (inputs) => promised(() => compute(inputs)), dispose: session.close };
}

/** The threads of TensorFlow's own pools: read when the first session is made. */
function limitThreads(threads: number): void {
  env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  env["TF_NUM_INTEROP_THREADS"] = "1";
}

/** TensorFlow on a CPU or an NVIDIA GPU, through the native half of tfjs-node: graphs as SavedModels. */
export function createTensorflow(name: TensorflowName, options: EngineOptions): Engine {
  limitThreads(options.threads);
  const { binding, manifest } = requireTensorflow(options, name);
  const core = createRequire(import.meta.url)("@tensorflow/tfjs-core/package.json") as {
    version: string;
  };
  const engine: Engine = {
    name,
    facts: () => ({
      ...{ name, device: binding.isUsingGpuDevice() ? "GPU" : "CPU", threads: options.threads },
      cpuFeatures: cpuFeatures(),
      versions: [
        { name: "tensorflow", version: binding.TF_Version },
        { name: "@tensorflow/tfjs-node", version: manifest.tfjsNode },
        { name: "@tensorflow/tfjs-core", version: core.version },
      ],
    }),
    probe: () => probeEngine(engine),
    compileFunction: (_name, graph, precision) =>
      promised(() => compileFunction(binding, graph, precision)),
    compileSteps: (graph, precision) => promised(() => compileSteps(binding, graph, precision)),
  };
  return engine;
}
