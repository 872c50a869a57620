/** The trainings and boxes of this paper's small protocol (spec, section 4). */
import type { AdamRecipe, TrainingRecipe } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";

/** Names of the arms that decide. */
export const MAIN = { small: "SB", large: "LB" };
/** The same at the smaller learning rate: reported beside, decides nothing. */
export const SLOW = { small: "SB at rate 1e-3", large: "LB at rate 1e-3" };
/** SB as it is and with its weights rescaled. */
export const INVARIANT = { small: "SB invariant", large: "SB rescaled invariant" };
export const PLANTED = { small: "planted flat", large: "planted sharp" };

/** Images of 14 x 14, 2,000 of the 60,000 for each seed. */
const DATA = { name: "mnist", side: 14, train: 2000 } as const;
export const NETWORK = { hidden: [128, 64], batchNorm: false };
const RATE = 3e-3;
export const SLOW_RATE = 1e-3;
export const TARGET = 2e-3;
export const LIMIT = 20_000;
const SMALL_BATCH = 16;

/** 10 updates between two looks: at one epoch (125) SB overshoots the target by 11 %. */
export const SMALL: AdamRecipe = {
  ...{ kind: "adam", data: DATA, network: NETWORK, rate: RATE, batch: SMALL_BATCH, order: 0 },
  stop: { kind: "target", loss: TARGET, checkEvery: 10, limit: LIMIT },
};

export const LARGE: AdamRecipe = {
  ...SMALL,
  batch: DATA.train,
  stop: { kind: "target", loss: TARGET, checkEvery: 1, limit: LIMIT },
};

export function atRate(recipe: AdamRecipe, rate: number): AdamRecipe {
  return { ...recipe, rate };
}

/** Another order of the same batches. */
export function withOrder(recipe: AdamRecipe, order: number): AdamRecipe {
  return { ...recipe, order };
}

/** N3: at this rate small batches bring little noise, and need twelve times the updates. */
export const NOISELESS: AdamRecipe = {
  ...atRate(SMALL, 1e-4),
  stop: { kind: "target", loss: TARGET, checkEvery: 125, limit: 2 * LIMIT },
};

/** N4. */
export function batchNormed(recipe: AdamRecipe): AdamRecipe {
  return { ...recipe, network: { ...recipe.network, batchNorm: true }, rate: SLOW_RATE };
}

/** Looks at the loss as often as before. */
export function stoppedAt(recipe: AdamRecipe, loss: number): AdamRecipe {
  const { stop } = recipe;
  return stop.kind === "target" ? { ...recipe, stop: { ...stop, loss } } : recipe;
}

/** N2: softmax regression with a penalty of 0.01, strictly convex: there is one minimum. */
const CONVEX = { data: DATA, network: { hidden: [], batchNorm: false }, penalty: 0.01 };

export const CONVEX_SMALL: TrainingRecipe = {
  ...{ kind: "averaged-descent", ...CONVEX, batch: SMALL_BATCH, order: 0 },
  epochs: [
    { count: 60, rate: 0.2 },
    { count: 40, rate: 0.01 },
  ],
};

export const CONVEX_LARGE: TrainingRecipe = { kind: "full-minimum", ...CONVEX, iterations: 400 };

/** F1 of the paper: five layers of 512 with batch normalisation, on all of MNIST. */
const PAPER: AdamRecipe = {
  ...{ kind: "adam", data: { name: "mnist", side: 28 }, order: 0, batch: 256, rate: 1e-3 },
  network: { hidden: [512, 512, 512, 512, 512], batchNorm: true },
  // Spec 4.3: until the epoch's mean loss has not gone down by 1e-4 for 10 epochs.
  stop: { kind: "plateau", delta: 1e-4, epochs: 10, limit: 100_000 },
};
export const PAPER_SMALL = PAPER;
/** A tenth of the training images. */
export const PAPER_LARGE: AdamRecipe = { ...PAPER, batch: 6000 };

/** Five is the least with which the t test can decide; eight as in the spec's repetition. */
const SEED_COUNTS: Record<Budget, number> = { smoke: 5, quick: 8, standard: 20, paper: 5 };

/** What is only reported, and controls that fail by far, run on half of the seeds. */
export function halfOf({ seeds }: { readonly seeds: readonly number[] }) {
  return { seeds: seeds.slice(0, Math.ceil(seeds.length / 2)) };
}

/** Seeds 1, 2, ... */
export function seedsAt(budget: Budget, count = SEED_COUNTS[budget]): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
