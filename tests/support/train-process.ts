/**
 * Trains in a process of its own, which tests kill: says "saved" after each checkpoint, and in the end
 * a digest of the parameters.
 */
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { openStateStore, train, type StateStore } from "../../src/compute/training/index.ts";
import { digestOfTrained } from "./digest-of-trained.ts";
import { randomPlan } from "./small-training.ts";

const [folder = "", optimiser = ""] = process.argv.slice(2);
const store = folder === "" ? null : openStateStore(folder);
const states: StateStore | null = store && {
  load: (key) => store.load(key),
  async save(key, state) {
    await store.save(key, state);
    process.stdout.write(`saved ${state.step}\n`);
  },
};
const engine = await loadEngine("onnx-cpu", { threads: 1 });
const trained = await train(engine, "float32", randomPlan(optimiser), { states, everySteps: 7 });
process.stdout.write(`${digestOfTrained(trained)}\n`);
