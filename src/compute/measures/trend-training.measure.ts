/**
 * Full-batch training of a small student on the data of a block, and what the identity of local
 * minima says of it before and after. A block is a seed: own data, own teacher, own start.
 *
 * @source    spec kawaguchi2019-depth-width, 3.2 to 3.4
 * @units     losses and theory values relative to 1/2 ||Y||^2
 * @precision trained in that of the claim; losses and theory values of the weights in float64
 * @random    see teacher.ts, images.ts and student.ts in the folder `trend`
 * @fails     weights that are not finite are a divergence; one of the data sets: DATA_MISSING
 */
import { canonicalJson } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import type { HostData } from "../engine/engines/engine.ts";
import type { Measure, MeasureContext, MeasureResult } from "./measure.ts";
import type { DenseNetwork, RegressionData } from "./minima/dense-network.ts";
import { descend, type AdamPlan } from "./trend/descent.ts";
import { imagesOfBlock, problemsOfImages, type ImageBlocks } from "./trend/images.ts";
import { trainByMinibatches, type MinibatchPlan, type StudentPair } from "./trend/minibatches.ts";
import { linearRegression, normalisedLoss, theoryOf } from "./trend/quality.ts";
import { STUDENT_ACTIVATIONS, untrained, type Student } from "./trend/student.ts";
import { taughtBy, type Teacher } from "./trend/teacher.ts";
import { workOfTraining } from "./trend/work.ts";

export interface TrendSetting {
  readonly student: Student;
  readonly data: Teacher | ImageBlocks;
  readonly training: AdamPlan | MinibatchPlan;
  /** Blocks of which the theory values are computed, and on how many of their samples. */
  readonly theory: { readonly seeds: readonly number[]; readonly samples: number };
}

const QUANTITIES = {
  loss: { unit: null, meaning: "L of the trained student / (1/2 ||Y||^2)" },
  untrainedLoss: { unit: null, meaning: "L of the untrained student / (1/2 ||Y||^2)" },
  linearRegression: { unit: null, meaning: "L of linear regression / (1/2 ||Y||^2)" },
  untrainedTheory: {
    unit: null,
    meaning: "1/2 ||PN[J] y||^2 / (1/2 ||Y||^2) at the untrained student; NaN: not computed",
  },
  untrainedRank: { unit: null, meaning: "rank J at the untrained student; NaN: not computed" },
  theory: {
    unit: null,
    meaning: "1/2 ||PN[J] y||^2 / (1/2 ||Y||^2) at the trained student; NaN: not computed",
  },
  rank: { unit: null, meaning: "rank J at the trained student; NaN: not computed" },
  rankGap: {
    unit: null,
    meaning: "largest column left beside the last that counts, trained; resolved at 1e-3",
  },
  defect: {
    unit: null,
    meaning: "what a Gauss-Newton step could still gain, Delta / (1/2 ||Y||^2); NaN: not computed",
  },
} as const;
type Name = keyof typeof QUANTITIES;
const NAMES = Object.keys(QUANTITIES) as Name[];

const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;

function problemsOfTraining(training: TrendSetting["training"]): string[] {
  if (training.kind === "adam") {
    const { steps, rate } = training;
    return whole(steps, 1) && rate > 0 ? [] : [`${steps} steps at rate ${rate}`];
  }
  const { rates, pilots, batch, epochs, polish } = training;
  return [
    ...(rates.length > 0 && rates.every((rate) => rate > 0) ? [] : ["no rates above 0"]),
    ...(pilots.length > 0 ? [] : ["no pilot seed to choose the rate by"]),
    ...([batch, epochs, polish.steps].every((count) => whole(count, 1)) && polish.rate > 0
      ? []
      : [`batches of ${batch}, ${epochs} epochs, ${polish.steps} steps at rate ${polish.rate}`]),
  ];
}

function problems({ student, data, training, theory }: TrendSetting): string[] {
  const { activation, hiddenLayers, width } = student;
  return [
    ...(STUDENT_ACTIVATIONS.includes(activation) ? [] : [`there is no activation ${activation}`]),
    ...(whole(hiddenLayers, 1) && whole(width, 1)
      ? []
      : [`${hiddenLayers} hidden layers of width ${width}: whole numbers of at least 1`]),
    ...(whole(data.samples, 2) ? [] : [`${data.samples} samples: a whole number of at least 2`]),
    ...(data.kind === "images" ? problemsOfImages(data) : []),
    ...problemsOfTraining(training),
    ...(whole(theory.samples, 1) && theory.samples <= data.samples
      ? []
      : [`theory on ${theory.samples} of ${data.samples} samples`]),
  ];
}

interface Block {
  readonly data: RegressionData;
  readonly linearRegression: number;
}

/** Blocks of this process: every arm of a grid learns the same. */
const blocks = new Map<string, Block>();
const MOST_BLOCKS = 16;

