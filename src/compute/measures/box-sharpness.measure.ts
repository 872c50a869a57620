/**
 * Sharpness of a trained network in full space: phi = 100 (max f - f) / (1 + f) on the box
 * |z_i| <= epsilon (|x_i| + 1), f the mean loss of the training images.
 *
 * @source    Keskar et al. 2017, Metric 2.1 with A = I
 * @precision trained in the claim's precision, measured in float64
 * @random    as network-fit; random starts of the maximiser from purpose 2
 * @fails     a search without a rise gives no number: there is no sharpness of 0
 */
import { boxHalfWidths } from "../numerics/sharpness.ts";
import { fit } from "./fitted/fit.ts";
import { recipeProblems, type TrainingRecipe } from "./fitted/recipe.ts";
import { sizeOfPass, workOfFit } from "./fitted/work.ts";
import { boxSharpness as maximise, type Maximiser } from "./landscape/maximise.ts";
import { passesOfSearch } from "./landscape/work.ts";
import type { Measure } from "./measure.ts";

export interface BoxSharpnessSetting {
  readonly recipe: TrainingRecipe;
  readonly epsilon: number;
  readonly maximiser: Maximiser;
  /** First layer times this, second layer's weights divided by it: the same function. 1: as is. */
  readonly rescale: number;
}

type Name =
  "sharpness" | "trainingLoss" | "trainingAccuracy" | "updates" | "reachedTarget" | "distance";

export const boxSharpness: Measure<BoxSharpnessSetting, Name> = {
  name: "box-sharpness",
  quantities: {
    sharpness: { unit: "percent", meaning: "phi, the relative rise of the loss on the box" },
    trainingLoss: { unit: null, meaning: "mean loss of the training images, evaluation mode" },
    trainingAccuracy: { unit: null, meaning: "share of the training images that is classified" },
    updates: { unit: "updates", meaning: "of the parameters until the training stopped" },
    reachedTarget: { unit: null, meaning: "1 where the stopping rule was met, 0 at the limit" },
    distance: { unit: null, meaning: "||x - x_0||, x all parameters" },
  },
  problems({ recipe, epsilon, rescale }) {
    const own = epsilon > 0 && rescale > 0 ? [] : ["epsilon and rescale are above 0"];
    return [...recipeProblems(recipe), ...own];
  },
  work: ({ recipe, maximiser }) =>
    workOfFit(recipe) + sizeOfPass(recipe) * passesOfSearch(maximiser),
  async run({ recipe, epsilon, maximiser, rescale }, context) {
    const fitted = await fit(recipe, context);
    if ("diverged" in fitted) return { ...fitted, quantities: {} };
    const landscape = await fitted.landscape(rescale);
    const box = { halfWidths: boxHalfWidths(landscape.point, epsilon) };
    const sharpness = await maximise(landscape, box, { maximiser, seed: context.seed });
    await landscape.dispose();
    return {
      quantities: { ...fitted.facts, sharpness, distance: fitted.distance },
      series: fitted.series,
    };
  },
};
