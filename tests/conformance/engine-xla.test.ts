import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { afterAll, describe, expect, it } from "vitest";
import type { HostArrays, StepInputs } from "../../src/compute/engine/engines/engine.ts";
import { isForXla, XLA_RULE } from "../../src/compute/engine/engines/xla.ts";
import type { StepProgram, Tensor } from "../../src/compute/engine/program.ts";
import { uniformFloats } from "../../src/compute/engine/random.ts";
import { traceStep } from "../../src/compute/engine/trace.ts";
import { prefixed } from "../../src/compute/engine/names.ts";
import {
  batchNorm,
  dense,
  initialise,
  sequential,
  softmaxCrossEntropy,
} from "../../src/compute/nn/index.ts";
import { openStateStore, sgd, train, type StoredState } from "../../src/compute/training/index.ts";
import { PURPOSES } from "../../src/compute/numerics/threefry.ts";
import { trainStep } from "../../src/compute/training/train-step.ts";
import type { Precision } from "../../src/domain/engine-name.ts";
import { byXla, LONG } from "../support/by-xla.ts";
import { digestOfTrained } from "../support/digest-of-trained.ts";
import { differenceOf, differencesOf } from "../support/engine-differences.ts";
import { engineHere, NATIVE_ENGINES } from "../support/engines-here.ts";
import { fuzzInputs, fuzzStep } from "../support/fuzz-step.ts";
import { planOf, randomNetwork } from "../support/small-training.ts";

const isHere = NATIVE_ENGINES.includes("tensorflow-cpu");

/** What XLA compiles, it writes here: read when TensorFlow is loaded. */
const DUMPS = mkdtempSync(join(tmpdir(), "corollary-xla-"));
env["XLA_FLAGS"] = `--xla_dump_to=${DUMPS}`;
afterAll(() => {
  rmSync(DUMPS, { recursive: true });
});
const compiled = () => readdirSync(DUMPS).filter((name) => name.includes("before_optimizations"));

const LAYERS = { first: { shape: [4, 16] }, second: { shape: [16, 3] } };
/** A small perceptron with chance in it: rows by numbers, products, a draw and every kind of metric. */
const TRAINING: StepProgram = {
  name: "training",
  state: LAYERS,
  constants: { table: { shape: [20, 4], type: "uint8" }, seed: { shape: [], type: "uint32" } },
  perStep: {
    order: { shape: [8], type: "int32" },
    rate: { shape: [] },
    step: { shape: [], type: "uint32" },
  },
  step(tf, { state, constants, perStep }) {
    const { first, second } = state as Record<keyof typeof LAYERS, Tensor>;
    const { rate, order, step } = perStep as Record<"rate" | "order" | "step", Tensor>;
    const { seed, table } = constants as Record<"seed" | "table", Tensor>;
    const x = tf.div(tf.cast(tf.gather(table, order as never), "float32"), 255);
    const drawn = uniformFloats(
      { seed, step },
      { purpose: PURPOSES.dropout, layer: 1, shape: [8, 16] },
    );
    const kept = tf.cast(tf.greater(drawn, 0.25), "float32");
    const hidden = tf.mul(tf.tanh(tf.matMul(x, first)), kept);
    const out = tf.matMul(hidden, second);
    const back = tf.mul(tf.matMul(out, second, false, true), kept);
    const next = {
      first: tf.sub(first, tf.mul(rate, tf.matMul(x, back, true, false))),
      second: tf.sub(second, tf.mul(rate, tf.matMul(hidden, out, true, false))),
    };
    return { state: next, metrics: { loss: tf.mean(tf.square(out)), row: tf.slice(out, 0, 1) } };
  },
};
const NORMALISED = sequential([4], [dense(4), batchNorm(), dense(3)]);
const FAR = Float64Array.of(1000, -1000, 500, 300);
const START: HostArrays = {
  first: Float64Array.from({ length: 64 }, (_, at) => Math.fround(Math.sin(at))),
  second: Float64Array.from({ length: 48 }, (_, at) => Math.fround(Math.cos(at))),
};
const CONSTANTS: HostArrays = {
  table: Uint8Array.from({ length: 80 }, (_, at) => (37 * at) % 256),
  seed: Uint32Array.of(7),
};

function perStepOf(from: number, count: number): HostArrays {
  return {
    order: Int32Array.from({ length: 8 * count }, (_, at) => (5 * (8 * from + at)) % 20),
    rate: Float64Array.from({ length: count }, (_, at) => 1 / (from + at + 4)),
    step: Uint32Array.from({ length: count }, (_, at) => from + at),
  };
}

