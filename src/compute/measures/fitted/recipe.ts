/** A training in plain JSON: what a protocol's digest covers, and all that decides a network. */

export interface DataRecipe {
  readonly name: "mnist";
  /** Pixels a side: 28, or 14 for averages over 2 x 2 blocks. */
  readonly side: 14 | 28;
  /** How many training images, drawn by the seed; absent: all, in the order of the file. */
  readonly train?: number;
}

/** Fully connected, ReLU between; Glorot uniform weights, biases 0. No hidden layer: linear. */
export interface NetworkRecipe {
  readonly hidden: readonly number[];
  /** Batch normalisation after every hidden product, before its ReLU. */
  readonly batchNorm: boolean;
}

/** When a training ends. */
export type StopRecipe =
  /** The mean loss of all training images, in evaluation mode, is below the target. */
  | {
      readonly kind: "target";
      readonly loss: number;
      readonly checkEvery: number;
      readonly limit: number;
    }
  /** The mean loss of an epoch's batches has not gone down by `delta` for `epochs` epochs. */
  | {
      readonly kind: "plateau";
      readonly delta: number;
      readonly epochs: number;
      readonly limit: number;
    };

export interface AdamRecipe {
  readonly kind: "adam";
  readonly data: DataRecipe;
  readonly network: NetworkRecipe;
  readonly rate: number;
  readonly batch: number;
  /** Arms that differ in the order of their batches alone differ in this. */
  readonly order: number;
  readonly stop: StopRecipe;
}

/** Of a convex loss with (penalty / 2) ||x||^2: stochastic descent whose last epochs are averaged. */
export interface AveragedDescentRecipe {
  readonly kind: "averaged-descent";
  readonly data: DataRecipe;
  readonly network: NetworkRecipe;
  readonly penalty: number;
  readonly batch: number;
  readonly order: number;
  readonly epochs: readonly [
    { readonly count: number; readonly rate: number },
    { readonly count: number; readonly rate: number },
  ];
}

/** The minimum of the same loss, by L-BFGS on all training images. */
export interface FullMinimumRecipe {
  readonly kind: "full-minimum";
  readonly data: DataRecipe;
  readonly network: NetworkRecipe;
  readonly penalty: number;
  readonly iterations: number;
}

/** Of the file. */
const TRAINING_IMAGES = 60_000;

export function trainingImages({ train = TRAINING_IMAGES }: DataRecipe): number {
  return train;
}

export type TrainingRecipe = AdamRecipe | AveragedDescentRecipe | FullMinimumRecipe;

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

/** What is wrong with a recipe, in sentences. */
export function recipeProblems(recipe: TrainingRecipe): string[] {
  const problems: string[] = [];
  const demand = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const { data, network } = recipe;
  const train = trainingImages(data);
  const told = `data.train is a whole number from 1 to ${TRAINING_IMAGES}`;
  demand(isCount(train) && train <= TRAINING_IMAGES, told);
  demand(network.hidden.every(isCount), "network.hidden holds whole numbers of at least 1");
  if ("batch" in recipe) {
    const told = `batch is a whole number from 1 to ${train}, the number of training images`;
    demand(isCount(recipe.batch) && recipe.batch <= train, told);
  }
  if (recipe.kind === "adam") {
    demand(recipe.rate > 0, "rate is above 0");
    demand(isCount(recipe.stop.limit), "stop.limit is a whole number of updates");
    if (recipe.stop.kind === "target") {
      demand(recipe.stop.loss > 0, "stop.loss is above 0");
      demand(isCount(recipe.stop.checkEvery), "stop.checkEvery is a whole number of updates");
    }
  } else {
    demand(recipe.penalty > 0, "penalty is above 0: without it the minimum may not exist");
    demand(network.hidden.length === 0, "the loss is convex for a network without hidden layers");
  }
  return problems;
}
