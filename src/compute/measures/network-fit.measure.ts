/**
 * Trains a network by its recipe and says how well it fits training and test images.
 *
 * @precision the claim's for training; losses are summed in float64
 * @random    start (purpose 0), order (1) and choice of the images (5) from the run's seed
 */
import { fit } from "./fitted/fit.ts";
import { recipeProblems, type TrainingRecipe } from "./fitted/recipe.ts";
import { workOfFit } from "./fitted/work.ts";
import type { Measure } from "./measure.ts";

type Name =
  | "trainingLoss"
  | "trainingAccuracy"
  | "testLoss"
  | "testAccuracy"
  | "updates"
  | "reachedTarget"
  | "distance";

export const networkFit: Measure<TrainingRecipe, Name> = {
  name: "network-fit",
  quantities: {
    trainingLoss: { unit: null, meaning: "mean loss of the training images, evaluation mode" },
    trainingAccuracy: { unit: null, meaning: "share of the training images that is classified" },
    testLoss: { unit: null, meaning: "mean loss of all test images" },
    testAccuracy: { unit: null, meaning: "share of all test images that is classified rightly" },
    updates: { unit: "updates", meaning: "of the parameters until the training stopped" },
    reachedTarget: { unit: null, meaning: "1 where the stopping rule was met, 0 at the limit" },
    distance: { unit: null, meaning: "||x - x_0||, x all parameters" },
  },
  problems: recipeProblems,
  work: workOfFit,
  async run(recipe, context) {
    const fitted = await fit(recipe, context);
    if ("diverged" in fitted) return { ...fitted, quantities: {} };
    const { facts, series } = fitted;
    const test = await fitted.evaluate("test");
    return {
      series,
      quantities: {
        ...facts,
        testLoss: test.loss,
        testAccuracy: test.accuracy ?? NaN,
        distance: fitted.distance,
      },
    };
  },
};
