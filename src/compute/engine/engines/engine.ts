import type { EngineName, Precision } from "../../../domain/engine-name.ts";
import type { Graph } from "../graph.ts";
import type { StepGraph } from "../trace.ts";

/** An array outside of a graph. Floats come back in the precision of the executable. */
export type HostData = Float32Array | Float64Array | Int32Array | Uint8Array | Uint32Array;
export type HostArrays = Readonly<Record<string, HostData>>;

/** Stated with evidence: repeats are bit-identical where all of these are equal. */
export interface EngineFacts {
  readonly name: EngineName;
  readonly device: "CPU" | "GPU";
  readonly threads: number;
  /** Architecture, model and the vector instructions that decide about rounding. */
  readonly cpuFeatures: string;
  readonly versions: readonly { readonly name: string; readonly version: string }[];
}

export type Availability =
  | { readonly available: true }
  | { readonly available: false; /** What is wrong and what to do. */ readonly reason: string };

/** A function of a graph, ready to run. Row-major arrays in, row-major arrays out, by name. */
export interface FunctionExecutable {
  /** @throws PlatformError BAD_INPUT for an array that is missing or of another size or type */
  run(inputs: HostArrays): Promise<Record<string, HostData>>;
  dispose(): Promise<void>;
}

export interface StepInputs {
  /** How many steps; the arrays of `perStep` hold that many slices. */
  readonly count: number;
  readonly state: HostArrays;
  readonly constants: HostArrays;
  readonly perStep: HostArrays;
}

export interface StepOutputs {
  readonly state: Record<string, HostData>;
  /** One slice a step, stacked. */
  readonly metrics: Record<string, HostData>;
}

/** What a program of steps is compiled for. */
export interface StepPlan {
  /** The most steps that it will run, in all calls and over all interruptions. */
  readonly steps: number;
}

/** Many steps of a program in one native call. */
export interface StepExecutable {
  /** @throws PlatformError BAD_INPUT for an array that is missing or of another size or type */
  run(inputs: StepInputs): Promise<StepOutputs>;
  dispose(): Promise<void>;
}

/**
 * What turns graphs into results. An engine that cannot run a program says which operation and why;
 * nothing falls back silently.
 */
export interface Engine {
  readonly name: EngineName;
  facts(): EngineFacts;
  /** Available only after a small program ran and gave the right numbers. */
  probe(): Promise<Availability>;
  /** @throws PlatformError BAD_PROGRAM for an operation that it lacks in this precision */
  compileFunction(name: string, graph: Graph, precision: Precision): Promise<FunctionExecutable>;
  /** @param plan decides how long it is worth compiling; few steps unless said */
  compileSteps(graph: StepGraph, precision: Precision, plan?: StepPlan): Promise<StepExecutable>;
}

/** The half of an engine that computes. */
export type Compilers = Pick<Engine, "compileFunction" | "compileSteps">;

export interface EngineOptions {
  /** Native threads within one operation. */
  readonly threads: number;
  /** Folder of the engines that a command has installed; those that come with the product need none. */
  readonly installed?: string;
}
