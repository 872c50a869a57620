import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../src/compute/engine/engines/engine.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import {
  openStateStore,
  train,
  type StateStore,
  type TrainingPlan,
} from "../../src/compute/training/index.ts";
import { digestOfTrained } from "../support/digest-of-trained.ts";
import { OPTIMISERS, planOf, randomPlan } from "../support/small-training.ts";

const TRAIN = fileURLToPath(new URL("../support/train-process.ts", import.meta.url));
const flags = ["--disable-warning=ExperimentalWarning", TRAIN];

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine("onnx-cpu", { threads: 1 });
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corollary-training-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A store that says which steps it gave. */
function watched(store: StateStore) {
  const steps: (number | null)[] = [];
  const states: StateStore = {
    async load(key) {
      const state = await store.load(key);
      steps.push(state?.step ?? null);
      return state;
    },
    save: (key, state) => store.save(key, state),
  };
  return { states, steps };
}

/** Trains in another process, which dies after its third checkpoint. */
async function trainAndDie(optimiser: string): Promise<void> {
  const child = spawn(process.execPath, [...flags, folder, optimiser, "3"], { stdio: "inherit" });
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
}

const trainHere = (plan: TrainingPlan, states: StateStore | null = null) =>
  train(engine, "float32", plan, { states });

describe("a training that is killed and taken up in another process", () => {
  it.each(Object.keys(OPTIMISERS))("ends with the same bits: %s", async (optimiser) => {
    await trainAndDie(optimiser);
    const { states, steps } = watched(openStateStore(folder));
    const resumed = await trainHere(randomPlan(optimiser), states);
    expect(steps).toEqual([21]);
    expect(digestOfTrained(resumed)).toBe(digestOfTrained(await trainHere(randomPlan(optimiser))));
  });
});

describe("a training that is repeated", () => {
  it("has the same bits in a fresh process", async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [...flags, "", "adam"]);
    expect(stdout.trim()).toBe(digestOfTrained(await trainHere(randomPlan("adam"))));
  });

  it("is not computed again where its result is kept", async () => {
    const plan = randomPlan("adam", 20);
    const store = openStateStore(folder);
    const first = await trainHere(plan, store);
    const [file = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, file));
    const { states, steps } = watched(store);
    const second = await trainHere(plan, states);
    expect(steps).toEqual([20]);
    expect(digestOfTrained(second)).toBe(digestOfTrained(first));
    expect(readFileSync(join(folder, file))).toEqual(bytes);
  });

  it("is not taken for another: every part of the plan has a state of its own", async () => {
    const plan = planOf({ until: { limit: 2 } });
    const { inputs, targets } = plan.examples;
    const changes: Partial<TrainingPlan>[] = [
      {},
      { seed: 4 },
      { arm: 1 },
      { batch: 9 },
      { rate: { ...plan.rate, settings: { rate: 0.02 }, at: () => 0.02 } },
      { optimiser: OPTIMISERS["momentum"]?.() ?? plan.optimiser },
      { until: { limit: 3 } },
      { until: { limit: 2, target: { loss: 0.1, every: 1 } } },
      { examples: { inputs: Float64Array.from(inputs, (x) => x + 1), targets } },
      { examples: { inputs, targets, scale: 2 } },
      { examples: { inputs, targets: targets.map((label) => (label + 1) % 3) } },
    ];
    for (const change of changes) {
      await trainHere({ ...plan, ...change }, openStateStore(folder));
    }
    await train(engine, "float64", plan, { states: openStateStore(folder) });
    expect(readdirSync(folder)).toHaveLength(changes.length + 1);
  });
});

describe("a checkpoint that is damaged", () => {
  it("is told of, and its training is computed again", async () => {
    const plan = randomPlan("adam", 20);
    const store = openStateStore(folder);
    const first = await trainHere(plan, store);
    const [file = ""] = readdirSync(folder);
    writeFileSync(join(folder, file), readFileSync(join(folder, file)).subarray(0, 100));
    const second = await trainHere(plan, store);
    expect(second.notes).toEqual([expect.stringContaining("a checkpoint cannot be used")]);
    expect(digestOfTrained(second)).toBe(digestOfTrained(first));
    expect((await trainHere(plan, store)).notes).toEqual([]);
  });
});

describe("a training that is told to end", () => {
  it("ends with a checkpoint from which it goes on", async () => {
    const plan = randomPlan("adam");
    const { states, steps } = watched(openStateStore(folder));
    const controller = new AbortController();
    const aborting: StateStore = {
      ...states,
      async save(key, state) {
        await states.save(key, state);
        controller.abort();
      },
    };
    const options = { states: aborting, everySteps: 7, signal: controller.signal };
    await expect(train(engine, "float32", plan, options)).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
    const resumed = await trainHere(plan, states);
    expect(steps).toEqual([null, 7]);
    expect(digestOfTrained(resumed)).toBe(digestOfTrained(await trainHere(plan)));
  });
});
