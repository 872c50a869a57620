/**
 * Two measures of sharpness that do not see a rescaling of a ReLU network's weights: on the box
 * |z_i| <= rho |x_i|, and the mean rise along filter-normalised directions.
 *
 * @source    spec keskar2017-large-batch, section 3.5
 * @precision float64
 * @random    directions from purpose 2
 */
import { adaptiveHalfWidths } from "../numerics/sharpness.ts";
import { fit } from "./fitted/fit.ts";
import { recipeProblems, type TrainingRecipe } from "./fitted/recipe.ts";
import { sizeOfPass, workOfFit } from "./fitted/work.ts";
import { filterNormalisedRise } from "./landscape/directions.ts";
import type { Landscape } from "./landscape/landscape.ts";
import { boxSharpness } from "./landscape/maximise.ts";
import { passesOf, passesOfSearch } from "./landscape/work.ts";
import type { Measure } from "./measure.ts";
import type { InputSpecs } from "../engine/program.ts";

const RHO = 1e-2;
const VERTEX = { name: "vertex", steps: 10, randomStarts: 0, precision: "float32" } as const;
const FILTER = { radius: 0.3, directions: 10 };

export interface InvariantSharpnessSetting {
  readonly recipe: TrainingRecipe;
  /** As in box-sharpness. */
  readonly rescale: number;
}

export const INVARIANT_PASSES = passesOfSearch(VERTEX) + passesOf({ losses: FILTER.directions });

/** Both numbers at one landscape. */
export async function invariantMeasures(landscape: Landscape, specs: InputSpecs, seed: number) {
  const box = { halfWidths: adaptiveHalfWidths(landscape.point, RHO) };
  return {
    adaptiveSharpness: await boxSharpness(landscape, box, { maximiser: VERTEX, seed }),
    filterNormalisedRise: await filterNormalisedRise(landscape, specs, { ...FILTER, seed }),
  };
}

export const invariantSharpness: Measure<
  InvariantSharpnessSetting,
  "adaptiveSharpness" | "filterNormalisedRise"
> = {
  name: "invariant-sharpness",
  quantities: {
    adaptiveSharpness: { unit: "percent", meaning: `phi on the box |z_i| <= ${RHO} |x_i|` },
    filterNormalisedRise: {
      unit: null,
      meaning: `mean of f(x + ${FILTER.radius} d) - f(x) over ${FILTER.directions} directions`,
    },
  },
  problems: ({ recipe, rescale }) => [
    ...recipeProblems(recipe),
    ...(rescale > 0 ? [] : ["rescale is above 0"]),
  ],
  work: ({ recipe }) => workOfFit(recipe) + sizeOfPass(recipe) * INVARIANT_PASSES,
  async run({ recipe, rescale }, context) {
    const fitted = await fit(recipe, context);
    if ("diverged" in fitted) return { ...fitted, quantities: {} };
    const landscape = await fitted.landscape(rescale);
    const quantities = await invariantMeasures(landscape, fitted.loss.parameters, context.seed);
    await landscape.dispose();
    return { quantities };
  },
};
