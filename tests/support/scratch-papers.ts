/**
 * Claims that exist for tests of the platform alone: small, slow, broken or huge on purpose. Plain
 * code without decorators, so that a computing process loads this file as it is.
 */
import type { Measure } from "../../src/compute/measures/measure.ts";
import {
  arm,
  condition,
  CONCLUSIONS,
  defineClaim,
  definePaper,
} from "../../src/verification/index.ts";
import type { Arm, ClaimDefinition, ClaimSpec } from "../../src/verification/index.ts";
import { PlatformError } from "../../src/domain/errors.ts";
import { awaitGate } from "./gate.ts";
import { smallDataset } from "./small-dataset.ts";

interface Setting {
  /** What the measure gives; the claim says that it is at least 10. */
  readonly value: number;
  readonly quantities?: number;
  /** What happens when the seed is this one. */
  readonly atSeed?: number;
  readonly then?: "die" | "wait" | "hang" | "throw" | "not-a-number" | "diverge" | "miss-data";
}

/** What waits or hangs first says so at the test's gate and stays until it is opened. */
async function misbehave(then: Setting["then"], seed: number): Promise<void> {
  if (then === "die") process.kill(process.pid, "SIGKILL");
  if (then === "miss-data") throw new PlatformError("DATA_MISSING", "the digits are not here");
  if (then === "throw") throw new Error(`broken on purpose at seed ${seed}`);
  if (then === "wait" || then === "hang") await awaitGate(import.meta.url);
  if (then === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const scratch: Measure<Setting, "amount"> = {
  name: "scratch",
  quantities: { amount: { unit: null, meaning: "a number that a test chooses" } },
  problems: () => [],
  async run(setting, { seed }) {
    const acts = setting.atSeed === undefined || setting.atSeed === seed;
    if (acts) await misbehave(setting.then, seed);
    const curve = { name: "loss", unit: null, x: [0, 1, 2], y: [9, seed, Number.NaN] };
    if (acts && setting.then === "diverge") {
      const diverged = { step: 2, message: "the loss is NaN" };
      return { diverged, quantities: {}, series: [curve] };
    }
    const lost = acts && setting.then === "not-a-number";
    const more: [string, number][] = Array.from(
      { length: (setting.quantities ?? 1) - 1 },
      (_, index) => [`value ${index}`, Math.sin(index + 1) * 10 ** ((index % 600) - 300)],
    );
    return {
      quantities: { ...Object.fromEntries(more), amount: lost ? Number.NaN : setting.value },
      certificate: { name: "working", content: { seed, value: setting.value } },
    };
  },
};

/** The hyperbolic tangent of the seed, by whichever engine the platform gives. */
const computed: Measure<{ readonly minus: number }, "amount"> = {
  name: "computed",
  quantities: { amount: { unit: null, meaning: "20 tanh(seed), less what the setting says" } },
  problems: () => [],
  work: () => 10,
  async run({ minus }, { engine, precision, seed }) {
    // The language of programs takes a moment to load, and few tests need it.
    const { traceFunction } = await import("../../src/compute/engine/trace.ts");
    const graph = traceFunction({
      name: "scratch",
      inputs: { x: { shape: [1] } },
      run: (tf, { x }) => ({ y: tf.mul(tf.tanh(x ?? tf.zeros([1])), 20) }),
    });
    const executable = await engine.compileFunction("scratch", graph, precision);
    const { y } = await executable.run({ x: Float64Array.of(seed) });
    await executable.dispose();
    const curve = { name: "amount", unit: null, x: [0, seed], y: [0, y?.[0] ?? Number.NaN] };
    return { quantities: { amount: (y?.[0] ?? Number.NaN) - minus }, series: [curve] };
  },
};

/** Another number on the reference engine, as on an engine that is wrong. */
const swayed: Measure<{ readonly value: number }, "amount"> = {
  name: "swayed",
  quantities: { amount: { unit: null, meaning: "that of the setting, or a tenth of it" } },
  problems: () => [],
  work: () => 10,
  run: ({ value }, { engine }) => ({
    quantities: { amount: engine.name === "reference" ? value / 10 : value },
  }),
};

/** The last loss of a small training, which is kept where the platform keeps networks. */
const learned: Measure<{ readonly factor: number }, "amount"> = {
  name: "learned",
  quantities: { amount: { unit: null, meaning: "the last loss times the factor" } },
  problems: () => [],
  async run({ factor }, { engine, precision, seed, states }) {
    const { train } = await import("../../src/compute/training/train.ts");
    const { planOf } = await import("./small-training.ts");
    const plan = planOf({ seed, until: { limit: 20 } });
    const { losses } = await train(engine, precision, plan, { states });
    return { quantities: { amount: factor * (losses.at(-1) ?? Number.NaN) } };
  },
};

function amountsOf({ plus }: { readonly plus: number }, seeds: readonly number[]) {
  const sum = seeds.reduce((total, seed) => total + seed, 0);
  return seeds.map((seed) => ({ quantities: { amount: 100 * seed + sum + plus } }));
}

/** Each number betrays with which seeds it was computed. */
const joint: Measure<{ readonly plus: number }, "amount"> = {
  name: "joint",
  quantities: { amount: { unit: null, meaning: "100 times the seed, and the sum of all seeds" } },
  problems: () => [],
  run: (setting, { seed }) => amountsOf(setting, [seed])[0] ?? { quantities: { amount: NaN } },
  runTogether: (setting, contexts) =>
    Promise.resolve(
      amountsOf(
        setting,
        contexts.map(({ seed }) => seed),
      ),
    ),
};

/** Keeps four checkpoints before it is done. */
const saved: Measure<{ readonly amount: number }, "amount"> = {
  name: "saved",
  quantities: { amount: { unit: null, meaning: "that of the setting" } },
  problems: () => [],
  async run({ amount }, { states, seed }) {
    for (let step = 0; step < 4; step += 1) {
      await states?.save(`saved ${seed}`, { step, arrays: {}, facts: {} });
    }
    return { quantities: { amount } };
  },
};

/** What the setting says and the labels of the small data set, which is to be among the data. */
const labels: Measure<{ readonly plus: number }, "amount"> = {
  name: "labels",
  quantities: { amount: { unit: null, meaning: "the sum of the labels, and of the setting" } },
  problems: () => [],
  run({ plus }, { data }) {
    const { labels } = smallDataset().dataset.load("train", data);
    return { quantities: { amount: labels.reduce((sum, one) => sum + one, plus) } };
  },
};

type Amounts = Arm<"amount">;

function scratchClaim(slug: string, setting: Omit<Setting, "value">, seeds = [1, 2, 3]) {
  const main = arm(scratch, { value: 20, ...setting });
  const small = arm(scratch, { value: 5 });
  return claimOf(slug, { main, small, seeds });
}

interface Needs {
  readonly engine?: NonNullable<ClaimSpec<never, never>["engine"]>;
  readonly data?: readonly string[];
}

function claimOf(
  slug: string,
  { main, small, seeds }: { main: Amounts; small: Amounts; seeds: number[] },
  needs: Needs = {},
) {
  return defineClaim({
    ...needs,
    slug,
    title: `Scratch claim ${slug}`,
    kind: "ARITHMETIC",
    evidenceKind: "EXACT",
    source: { locator: "none", version: "1" },
    statement: "The amount is at least 10.",
    formula: "a \\ge 10",
    provenance: [{ of: "statement", provenance: "DERIVED" }],
    hypotheses: [],
    limits: [],
    deviations: [],
    protocol: () => ({
      arms: { main },
      seeds,
      thresholds: { least: 10 },
    }),
    check: ({ main }, { least }) =>
      main.values.amount.map((measured, index) =>
        condition({
          name: `amount ${index}`,
          role: "claim",
          quantity: "amount",
          measured,
          relation: "atLeast",
          threshold: least,
          ifFails: CONCLUSIONS.notSupported,
        }),
      ),
    controls: [
      {
        name: "too-small",
        because: "an amount of 5 is not at least 10",
        mustFail: "amount 0",
        changes: () => ({ arms: { main: small } }),
      },
    ],
    figures: ({ main }) => [
      {
        name: "amounts",
        title: "Amounts",
        spec: {
          mark: "point",
          data: { values: main.values.amount.map(({ value }) => value) },
          // The curves of each seed, where it has any.
          ...(main.series.flat().length === 0 ? {} : { curves: main.series }),
        },
      },
    ],
  });
}

/** Six runs: the control's three, then the claim's own. */
export const steady = scratchClaim("scratch-steady", {});
export const other = scratchClaim("scratch-other", {}, [4, 5]);
/** Waits at its last seed until a test opens the gate. */
export const waiting = scratchClaim("scratch-waiting", { atSeed: 3, then: "wait" });
/** Every run of the protocol waits until a test opens the gate. */
export const waitingTwice = scratchClaim("scratch-waiting-twice", { then: "wait" });
/** Blocks its thread for ever. */
export const hanging = scratchClaim("scratch-hanging", { atSeed: 2, then: "hang" });
export const killing = scratchClaim("scratch-killing", { atSeed: 3, then: "die" });
export const throwing = scratchClaim("scratch-throwing", { atSeed: 2, then: "throw" });
export const notANumber = scratchClaim("scratch-nan", { atSeed: 2, then: "not-a-number" });
export const dataless = scratchClaim("scratch-dataless", { atSeed: 2, then: "miss-data" });
export const diverging = scratchClaim("scratch-diverging", { atSeed: 2, then: "diverge" });
/** Computes the seeds of an arm together. */
export const together = claimOf("scratch-together", {
  ...{ main: arm(joint, { plus: 0 }), small: arm(joint, { plus: -1000 }), seeds: [1, 2, 3] },
});
/** Needs an engine. */
export const trained = claimOf(
  "scratch-trained",
  { main: arm(computed, { minus: 0 }), small: arm(computed, { minus: 19 }), seeds: [1, 2, 3] },
  { engine: { precision: "float64" } },
);
/** Its verdict changes with the engine. */
export const swaying = claimOf(
  "scratch-swaying",
  { main: arm(swayed, { value: 20 }), small: arm(swayed, { value: 5 }), seeds: [1, 2] },
  { engine: { precision: "float64" } },
);
/** Loads the small data set, which those who compute it must fetch. */
export const labelled = claimOf("scratch-labelled", {
  ...{ main: arm(labels, { plus: 17 }), small: arm(labels, { plus: 2 }), seeds: [1, 2, 3] },
});
/** Asks for a data set that is not installed. */
export const asking = claimOf(
  "scratch-asking",
  { main: arm(scratch, { value: 20 }), small: arm(scratch, { value: 5 }), seeds: [1] },
  { data: ["fashion-mnist"] },
);
/** Needs an engine, and hangs. */
export const trainedHanging = claimOf(
  "scratch-trained-hanging",
  {
    main: arm(scratch, { value: 20, atSeed: 1, then: "hang" }),
    ...{ small: arm(scratch, { value: 5 }), seeds: [1] },
  },
  { engine: { precision: "float64" } },
);
/** Needs an engine, and keeps checkpoints. */
export const saving = claimOf(
  "scratch-saving",
  { main: arm(saved, { amount: 20 }), small: arm(scratch, { value: 5 }), seeds: [1] },
  { engine: { precision: "float64" } },
);
/** Says that it trains convolutions; in no paper of its own. */
export const windowed = claimOf(
  "scratch-windowed",
  { main: arm(scratch, { value: 20 }), small: arm(scratch, { value: 5 }), seeds: [1] },
  { engine: { precision: "float32", kind: "convolutional" } },
);
/** Two claims about the same three trainings. */
export const [learning, learningToo] = ["scratch-learning", "scratch-learning-too"].map((slug) =>
  claimOf(
    slug,
    { main: arm(learned, { factor: 100 }), small: arm(learned, { factor: 1 }), seeds: [1, 2, 3] },
    { engine: { precision: "float32" } },
  ),
) as [ClaimDefinition, ClaimDefinition];
export const huge = scratchClaim("scratch-huge", { quantities: 9_000 }, [1]);

const claims: readonly ClaimDefinition[] = [
  ...[
    steady,
    together,
    other,
    waiting,
    waitingTwice,
    hanging,
    killing,
    throwing,
    notANumber,
    dataless,
    diverging,
    trained,
    swaying,
    trainedHanging,
    saving,
    labelled,
    asking,
    learning,
    learningToo,
    huge,
  ],
];

export const papers = [
  definePaper({
    slug: "scratch2026-tests",
    title: "Claims for tests",
    authors: ["Nobody"],
    venue: "none",
    year: 2026,
    arxivId: null,
    doi: null,
    versionRead: "1",
    summary: "Claims that exist for tests of the platform alone.",
    claims,
  }),
  definePaper({
    slug: "empty2026-tests",
    title: "A paper without claims",
    authors: ["Nobody"],
    venue: "none",
    year: 2026,
    arxivId: null,
    doi: null,
    versionRead: "1",
    summary: "It has none yet.",
    claims: [],
  }),
];
