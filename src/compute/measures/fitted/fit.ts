/** From a recipe to a trained network, with all that measures ask of it. */
import type { MeasuredSeries } from "../../../domain/series.ts";
import type { Split } from "../../datasets/index.ts";
import type { HostArrays } from "../../engine/engines/engine.ts";
import type { Tensor } from "../../engine/program.ts";
import {
  initialise,
  inputsOf,
  momentsGiven,
  softmaxCrossEntropy,
  type Network,
} from "../../nn/index.ts";
import {
  adam,
  constantRate,
  evaluate,
  recomputeMoments,
  train,
  type Evaluation,
  type Examples,
  type StopRules,
} from "../../training/index.ts";
import { openLandscape, type Landscape, type PointwiseLoss } from "../landscape/landscape.ts";
import type { MeasureContext } from "../measure.ts";
import { fitConvex } from "./convex.ts";
import { imagesOf } from "./images.ts";
import { distanceBetween, networkOf, rescaled } from "./network.ts";
import type { AdamRecipe, TrainingRecipe } from "./recipe.ts";

export interface FitFacts {
  readonly trainingLoss: number;
  readonly trainingAccuracy: number;
  readonly updates: number;
  readonly reachedTarget: number;
}

export interface Fitted {
  readonly facts: FitFacts;
  /** ||x - x_0||. */
  readonly distance: number;
  readonly loss: PointwiseLoss;
  readonly series: readonly MeasuredSeries[];
  evaluate(split: Split): Promise<Evaluation>;
  /** The mean loss of the training images around the network; its weights rescaled by a factor. */
  landscape(rescaling: number): Promise<Landscape>;
}

export interface DivergedFit {
  readonly diverged: { readonly step: number; readonly message: string };
}

/** What the ways of training share. */
interface Start {
  readonly network: Network;
  readonly examples: Examples;
  readonly start: HostArrays;
}

/** What they give. */
interface Result {
  readonly parameters: HostArrays;
  readonly updates: number;
  readonly reachedTarget: boolean;
  readonly series: readonly MeasuredSeries[];
}

function rulesOf({ stop }: AdamRecipe): StopRules {
  const { limit } = stop;
  if (stop.kind === "target") return { limit, target: { loss: stop.loss, every: stop.checkEvery } };
  return { limit, plateau: { improvement: stop.delta, epochs: stop.epochs } };
}

async function trainByAdam(
  recipe: AdamRecipe,
  { network, examples, start }: Start,
  { engine, precision, states, seed }: MeasureContext,
): Promise<Result | DivergedFit> {
  const plan = {
    ...{ network, loss: softmaxCrossEntropy, optimiser: adam(), rate: constantRate(recipe.rate) },
    ...{ examples, seed, arm: recipe.order, initial: start, until: rulesOf(recipe) },
    batch: recipe.batch === examples.targets.length ? ("all" as const) : recipe.batch,
  };
  const trained = await train(engine, precision, plan, { states });
  const { parameters, updates, checks } = trained;
  if (trained.stopped === "DIVERGED") {
    const message = `training at rate ${recipe.rate} left the finite numbers`;
    return { diverged: { step: trained.step, message } };
  }
  const series = {
    ...{ name: "training loss", unit: null, x: checks.map(({ update }) => update) },
    y: checks.map(({ loss }) => loss),
  };
  return { parameters, updates, reachedTarget: trained.stopped !== "LIMIT", series: [series] };
}

/** The loss as a function of the parameters, normalisation by the given moments. */
function lossOf({ network, examples }: Start, moments: HostArrays, penalty: number): PointwiseLoss {
  const count = examples.targets.length;
  const momentNames = Object.keys(moments);
  const momentInputs = momentNames.map((name) => [name, { shape: [moments[name]?.length ?? 0] }]);
  return {
    ...{ name: "softmax cross-entropy", penalty },
    parameters: inputsOf(network.parameters),
    data: {
      inputs: { shape: [count, ...network.input] },
      targets: { shape: [count], type: "int32" },
      ...(Object.fromEntries(momentInputs) as PointwiseLoss["data"]),
    },
    losses(tf, parameters, { inputs, targets, ...given }) {
      const mode = { moments: momentsGiven(given), random: null };
      const outputs = network.apply(tf, inputs as Tensor, { parameters, mode });
      return softmaxCrossEntropy.perExample(tf, outputs, targets as Tensor);
    },
  };
}

function penaltyOf(recipe: TrainingRecipe): number {
  return recipe.kind === "adam" ? 0 : recipe.penalty;
}

/** By whichever way the recipe says. */
async function trainBy(recipe: TrainingRecipe, start: Start, context: MeasureContext) {
  if (recipe.kind === "adam") return trainByAdam(recipe, start, context);
  const loss = lossOf(start, {}, recipe.penalty);
  const { inputs, targets } = start.examples;
  const problem = {
    ...{ loss, data: { inputs, targets }, start: start.start, examples: targets.length },
  };
  const { parameters, updates } = await fitConvex(problem, recipe, context);
  return { parameters, updates, reachedTarget: true, series: [] };
}

/**
 * Trains by a recipe, or takes the network from the store of states.
 *
 * @random start from purpose 0, order from purpose 1, choice of the images from purpose 5
 */
export async function fit(
  recipe: TrainingRecipe,
  context: MeasureContext,
): Promise<Fitted | DivergedFit> {
  const { engine, precision, seed, data: folders } = context;
  const { data, network: form } = recipe;
  const examples = imagesOf(data, { split: "train", seed, folders });
  const network = networkOf(form, data.side ** 2);
  const start = initialise(network.parameters, seed);
  const result = await trainBy(recipe, { network, examples, start }, context);
  if ("diverged" in result) return result;
  const { parameters, updates, reachedTarget, series } = result;
  const moments = await recomputeMoments(engine, precision, {
    ...{ network, loss: softmaxCrossEntropy, examples, parameters },
  });
  const evaluateOn = (on: Examples) =>
    evaluate(engine, precision, {
      ...{ network, loss: softmaxCrossEntropy, weights: { parameters, moments }, examples: on },
    });
  const { loss, accuracy } = await evaluateOn(examples);
  const pointwise = lossOf({ network, examples, start }, moments, penaltyOf(recipe));
  return {
    facts: {
      ...{ trainingLoss: loss, trainingAccuracy: accuracy ?? NaN, updates },
      reachedTarget: Number(reachedTarget),
    },
    distance: distanceBetween(network, parameters, start),
    ...{ loss: pointwise, series },
    evaluate: (split) => evaluateOn(imagesOf(data, { split, seed, folders })),
    landscape: (rescaling) =>
      openLandscape(engine, pointwise, {
        parameters: rescaled(network, parameters, rescaling),
        data: { inputs: examples.inputs, targets: examples.targets, ...moments },
      }),
  };
}
