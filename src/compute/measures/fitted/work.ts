/**
 * How much the training of a recipe computes, at most: a stopping rule may end it sooner.
 *
 * @source  a pass over the examples costs 2 P (their losses) or 6 P (their slopes too) an example, P the
 *          weights of the products; descent of a strictly convex loss takes one slope an iteration
 * @units   multiplications and additions
 */
import { CLASSES } from "./network.ts";
import { trainingImages, type TrainingRecipe } from "./recipe.ts";

/** Of one example and weight. */
export const LOSS_WORK = 2;
export const SLOPE_WORK = 6;

/** Examples times weights: what a pass over the training images is a multiple of. */
export function sizeOfPass({ data, network }: TrainingRecipe): number {
  const sizes = [data.side ** 2, ...network.hidden, CLASSES];
  const weights = sizes.slice(1).reduce((sum, units, at) => sum + units * (sizes[at] ?? 0), 0);
  return trainingImages(data) * weights;
}

/** Passes over all training images that updates take, in loss and slope. */
function passesOf(recipe: TrainingRecipe): number {
  if (recipe.kind === "full-minimum") return SLOPE_WORK * recipe.iterations;
  if (recipe.kind === "averaged-descent") {
    const [first, second] = recipe.epochs;
    return SLOPE_WORK * (first.count + second.count);
  }
  const { batch, data, stop } = recipe;
  const epochs = (stop.limit * batch) / trainingImages(data);
  const looks = stop.kind === "target" ? stop.limit / stop.checkEvery : 0;
  return SLOPE_WORK * epochs + LOSS_WORK * looks;
}

export function workOfFit(recipe: TrainingRecipe): number {
  return sizeOfPass(recipe) * passesOf(recipe);
}
