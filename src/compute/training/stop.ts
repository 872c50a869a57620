import type { StopRules } from "./plan.ts";
import type { Check } from "./progress.ts";

/**
 * Epochs since the last one that fell by more than `improvement` below the best that counted.
 *
 * @param means of each epoch's step losses
 */
export function epochsWithoutImprovement(means: readonly number[], improvement: number): number {
  let best = Infinity;
  let since = 0;
  for (const mean of means) {
    if (mean < best - improvement) {
      best = mean;
      since = 0;
    } else since += 1;
  }
  return since;
}

/** Means of the whole epochs so far. */
function epochMeans(losses: readonly number[], perEpoch: number): number[] {
  return Array.from({ length: Math.floor(losses.length / perEpoch) }, (_, epoch) => {
    const own = losses.slice(epoch * perEpoch, (epoch + 1) * perEpoch);
    return own.reduce((sum, loss) => sum + loss, 0) / perEpoch;
  });
}

/** Whether the rule of the plateau ends a training that has seen these step losses. */
export function isPlateau(
  { plateau }: StopRules,
  losses: readonly number[],
  perEpoch: number,
): boolean {
  if (plateau === undefined || losses.length === 0 || losses.length % perEpoch !== 0) return false;
  const since = epochsWithoutImprovement(epochMeans(losses, perEpoch), plateau.improvement);
  return since >= plateau.epochs;
}

/** Whether the loss on all examples is to be looked at after so many updates. */
export function isLook({ target }: StopRules, update: number): boolean {
  return target !== undefined && update % target.every === 0;
}

/**
 * Looks at the losses that the steps of a chunk reported, where these are on all examples: each is
 * that of the state before its step. They end with the first that is below the target.
 *
 * @param first updates before the chunk
 */
export function looksOf(rules: StopRules, first: number, losses: readonly number[]): Check[] {
  const looks = losses
    .map((loss, at) => ({ update: first + at, loss }))
    .filter(({ update }) => isLook(rules, update));
  const hit = looks.findIndex((look) => meetsTarget(rules, look));
  return hit === -1 ? looks : looks.slice(0, hit + 1);
}

export function meetsTarget({ target }: StopRules, check: Check | undefined): boolean {
  return target !== undefined && check !== undefined && check.loss < target.loss;
}

function nextMultiple(step: number, of: number): number {
  return (Math.floor(step / of) + 1) * of;
}

/** The next update after which a rule may end the training; the chunk must not go beyond it. */
export function nextStop(
  { limit, target, plateau }: StopRules,
  step: number,
  { isReported, perEpoch }: { readonly isReported: boolean; readonly perEpoch: number },
): number {
  const stops = [limit];
  if (target !== undefined && !isReported) stops.push(nextMultiple(step, target.every));
  if (plateau !== undefined) stops.push(nextMultiple(step, perEpoch));
  return Math.min(...stops);
}
