/**
 * Everything else that the large-batch paper and its critics measure at a minimum: reported beside
 * the sharpness that decides, deciding nothing.
 *
 * @source    spec keskar2017-large-batch, sections 3.3, 3.5 and 4
 * @precision float64
 * @random    subspace, directions, probes and signs from purpose 2; the same for all arms of a seed
 */
import { boxHalfWidths, sharpness } from "../numerics/sharpness.ts";
import { randomSigns } from "../numerics/random-signs.ts";
import { fit, type Fitted } from "./fitted/fit.ts";
import { recipeProblems, type TrainingRecipe } from "./fitted/recipe.ts";
import { sizeOfPass, workOfFit } from "./fitted/work.ts";
import { INVARIANT_PASSES, invariantMeasures } from "./invariant-sharpness.measure.ts";
import { curvatureAt } from "./landscape/curvature.ts";
import type { Landscape } from "./landscape/landscape.ts";
import { boxSharpness } from "./landscape/maximise.ts";
import { randomSubspace } from "./landscape/subspace.ts";
import { passesOf, passesOfSearch } from "./landscape/work.ts";
import type { Measure } from "./measure.ts";

const EPSILONS = { wide: 1e-3, narrow: 5e-4 };
const VERTEX = { name: "vertex", steps: 10, randomStarts: 0, precision: "float32" } as const;
const QUASI_NEWTON = { name: "l-bfgs-b", iterations: 10, rescaled: false } as const;
const DIMENSION = 100;
const SPECTRUM = { steps: 25, probes: 30 };
/** Sign vectors at random: the largest of ten, and the mean over them and their opposites. */
const RANDOM_VERTICES = 10;
const VERTEX_STREAM = 4_000_000;

/** Three boxes by vertices and two by quasi-Newton, random vertices on two sides, one slope, the spectrum. */
const PASSES =
  3 * passesOfSearch(VERTEX) +
  2 * passesOfSearch(QUASI_NEWTON) +
  passesOf({
    ...{ losses: 2 * RANDOM_VERTICES, slopes: 1, products: SPECTRUM.steps + SPECTRUM.probes },
  }) +
  INVARIANT_PASSES;

async function boxes(landscape: Landscape, seed: number) {
  const at = (epsilon: number) => ({ halfWidths: boxHalfWidths(landscape.point, epsilon) });
  const subspace = randomSubspace(landscape.point, { dimension: DIMENSION, seed });
  const { wide, narrow } = EPSILONS;
  const vertex = { maximiser: VERTEX, seed };
  const quasiNewton = { maximiser: QUASI_NEWTON, seed };
  return {
    sharpnessNarrow: await boxSharpness(landscape, at(narrow), vertex),
    quasiNewtonSharpness: await boxSharpness(landscape, at(wide), quasiNewton),
    quasiNewtonSharpnessNarrow: await boxSharpness(landscape, at(narrow), quasiNewton),
    subspaceSharpness: await boxSharpness(landscape, subspace.box(wide), vertex),
    subspaceSharpnessNarrow: await boxSharpness(landscape, subspace.box(narrow), vertex),
  };
}

async function randomVertices(landscape: Landscape, seed: number) {
  const widths = boxHalfWidths(landscape.point, EPSILONS.wide);
  let largest = -Infinity;
  let sum = 0;
  for (let index = 0; index < RANDOM_VERTICES; index += 1) {
    const signs = randomSigns(seed, VERTEX_STREAM + index, widths.length);
    const move = widths.map((width, place) => width * (signs[place] ?? 0));
    const there = await landscape.riseOf(move);
    const back = await landscape.riseOf(move.map((one) => -one));
    largest = Math.max(largest, there);
    sum += (there + back) / 2;
  }
  return {
    randomVertexLargest: sharpness(largest, landscape.loss),
    randomVertexMean: sharpness(sum / RANDOM_VERTICES, landscape.loss),
  };
}

async function geometryOf(fitted: Fitted, seed: number) {
  const landscape = await fitted.landscape(1);
  const { lambdaMax, ritzSum, trace } = await curvatureAt(landscape, { ...SPECTRUM, seed });
  const slope = await landscape.riseAndGradient(new Float64Array(landscape.point.length));
  const widths = boxHalfWidths(landscape.point, EPSILONS.wide);
  const linear = widths.reduce(
    (sum, b, index) => sum + b * Math.abs(slope.gradient[index] ?? 0),
    0,
  );
  const quantities = {
    ...(await boxes(landscape, seed)),
    ...(await invariantMeasures(landscape, fitted.loss.parameters, seed)),
    ...(await randomVertices(landscape, seed)),
    lambdaMax,
    ritzSum,
    trace,
    linearRise: linear,
  };
  await landscape.dispose();
  return quantities;
}

type Name = keyof Awaited<ReturnType<typeof geometryOf>>;
const percent = (meaning: string) => ({ unit: "percent", meaning });
const plain = (meaning: string) => ({ unit: null, meaning });

export const minimumGeometry: Measure<{ readonly recipe: TrainingRecipe }, Name> = {
  name: "minimum-geometry",
  quantities: {
    sharpnessNarrow: percent("phi in full space, epsilon 5e-4, vertex ascent"),
    quasiNewtonSharpness: percent("phi in full space, epsilon 1e-3, 10 iterations of L-BFGS-B"),
    quasiNewtonSharpnessNarrow: percent("the same, epsilon 5e-4"),
    subspaceSharpness: percent("phi in a random subspace of dimension 100, epsilon 1e-3"),
    subspaceSharpnessNarrow: percent("the same, epsilon 5e-4"),
    adaptiveSharpness: percent("phi on the box |z_i| <= 1e-2 |x_i|"),
    filterNormalisedRise: plain("mean rise along filter-normalised directions of length 0.3"),
    randomVertexLargest: percent("the largest of 10 random vertices of the box, epsilon 1e-3"),
    randomVertexMean: percent("their mean with those opposite"),
    lambdaMax: plain("largest eigenvalue of the Hessian, Lanczos, with its bounds"),
    ritzSum: plain("sum of the ten largest Ritz values"),
    trace: plain("trace of the Hessian, 30 Rademacher vectors"),
    linearRise: plain("sum of b_i |g_i|: the rise to first order on the box, epsilon 1e-3"),
  },
  problems: ({ recipe }) => recipeProblems(recipe),
  work: ({ recipe }) => workOfFit(recipe) + sizeOfPass(recipe) * PASSES,
  async run({ recipe }, context) {
    const fitted = await fit(recipe, context);
    if ("diverged" in fitted) return { ...fitted, quantities: {} };
    return { quantities: await geometryOf(fitted, context.seed) };
  },
};
