import type { Precision } from "../../domain/engine-name.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { Engine, HostArrays } from "../engine/engines/engine.ts";
import { floatArray } from "../engine/engines/arrays.ts";
import { sizeOf } from "../engine/graph.ts";
import { traceStep } from "../engine/trace.ts";
import { initialise } from "../nn/parameters.ts";
import { chunkRunner } from "./chunks.ts";
import { inPrecision } from "./examples.ts";
import { createFullLoss } from "./full-loss.ts";
import { trainingKey } from "./key.ts";
import { assertMemory, bytesOfGraph } from "./memory.ts";
import { unprefixed } from "../engine/names.ts";
import { partsOf, type TrainingPlan } from "./plan.ts";
import { fromStored, toStored, type Check, type Outcome, type Progress } from "./progress.ts";
import { layoutOf } from "./state-layout.ts";
import type { StateStore } from "./state-store.ts";
import { trainStep, type StepParts } from "./train-step.ts";
import { advance, createTraining, type Training } from "./training.ts";

export interface TrainOptions {
  /** Where checkpoints and results are kept; without one, nothing is. */
  readonly states?: StateStore | null;
  /** Updates between checkpoints, beside one every 30 seconds and one at the end. */
  readonly everySteps?: number;
  /** Ends the training after a chunk, with a checkpoint. */
  readonly signal?: AbortSignal;
}

export type Trained = Outcome & {
  /** Updates that are done. */
  readonly updates: number;
  readonly parameters: HostArrays;
  /** The loss that each update saw, on its own batch, before it. */
  readonly losses: readonly number[];
  readonly checks: readonly Check[];
  /** What a reader must know: a checkpoint that could not be used. */
  readonly notes: readonly string[];
};

/** Parameters and empty slots, in the precision of the training: what is counted and stored. */
function startOf(parts: StepParts, plan: TrainingPlan, precision: Precision): HostArrays {
  const { network, optimiser } = parts;
  const Floats = floatArray(precision);
  const given = plan.initial ?? initialise(network.parameters, plan.seed);
  for (const [name, { shape }] of Object.entries(network.parameters)) {
    const data = given[name];
    if (data?.length === sizeOf(shape) && data.every(Number.isFinite)) continue;
    const told = `parameter ${name} cannot be started from: ${sizeOf(shape)} finite numbers are needed`;
    throw new PlatformError("BAD_INPUT", told, { path: [name] });
  }
  const joined = Object.entries(layoutOf(parts).joinData(given));
  const state = joined.map(([name, data]) => [`parameter/${name}`, Floats.from(data)]);
  const slots = optimiser.slots.flatMap((slot) =>
    joined.map(([name, { length }]) => [`${slot}/${name}`, new Floats(length)]),
  );
  return Object.fromEntries([...state, ...slots]) as HostArrays;
}

/** The progress that a store has, or none; a damaged one is as good as none, and is told. */
async function restored(states: StateStore | null, key: string) {
  try {
    const stored = (await states?.load(key)) ?? null;
    return { progress: stored === null ? null : fromStored(stored), notes: [] };
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== "BAD_CHECKPOINT") throw error;
    return { progress: null, notes: [error.message] };
  }
}

function trainedOf(
  parts: StepParts,
  { step, state, losses, checks, outcome }: Progress,
  notes: readonly string[],
): Trained {
  if (outcome === null) throw new Error("a training ended without an outcome");
  const parameters = parametersOf(parts, state);
  return { ...outcome, updates: step, parameters, losses, checks, notes };
}

function parametersOf(parts: StepParts, state: HostArrays): HostArrays {
  return layoutOf(parts).splitData(unprefixed("parameter", state));
}

const CHECKPOINT_MS = 30_000;

/** Advances chunk by chunk until a rule ends it; saves on the way. */
async function toTheEnd(
  training: Training,
  start: Progress,
  { save, everySteps = Infinity, signal }: TrainOptions & { save(p: Progress): Promise<void> },
): Promise<Progress> {
  let progress = start;
  let saved = { step: start.step, at: performance.now() };
  while (progress.outcome === null) {
    if (signal?.aborted === true) {
      await save(progress);
      throw new PlatformError("INTERRUPTED", `training ended after ${progress.step} updates`);
    }
    progress = await advance(training, progress, saved.step + everySteps);
    const isDue =
      progress.step >= saved.step + everySteps || performance.now() - saved.at > CHECKPOINT_MS;
    if (isDue || progress.outcome !== null) {
      await save(progress);
      saved = { step: progress.step, at: performance.now() };
    }
  }
  return progress;
}

/** Something that is made when it is first asked for. */
function lazily<T extends { dispose(): Promise<void> }>(make: () => Promise<T>) {
  let made: Promise<T> | null = null;
  return {
    get: () => (made ??= make()),
    dispose: async () => (await made)?.dispose(),
  };
}

/**
 * Trains a network by a plan. The result depends on the plan, the engine and the precision only: not
 * on chunks, checkpoints or interruptions, to the last bit.
 *
 * @throws PlatformError BAD_INPUT, BAD_PROGRAM, NOT_ENOUGH_MEMORY before it starts; INTERRUPTED by
 *   the signal. Divergence is a result.
 */
export async function train(
  engine: Engine,
  precision: Precision,
  plan: TrainingPlan,
  options: TrainOptions = {},
): Promise<Trained> {
  const parts = partsOf(plan);
  const graph = traceStep(trainStep(parts));
  assertMemory("this training", bytesOfGraph(graph.body, precision));
  const start = startOf(parts, plan, precision);
  const { states = null } = options;
  const key = states === null ? "" : trainingKey(engine, precision, { plan, graph, start });
  const { progress, notes } = await restored(states, key);
  const first = progress ?? { step: 0, state: start, losses: [], checks: [], outcome: null };
  if (first.outcome !== null) return trainedOf(parts, first, notes);
  const examples = inPrecision(plan.examples, precision);
  const { network, loss, until } = plan;
  const executable = await engine.compileSteps(graph, precision, { steps: until.limit });
  const full = lazily(() => createFullLoss(engine, precision, { network, loss, examples }));
  const training = createTraining(until, parts, {
    runChunk: chunkRunner({ ...plan, examples }, parts, executable),
    fullLoss: async (state) => (await full.get()).of(parametersOf(parts, state)),
  });
  try {
    const save = async (one: Progress) => states?.save(key, toStored(one));
    const last = await toTheEnd(training, first, { ...options, save });
    return trainedOf(parts, last, notes);
  } finally {
    await full.dispose();
    await executable.dispose();
  }
}