async function trained(precision: Precision, calls: readonly number[], plan = LONG) {
  const engine = await engineHere("tensorflow-cpu");
  const executable = await engine.compileSteps(traceStep(TRAINING), precision, plan);
  let state = START;
  let from = 0;
  const metrics: Record<string, number[]> = { loss: [], row: [] };
  for (const count of calls) {
    const given = { count, state, constants: CONSTANTS, perStep: perStepOf(from, count) };
    const made = await executable.run(given);
    ({ state } = made);
    from += count;
    for (const name of ["loss", "row"]) metrics[name]?.push(...(made.metrics[name] ?? []));
  }
  await executable.dispose();
  return { state, metrics };
}

/** Rows of 2^19 numbers for each step: XLA then has room for four steps a call. */
const WIDE: StepProgram = {
  name: "wide",
  state: { sum: { shape: [] } },
  constants: {},
  perStep: { row: { shape: [2 ** 19] } },
  step(tf, { state, perStep }) {
    const [sum, row] = [state["sum"], perStep["row"]] as [Tensor, Tensor];
    const next = tf.add(tf.mul(3, sum), tf.max(row));
    return { state: { sum: next }, metrics: { next, least: tf.min(row) } };
  },
};

/** The first four random programs that are neither windows nor rows by numbers of their own. */
const RANDOM = Array.from({ length: 40 }, (_, seed) => seed)
  .filter((seed) => isForXla(traceStep(fuzzStep(seed)), LONG))
  .slice(0, 4);

/** One call, which makes XLA compile. */
async function run(program: StepProgram, precision: Precision, inputs: StepInputs) {
  const engine = byXla(await engineHere("tensorflow-cpu"));
  const executable = await engine.compileSteps(traceStep(program), precision);
  const before = compiled().length;
  try {
    const made = await executable.run(inputs);
    expect(compiled()).toHaveLength(before + 1);
    return made;
  } finally {
    await executable.dispose();
  }
}

