import type { StepOutputs } from "../engine/engines/engine.ts";
import type { RunChunk } from "./chunks.ts";
import { firstBadStep } from "./finite.ts";
import type { FullLoss } from "./full-loss.ts";
import { unprefixed } from "./names.ts";
import { stepsPerEpoch } from "./order.ts";
import { epochsWithoutImprovement, type TrainingPlan } from "./plan.ts";
import type { Check, Outcome, Progress } from "./progress.ts";
import type { StepParts } from "./train-step.ts";

/** A training that can be taken forward, a chunk at a time. */
export interface Training {
  /** @param until the chunk ends there at the latest */
  advance(progress: Progress, until: number): Promise<Progress>;
  dispose(): Promise<void>;
}

interface Tools {
  readonly runChunk: RunChunk;
  createFullLoss(): Promise<FullLoss>;
}

/** A chunk grows or shrinks towards this; the result does not depend on it. */
const CHUNK_MS = 100;
const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 4096;

/** Sizes of chunks that take about `CHUNK_MS`. */
function createPace() {
  let size = FIRST_CHUNK;
  return {
    size: () => size,
    measured(count: number, milliseconds: number): void {
      const wanted = Math.round((count * CHUNK_MS) / Math.max(milliseconds, 0.01));
      size = Math.max(1, Math.min(wanted, 4 * count, LARGEST_CHUNK));
    },
  };
}

function nextMultiple(step: number, of: number): number {
  return (Math.floor(step / of) + 1) * of;
}

/** Means of the whole epochs so far. */
function epochMeans(losses: readonly number[], perEpoch: number): number[] {
  return Array.from({ length: Math.floor(losses.length / perEpoch) }, (_, epoch) => {
    const own = losses.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
    return own.reduce((sum, loss) => sum + loss, 0) / perEpoch;
  });
}

/**
 * A step that sees all examples reports the loss of the state before it: then nothing else needs to
 * be computed to look at the target.
 */
function reportsFullLoss({ network, data }: StepParts): boolean {
  return data.batch === data.count && !network.isRandom;
}

/** Where in a chunk the target is first met, as updates from its start; null: nowhere. */
function firstHit(plan: TrainingPlan, step: number, losses: readonly number[]): number | null {
  const { target } = plan.until;
  if (target === undefined) return null;
  const at = losses.findIndex(
    (loss, after) => (step + after) % target.every === 0 && loss < target.loss,
  );
  return at === -1 ? null : at;
}

function lossesOf({ metrics }: StepOutputs): number[] {
  return Array.from(metrics["loss"] ?? []);
}

/** @param parts of the plan's step */
export function createTraining(plan: TrainingPlan, parts: StepParts, tools: Tools): Training {
  const { runChunk } = tools;
  const { limit, target, plateau } = plan.until;
  const isReported = reportsFullLoss(parts);
  const perEpoch = stepsPerEpoch({ examples: parts.data.count, batch: parts.data.batch });
  const pace = createPace();
  let fullLoss: Promise<FullLoss> | null = null;

  /** Looks at the loss on all examples, and remembers it. */
  const look = async (progress: Progress): Promise<Progress> => {
    if (target === undefined || progress.checks.at(-1)?.update === progress.step) return progress;
    fullLoss ??= tools.createFullLoss();
    const loss = await (await fullLoss).of(unprefixed("parameter", progress.state));
    const check = { update: progress.step, loss };
    const outcome: Outcome | null = !Number.isFinite(loss)
      ? { stopped: "DIVERGED", step: progress.step }
      : loss < target.loss
        ? { stopped: "TARGET" }
        : null;
    return { ...progress, checks: [...progress.checks, check], outcome };
  };

  const applyRules = async (progress: Progress): Promise<Progress> => {
    const { step, losses } = progress;
    const isDue = target !== undefined && !isReported && step % target.every === 0;
    const seen = isDue || step === limit ? await look(progress) : progress;
    if (seen.outcome !== null) return seen;
    if (plateau !== undefined && step > 0 && step % perEpoch === 0) {
      const means = epochMeans(losses, perEpoch);
      if (epochsWithoutImprovement(means, plateau.improvement) >= plateau.epochs) {
        return { ...seen, outcome: { stopped: "PLATEAU" } };
      }
    }
    return step === limit ? { ...seen, outcome: { stopped: "LIMIT" } } : seen;
  };

  const countFrom = (step: number, until: number): number => {
    const ends = [limit, until, step + pace.size()];
    if (target !== undefined && !isReported) ends.push(nextMultiple(step, target.every));
    if (plateau !== undefined) ends.push(nextMultiple(step, perEpoch));
    return Math.min(...ends) - step;
  };

  /** The progress after the first `count` updates of a chunk. */
  const taken = (progress: Progress, made: StepOutputs, count: number): Progress => {
    const losses = lossesOf(made).slice(0, count);
    return {
      ...progress,
      step: progress.step + count,
      state: made.state,
      losses: [...progress.losses, ...losses],
    };
  };

  const reportedChecks = (step: number, losses: readonly number[]): Check[] => {
    if (target === undefined || !isReported) return [];
    return losses
      .map((loss, at) => ({ update: step + at, loss }))
      .filter(({ update }) => update % target.every === 0);
  };

  const diverged = async (progress: Progress, bad: number): Promise<Progress> => {
    const outcome = { stopped: "DIVERGED", step: progress.step + bad } as const;
    if (bad === 1) return { ...progress, outcome };
    return { ...taken(progress, await runChunk(progress, bad - 1), bad - 1), outcome };
  };

  const advance = async (progress: Progress, until: number): Promise<Progress> => {
    const count = countFrom(progress.step, until);
    const start = performance.now();
    const made = await runChunk(progress, count);
    pace.measured(count, performance.now() - start);
    const losses = lossesOf(made);
    const hit = isReported ? firstHit(plan, progress.step, losses) : null;
    if (hit !== null) {
      const checks = [
        ...progress.checks,
        ...reportedChecks(progress.step, losses.slice(0, hit + 1)),
      ];
      const outcome = { stopped: "TARGET" } as const;
      if (hit === 0) return { ...progress, checks, outcome };
      return { ...taken(progress, await runChunk(progress, hit), hit), checks, outcome };
    }
    const bad = await firstBadStep(made, count, (first) => runChunk(progress, first));
    if (bad !== null) return diverged(progress, bad);
    const checks = [...progress.checks, ...reportedChecks(progress.step, losses)];
    return applyRules({ ...taken(progress, made, count), checks });
  };

  return {
    async advance(progress, until) {
      const isNew = progress.step === 0 && progress.checks.length === 0 && !isReported;
      const first = isNew ? await look(progress) : progress;
      return first.outcome === null ? advance(first, until) : first;
    },
    async dispose() {
      await (await fullLoss)?.dispose();
    },
  };
}
