import { PlatformError } from "../../domain/errors.ts";
import type { HostArrays } from "../engine/engines/engine.ts";
import type { Loss } from "../nn/losses.ts";
import type { Network } from "../nn/network.ts";
import { checkExamples, type Examples } from "./examples.ts";
import type { Optimiser } from "./optimisers/optimiser.ts";
import type { Schedule } from "./schedules.ts";
import type { StepParts } from "./train-step.ts";

/** When training ends. What is checked never changes what is trained. */
export interface StopRules {
  /** The most updates. */
  readonly limit: number;
  /**
   * The loss on all examples, in evaluation mode, is below this. Looked at before the first update,
   * after every so many, and at the end.
   */
  readonly target?: { readonly loss: number; readonly every: number };
  /**
   * The mean of an epoch's step losses has not fallen by more than `improvement` for so many epochs.
   * Only whole epochs count.
   */
  readonly plateau?: { readonly improvement: number; readonly epochs: number };
}

/** Everything that decides the result of a training, except engine and precision. */
export interface TrainingPlan {
  readonly network: Network;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly rate: Schedule;
  readonly examples: Examples;
  /** Examples in a step; "all": each step sees all of them, in their own order. */
  readonly batch: number | "all";
  /** From which start, order and dropout are drawn. */
  readonly seed: number;
  /** Arms with the same seed and another number see the examples in another order; 0 unless said. */
  readonly arm?: number;
  /** Parameters to start from; drawn from the seed unless said. */
  readonly initial?: HostArrays;
  readonly until: StopRules;
}

function whole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function refuse(told: string): never {
  throw new PlatformError("BAD_INPUT", told);
}

function checkRules({ limit, target, plateau }: StopRules): void {
  if (!whole(limit, 1)) refuse(`a limit of ${limit} updates: a whole number of at least 1`);
  if (target !== undefined && !(Number.isFinite(target.loss) && whole(target.every, 1))) {
    refuse(`a target loss of ${target.loss}, looked at every ${target.every} updates`);
  }
  if (plateau !== undefined && !(plateau.improvement >= 0 && whole(plateau.epochs, 1))) {
    refuse(`no improvement by ${plateau.improvement} for ${plateau.epochs} epochs`);
  }
}

/**
 * The parts of a plan's step, and how many examples there are.
 *
 * @throws PlatformError BAD_INPUT for what cannot be trained, saying what is wrong
 */
export function partsOf(plan: TrainingPlan): StepParts {
  const { network, loss, optimiser, examples, seed, arm = 0 } = plan;
  const count = checkExamples(plan, examples);
  const batch = plan.batch === "all" ? count : plan.batch;
  if (!whole(batch, 1)) refuse(`a batch of ${batch}: a whole number of at least 1`);
  if (batch > count) refuse(`a batch of ${batch} is larger than the data: ${count} examples`);
  if (!whole(seed, 0) || seed >= 2 ** 32) refuse(`seed ${seed}: whole, from 0 to 2^32 - 1`);
  if (!whole(arm, 0) || arm >= 2 ** 12) refuse(`arm ${arm}: whole, from 0 to 4095`);
  checkRules(plan.until);
  const type = examples.inputs instanceof Uint8Array ? "uint8" : "float";
  return {
    ...{ network, loss, optimiser },
    data: { count, type, batch, scale: examples.scale ?? 1 },
  };
}
