/**
 * Network-fit and box-sharpness in one, on coarse digits: the engine's own training, evaluation and
 * landscape. What is measured is kept, so that two claims and their controls share it.
 */
import { createEvaluator, type Evaluator } from "../../../src/compute/training/evaluate.ts";
import { adam, constantRate, train, type Examples } from "../../../src/compute/training/index.ts";
import type { HostArrays } from "../../../src/compute/engine/engines/engine.ts";
import type { Tensor } from "../../../src/compute/engine/program.ts";
import { networkOf, rescaled } from "../../../src/compute/measures/fitted/network.ts";
import { invariantMeasures } from "../../../src/compute/measures/invariant-sharpness.measure.ts";
import {
  openLandscape,
  type PointwiseLoss,
} from "../../../src/compute/measures/landscape/landscape.ts";
import { boxSharpness, type Maximiser } from "../../../src/compute/measures/landscape/maximise.ts";
import type { Measure, MeasureContext } from "../../../src/compute/measures/measure.ts";
import {
  initialise,
  inputsOf,
  momentsGiven,
  softmaxCrossEntropy,
} from "../../../src/compute/nn/index.ts";
import { boxHalfWidths } from "../../../src/compute/numerics/sharpness.ts";
import { PIXELS, testDigits, trainingDigits } from "./coarse-digits.ts";

export interface SmallRecipe {
  readonly hidden: readonly number[];
  readonly images: number;
  readonly rate: number;
  readonly batch: number;
  readonly stop: { readonly loss: number; readonly checkEvery: number; readonly limit: number };
}

/** Five times that of the real claim: a network of one hidden layer is that much flatter. */
const EPSILON = 5e-3;
const MAXIMISER: Maximiser = { name: "vertex", steps: 5, randomStarts: 0, precision: "float32" };

function formOf({ hidden }: SmallRecipe) {
  return networkOf({ hidden, batchNorm: false }, PIXELS);
}

async function trainedBy(recipe: SmallRecipe, { engine, precision, seed, states }: MeasureContext) {
  const network = formOf(recipe);
  const examples = trainingDigits(seed, recipe.images);
  const { loss, checkEvery, limit } = recipe.stop;
  const trained = await train(
    engine,
    precision,
    {
      ...{ network, loss: softmaxCrossEntropy, optimiser: adam() },
      ...{ rate: constantRate(recipe.rate), examples, seed },
      initial: initialise(network.parameters, seed),
      until: { limit, target: { loss, every: checkEvery } },
      batch: recipe.batch === recipe.images ? "all" : recipe.batch,
    },
    { states },
  );
  return { ...trained, examples };
}

function lossOf(recipe: SmallRecipe): PointwiseLoss {
  const network = formOf(recipe);
  const { images } = recipe;
  return {
    ...{ name: "softmax cross-entropy of coarse digits", penalty: 0 },
    parameters: inputsOf(network.parameters),
    data: { inputs: { shape: [images, PIXELS] }, targets: { shape: [images], type: "int32" } },
    losses(tf, parameters, { inputs, targets }) {
      const mode = { moments: momentsGiven({}), random: null };
      const outputs = network.apply(tf, inputs as Tensor, { parameters, mode });
      return softmaxCrossEntropy.perExample(tf, outputs, targets as Tensor);
    },
  };
}

function landscapeOf(
  recipe: SmallRecipe,
  { parameters, examples }: { parameters: HostArrays; examples: Examples },
  { engine }: MeasureContext,
) {
  const { inputs, targets } = examples;
  return openLandscape(engine, lossOf(recipe), { parameters, data: { inputs, targets } });
}

function evaluatorOf(recipe: SmallRecipe, on: Examples, { engine, precision }: MeasureContext) {
  const task = { network: formOf(recipe), loss: softmaxCrossEntropy, examples: on };
  return createEvaluator(engine, precision, task);
}

/** For the test images, which all networks of one form share. */
const testEvaluators = new Map<string, Promise<Evaluator>>();

function testEvaluatorOf(recipe: SmallRecipe, context: MeasureContext): Promise<Evaluator> {
  const key = JSON.stringify(recipe.hidden);
  const made = testEvaluators.get(key) ?? evaluatorOf(recipe, testDigits(), context);
  testEvaluators.set(key, made);
  return made;
}

async function minimumOf(recipe: SmallRecipe, context: MeasureContext) {
  const trained = await trainedBy(recipe, context);
  const weights = { parameters: trained.parameters };
  const own = await evaluatorOf(recipe, trained.examples, context);
  const onTraining = await own.of(weights);
  await own.dispose();
  const onTest = await (await testEvaluatorOf(recipe, context)).of(weights);
  const landscape = await landscapeOf(recipe, trained, context);
  const box = { halfWidths: boxHalfWidths(landscape.point, EPSILON) };
  const search = { maximiser: MAXIMISER, seed: context.seed };
  const sharpness = await boxSharpness(landscape, box, search);
  await landscape.dispose();
  return {
    testAccuracy: onTest.accuracy ?? NaN,
    trainingLoss: onTraining.loss,
    trainingAccuracy: onTraining.accuracy ?? NaN,
    reachedTarget: Number(trained.stopped === "TARGET"),
    sharpness,
  };
}

type Minimum = Awaited<ReturnType<typeof minimumOf>>;
const measured = new Map<string, Promise<Minimum>>();

export const smallMinimum: Measure<SmallRecipe, keyof Minimum> = {
  name: "small-minimum",
  quantities: {
    testAccuracy: { unit: null, meaning: "share of the test images that is classified rightly" },
    trainingLoss: { unit: null, meaning: "mean loss of the training images" },
    trainingAccuracy: { unit: null, meaning: "share of the training images that is classified" },
    reachedTarget: { unit: null, meaning: "1 where the stopping rule was met, 0 at the limit" },
    sharpness: { unit: "percent", meaning: "phi, the relative rise of the loss on the box" },
  },
  problems: () => [],
  async run(recipe, context) {
    const key = JSON.stringify([recipe, context.seed]);
    const known = measured.get(key) ?? minimumOf(recipe, context);
    measured.set(key, known);
    return { quantities: await known };
  },
};

interface RescaledSetting {
  readonly recipe: SmallRecipe;
  readonly rescale: number;
}

export const smallInvariant: Measure<
  RescaledSetting,
  "adaptiveSharpness" | "filterNormalisedRise"
> = {
  name: "small-invariant",
  quantities: {
    adaptiveSharpness: { unit: "percent", meaning: "phi on the box |z_i| <= 1e-2 |x_i|" },
    filterNormalisedRise: { unit: null, meaning: "mean rise along filter-normalised directions" },
  },
  problems: () => [],
  async run({ recipe, rescale }, context) {
    const { parameters, examples } = await trainedBy(recipe, context);
    const weights = rescaled(formOf(recipe), parameters, rescale);
    const landscape = await landscapeOf(recipe, { parameters: weights, examples }, context);
    const specs = inputsOf(formOf(recipe).parameters);
    const quantities = await invariantMeasures(landscape, specs, context.seed);
    await landscape.dispose();
    return { quantities };
  },
};
