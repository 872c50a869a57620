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
import { linearRegression, normalisedLoss, theoryOf } from "./trend/quality.ts";
import { STUDENT_ACTIVATIONS, untrained, type Student } from "./trend/student.ts";
import { taughtBy, type Teacher } from "./trend/teacher.ts";

export interface TrendSetting {
  readonly student: Student;
  readonly data: Teacher | ImageBlocks;
  readonly training: AdamPlan;
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

function problems({ student, data, training, theory }: TrendSetting): string[] {
  const whole = (value: number, least: number) => Number.isInteger(value) && value >= least;
  const { activation, hiddenLayers, width } = student;
  return [
    ...(STUDENT_ACTIVATIONS.includes(activation) ? [] : [`there is no activation ${activation}`]),
    ...(whole(hiddenLayers, 1) && whole(width, 1)
      ? []
      : [`${hiddenLayers} hidden layers of width ${width}: whole numbers of at least 1`]),
    ...(whole(data.samples, 2) ? [] : [`${data.samples} samples: a whole number of at least 2`]),
    ...(data.kind === "images" ? problemsOfImages(data) : []),
    ...(whole(training.steps, 1) && training.rate > 0
      ? []
      : [`${training.steps} steps at rate ${training.rate}`]),
    ...(whole(theory.samples, 1) && theory.samples <= data.samples
      ? []
      : [`theory on ${theory.samples} of ${data.samples} samples`]),
  ];
}

/** Blocks of this process: every arm of a grid learns the same. */
const blocks = new Map<string, RegressionData>();
const MOST_BLOCKS = 16;

function blockOf({ data }: TrendSetting, { seed, data: folders }: MeasureContext): RegressionData {
  const key = canonicalJson({ data, seed });
  const known = blocks.get(key);
  if (known !== undefined) return known;
  const made = data.kind === "teacher" ? taughtBy(data, seed) : imagesOfBlock(data, seed, folders);
  const oldest = blocks.keys().next().value;
  if (blocks.size >= MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest);
  blocks.set(key, made);
  return made;
}

interface Pair {
  readonly seed: number;
  readonly start: DenseNetwork;
  readonly data: RegressionData;
}

function numbersOf(
  { theory }: TrendSetting,
  { seed, start, data }: Pair,
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
    linearRegression: linearRegression(data),
    ...{ untrainedTheory: before.value, untrainedRank: before.rank },
    ...{ theory: after.value, rank: after.rank, rankGap: after.gap },
    defect: isWhole ? loss - after.value : NaN,
  };
}

function resultOf(numbers: readonly number[], { training }: TrendSetting): MeasureResult<Name> {
  const entries = NAMES.map((name, index) => [name, numbers[index] ?? NaN] as const);
  const quantities = Object.fromEntries(entries) as Record<Name, number>;
  if (Number.isFinite(quantities.loss)) return { quantities };
  const message = `training at rate ${training.rate} left the finite numbers by its last step`;
  return { diverged: { step: training.steps, message }, quantities };
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

async function compute(
  setting: TrendSetting,
  contexts: readonly MeasureContext[],
  { engine, precision }: MeasureContext,
): Promise<Float64Array> {
  const { student, training } = setting;
  const pairs = contexts.map((context): Pair => {
    const data = blockOf(setting, context);
    const ends = { inputs: data.inputs[0]?.length ?? 0, outputs: data.targets[0]?.length ?? 0 };
    return { seed: context.seed, data, start: untrained(student, ends, context.seed) };
  });
  const trained = await descend({ engine, precision }, student, training, pairs);
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
  const numbers = kept ?? (await compute(setting, contexts, first));
  if (kept === null) {
    const { steps: step } = setting.training;
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
  runTogether,
  async run(setting, context) {
    const [result] = await runTogether(setting, [context]);
    if (result === undefined) throw new Error("one block has one result");
    return result;
  },
};
