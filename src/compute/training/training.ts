import type { HostArrays, StepOutputs } from "../engine/engines/engine.ts";
import type { RunChunk } from "./chunks.ts";
import { firstBadStep } from "./finite.ts";
import { stepsPerEpoch } from "./order.ts";
import { createPace, type Pace } from "./pace.ts";
import type { StopRules } from "./plan.ts";
import type { Outcome, Progress } from "./progress.ts";
import { isLook, isPlateau, looksOf, meetsTarget, nextStop } from "./stop.ts";
import type { StepParts } from "./train-step.ts";

/** What takes a training forward. */
interface Training {
  readonly rules: StopRules;
  readonly perEpoch: number;
  /**
   * A step that sees all examples reports the loss of the state before it: then nothing else needs
   * to be computed to look at the target.
   */
  readonly isReported: boolean;
  readonly pace: Pace;
  readonly runChunk: RunChunk;
  /** The loss of a state on all examples, in evaluation mode. */
  fullLoss(state: HostArrays): Promise<number>;
}

/** Looks at the loss on all examples, unless it is known. */
async function look({ rules, fullLoss }: Training, progress: Progress): Promise<Progress> {
  const { step, state, checks } = progress;
  if (rules.target === undefined || checks.at(-1)?.update === step) return progress;
  const check = { update: step, loss: await fullLoss(state) };
  if (!Number.isFinite(check.loss)) return { ...progress, outcome: { stopped: "DIVERGED", step } };
  const outcome: Outcome | null = meetsTarget(rules, check) ? { stopped: "TARGET" } : null;
  return { ...progress, checks: [...checks, check], outcome };
}

/** The rules that are asked between chunks. */
async function applyRules(training: Training, progress: Progress): Promise<Progress> {
  const { rules, isReported, perEpoch } = training;
  const { step, losses } = progress;
  const isAtLimit = step === rules.limit;
  const isDue = isAtLimit || (!isReported && isLook(rules, step));
  const seen = isDue ? await look(training, progress) : progress;
  if (seen.outcome !== null) return seen;
  if (isPlateau(rules, losses, perEpoch)) return { ...seen, outcome: { stopped: "PLATEAU" } };
  return isAtLimit ? { ...seen, outcome: { stopped: "LIMIT" } } : seen;
}

function lossesOf({ metrics }: StepOutputs): number[] {
  return Array.from(metrics["loss"] ?? []);
}

/** The progress after the first updates of a chunk, run again where the chunk went further. */
async function takeFirst(
  { runChunk }: Training,
  progress: Progress,
  count: number,
): Promise<Progress> {
  if (count === 0) return progress;
  return taken(progress, await runChunk(progress, count));
}

function taken(progress: Progress, made: StepOutputs): Progress {
  const losses = lossesOf(made);
  return {
    ...progress,
    step: progress.step + losses.length,
    state: made.state,
    losses: [...progress.losses, ...losses],
  };
}

async function afterChunk(
  training: Training,
  progress: Progress,
  made: StepOutputs,
): Promise<Progress> {
  const { rules, isReported, runChunk } = training;
  const losses = lossesOf(made);
  const looks = isReported ? looksOf(rules, progress.step, losses) : [];
  const checks = [...progress.checks, ...looks];
  const last = looks.at(-1);
  const bad = await firstBadStep(made, losses.length, (count) => runChunk(progress, count));
  const good = bad === null ? losses.length : bad - 1;
  if (last !== undefined && meetsTarget(rules, last) && last.update - progress.step <= good) {
    const before = await takeFirst(training, progress, last.update - progress.step);
    return { ...before, checks, outcome: { stopped: "TARGET" } };
  }
  if (bad !== null) {
    const before = await takeFirst(training, progress, bad - 1);
    const known = checks.filter(({ update }) => update < progress.step + bad);
    const outcome = { stopped: "DIVERGED", step: progress.step + bad } as const;
    return { ...before, checks: known, outcome };
  }
  return applyRules(training, { ...taken(progress, made), checks });
}

/** @param parts of the step that `runChunk` repeats */
export function createTraining(
  rules: StopRules,
  { network, data }: StepParts,
  tools: Pick<Training, "runChunk" | "fullLoss">,
): Training {
  const { count, batch } = data;
  return {
    ...{ rules, pace: createPace(), ...tools },
    perEpoch: stepsPerEpoch({ examples: count, batch }),
    isReported: batch === count && !network.isRandom,
  };
}

/**
 * Takes a training forward by one chunk of updates, or to its end.
 *
 * @param until the chunk ends there at the latest
 */
export async function advance(
  training: Training,
  progress: Progress,
  until: number,
): Promise<Progress> {
  const { rules, isReported, pace, runChunk } = training;
  const isNew = progress.step === 0 && !isReported;
  const start = isNew ? await look(training, progress) : progress;
  if (start.outcome !== null) return start;
  const { step } = start;
  const end = Math.min(nextStop(rules, step, training), until, step + pace.size());
  const before = performance.now();
  const made = await runChunk(start, end - step);
  pace.measured(end - step, performance.now() - before);
  return afterChunk(training, start, made);
}

export type { Training };