function blockOf({ data }: TrendSetting, { seed, data: folders }: MeasureContext): Block {
  const key = canonicalJson({ data, seed });
  const known = blocks.get(key);
  if (known !== undefined) return known;
  const own = data.kind === "teacher" ? taughtBy(data, seed) : imagesOfBlock(data, seed, folders);
  const made = { data: own, linearRegression: linearRegression(own) };
  const oldest = blocks.keys().next().value;
  if (blocks.size >= MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest);
  blocks.set(key, made);
  return made;
}

type Pair = Block & StudentPair;

function pairOf(setting: TrendSetting, context: MeasureContext): Pair {
  const block = blockOf(setting, context);
  const { inputs, targets } = block.data;
  const ends = { inputs: inputs[0]?.length ?? 0, outputs: targets[0]?.length ?? 0 };
  const { seed } = context;
  return { ...block, seed, start: untrained(setting.student, ends, seed) };
}

function numbersOf(
  { theory }: TrendSetting,
  { seed, start, data, linearRegression }: Pair,
  trained: DenseNetwork,
): Record<Name, number> {
  const asked = theory.seeds.includes(seed);
  const none = { value: NaN, rank: NaN, gap: NaN };
  const before = asked ? theoryOf(start, data, theory.samples) : none;
  const after = asked ? theoryOf(trained, data, theory.samples) : none;
  const loss = normalisedLoss(trained, data);
  const isWhole = theory.samples === data.inputs.length;
  return {
    ...{ loss, untrainedLoss: normalisedLoss(start, data) },
    linearRegression,
    ...{ untrainedTheory: before.value, untrainedRank: before.rank },
    ...{ theory: after.value, rank: after.rank, rankGap: after.gap },
    defect: isWhole ? loss - after.value : NaN,
  };
}

function lastStep({ training, data }: TrendSetting): number {
  if (training.kind === "adam") return training.steps;
  return training.epochs * Math.ceil(data.samples / training.batch) + training.polish.steps;
}

function resultOf(numbers: readonly number[], setting: TrendSetting): MeasureResult<Name> {
  const entries = NAMES.map((name, index) => [name, numbers[index] ?? NaN] as const);
  const quantities = Object.fromEntries(entries) as Record<Name, number>;
  if (Number.isFinite(quantities.loss)) return { quantities };
  const message = "training left the finite numbers, which was seen after its last step";
  return { diverged: { step: lastStep(setting), message }, quantities };
}

/** Grows when the same setting would be trained or measured to other numbers by a change of this. */
const FORMAT = 1;

/** Everything that decides the numbers; they are kept whole or not at all. */
function keyOf(setting: TrendSetting, contexts: readonly MeasureContext[]): string {
  const [{ engine, precision } = {}] = contexts;
  const seeds = contexts.map(({ seed }) => seed);
  const computed = { engine: engine?.facts() ?? null, precision: precision ?? null };
  return canonicalJson({ trend: FORMAT, setting, seeds, ...computed });
}

async function keptNumbers(key: string, { states }: MeasureContext): Promise<HostData | null> {
  try {
    return (await states?.load(key))?.arrays["numbers"] ?? null;
  } catch (error) {
    // A damaged file is as good as none.
    if (error instanceof PlatformError && error.code === "BAD_CHECKPOINT") return null;
    throw error;
  }
}

function train(setting: TrendSetting, pairs: readonly Pair[], context: MeasureContext) {
  const { student, training } = setting;
  if (training.kind === "adam") return descend(context, student, training, pairs);
  const { engine, precision, states, data } = context;
  const pilots = training.pilots.map((seed) =>
    pairOf(setting, { engine, precision, states, data, seed }),
  );
  return trainByMinibatches(context, student, training, { pairs, pilots });
}

async function compute(
  setting: TrendSetting,
  contexts: readonly MeasureContext[],
): Promise<Float64Array> {
  const [first] = contexts;
  if (first === undefined) return new Float64Array();
  const pairs = contexts.map((context) => pairOf(setting, context));
  const trained = await train(setting, pairs, first);
  const rows = pairs.map((pair, at) => {
    const numbers = numbersOf(setting, pair, trained[at] ?? pair.start);
    return NAMES.map((name) => numbers[name]);
  });
  return Float64Array.from(rows.flat());
}

async function runTogether(
  setting: TrendSetting,
  contexts: readonly MeasureContext[],
): Promise<MeasureResult<Name>[]> {
  const [first] = contexts;
  if (first === undefined) return [];
  const key = keyOf(setting, contexts);
  const kept = await keptNumbers(key, first);
  const numbers = kept ?? (await compute(setting, contexts));
  if (kept === null) {
    const step = lastStep(setting);
    await first.states?.save(key, { step, arrays: { numbers }, facts: {} });
  }
  return contexts.map((_, at) =>
    resultOf(Array.from(numbers.subarray(at * NAMES.length, (at + 1) * NAMES.length)), setting),
  );
}

export const trendTraining: Measure<TrendSetting, Name> = {
  name: "trend-training",
  quantities: QUANTITIES,
  problems,
  work: ({ student, data, training }) => workOfTraining(student, data, training),
  runTogether,
  async run(setting, context) {
    const [result] = await runTogether(setting, [context]);
    if (result === undefined) throw new Error("one block has one result");
    return result;
  },
};