describe.runIf(isHere)("trainings that XLA compiles", () => {
  it("are compiled once for calls of every length, and only if they are long", async () => {
    await trained("float32", [3], { steps: 3 });
    expect(compiled()).toEqual([]);
    await trained("float32", [3, 1, 7, 3, 11]);
    expect(compiled()).toHaveLength(1);
  });

  it.each(["float64", "float32"] as const)(
    "are the same to the last bit in calls of other lengths in %s",
    async (precision) => {
      const whole = await trained(precision, [12]);
      expect(await trained(precision, [5, 1, 6])).toEqual(whole);
    },
  );

  it("go where they go without", async () => {
    const { state, metrics } = await trained("float64", [12], { steps: 12 });
    const compiledOnes = await trained("float64", [12]);
    for (const [name, wanted] of Object.entries(state)) {
      const tolerance = { relative: 1e-13, magnitude: 1 };
      expect(differenceOf(compiledOnes.state[name], wanted, tolerance)).toBeNull();
    }
    expect(compiledOnes.metrics["loss"]).toHaveLength(12);
    expect(compiledOnes.metrics["row"]).toHaveLength(metrics["row"]?.length ?? 0);
  });

  it("may be called with more steps than there is room for", async () => {
    const row = new Float64Array(10 * 2 ** 19);
    for (let step = 0; step < 10; step += 1) row[step * 2 ** 19 + 17 * step] = step + 1;
    row[9 * 2 ** 19] = -4;
    const inputs = { count: 10, state: { sum: Float64Array.of(1) }, constants: {} };
    const made = await run(WIDE, "float64", { ...inputs, perStep: { row } });
    const sums = Array.from({ length: 11 }, () => 1);
    for (let step = 1; step <= 10; step += 1) sums[step] = 3 * (sums[step - 1] ?? 0) + step;
    expect(made.state["sum"]).toEqual(Float64Array.of(sums[10] ?? NaN));
    expect(Array.from(made.metrics["next"] ?? [])).toEqual(sums.slice(1));
    expect(Array.from(made.metrics["least"] ?? [])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, -4]);
    const short = { ...inputs, perStep: { row: row.subarray(1) } };
    await expect(run(WIDE, "float64", short)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("keep NaN, infinities and the fiftieth bit of a float64", async () => {
    const odd = Float64Array.of(NaN, Infinity, -Infinity, 1 + 2 ** -50, -0);
    const program: StepProgram = {
      name: "odd",
      state: { odd: { shape: [5] } },
      ...{ constants: {}, perStep: {} },
      step: (tf, { state }) => ({
        state,
        metrics: {
          odd: state["odd"] as Tensor,
          relu: tf.relu(state["odd"] as Tensor),
          most: tf.max(state["odd"] as Tensor),
        },
      }),
    };
    const inputs = { count: 2, state: { odd }, constants: {}, perStep: {} };
    const { state, metrics } = await run(program, "float64", inputs);
    expect(state["odd"]).toEqual(odd);
    expect(Array.from(metrics["odd"] ?? [])).toEqual([...odd, ...odd]);
    expect(metrics["relu"]?.slice(0, 4)).toEqual(Float64Array.of(NaN, Infinity, 0, 1 + 2 ** -50));
    expect(metrics["most"]).toEqual(Float64Array.of(NaN, NaN));
  });

  it("normalise numbers that are far from 0 as the reference does", async () => {
    const data = { batch: 32, count: 32, type: "float", scale: 1 } as const;
    const normalised = { network: NORMALISED, loss: softmaxCrossEntropy, optimiser: sgd(), data };
    const program = trainStep(normalised);
    const parameters = initialise(NORMALISED.parameters, 1);
    const inputs = {
      count: 1,
      state: prefixed("parameter", { ...parameters, "dense0.biases": FAR }),
      constants: {
        inputs: Float64Array.from({ length: 128 }, (_, at) => Math.fround(Math.sin(7.1 * at))),
        targets: Int32Array.from({ length: 32 }, (_, at) => at % 3),
      },
      perStep: prefixed("factor", { rate: Float64Array.of(1) }),
    };
    const reference = await engineHere("reference");
    const exact = await reference.compileSteps(traceStep(program), "float64");
    const wanted = await exact.run(inputs);
    const made = await run(program, "float32", inputs);
    // Of a number near 1000 float32 keeps what is above 6e-5.
    const tolerance = { relative: 2e-3, magnitude: 1 };
    expect(differencesOf("", [made.metrics, wanted.metrics], tolerance)).toBeNull();
    expect(differencesOf("", [made.state, wanted.state], tolerance)).toBeNull();
  });

  it("are random ones too", () => {
    expect(RANDOM).toHaveLength(4);
  });

  it.each([
    ["float64", 1e-11],
    ["float32", 1e-3],
  ] as const)("go where the reference goes, at random in %s", async (precision, relative) => {
    const reference = await engineHere("reference");
    for (const seed of RANDOM) {
      const exact = await reference.compileSteps(traceStep(fuzzStep(seed)), "float64");
      const wanted = await exact.run(fuzzInputs(seed));
      const made = await run(fuzzStep(seed), precision, fuzzInputs(seed));
      for (const part of ["state", "metrics"] as const) {
        for (const [name, data] of Object.entries(wanted[part])) {
          const told = differenceOf(made[part][name], data, { relative, magnitude: 1 });
          expect(told, `${seed} ${name}`).toBeNull();
        }
      }
    }
  });

  it("are computed by a rule that stands with what computed them", async () => {
    const { versions } = (await engineHere("tensorflow-cpu")).facts();
    expect(versions).toContainEqual({ name: "xla", version: XLA_RULE });
    expect(XLA_RULE).toBe("dense, from 100000 steps, to 10000000 operations each");
  });

  it("end with the same bits whole, and interrupted and taken up again in other chunks", async () => {
    const engine = await engineHere("tensorflow-cpu");
    const until = { limit: 100_000, target: { loss: 0.5, every: 40 } };
    const plan = planOf({ network: randomNetwork(), until });
    const before = compiled().length;
    const whole = await train(engine, "float32", plan);
    const states = openStateStore(join(DUMPS, "states"));
    const ended = new AbortController();
    const ending = {
      load: (key: string) => states.load(key),
      async save(key: string, state: StoredState) {
        await states.save(key, state);
        ended.abort();
      },
    };
    const options = { states: ending, everySteps: 25, signal: ended.signal };
    await expect(train(engine, "float32", plan, options)).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
    const resumed = await train(engine, "float32", plan, { states, everySteps: 7 });
    expect(compiled()).toHaveLength(before + 3);
    expect(whole).toMatchObject({ stopped: "TARGET" });
    expect(whole.updates).toBeGreaterThan(40);
    expect(new Set([whole, resumed].map(digestOfTrained)).size).toBe(1);
  });
});
