/**
 * Trains in a process of its own, and says in the end a digest of the parameters. Arguments: a folder
 * for checkpoints, the optimiser, and after which checkpoint it dies.
 */
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import { openStateStore, train, type StateStore } from "../../src/compute/training/index.ts";
import { digestOfTrained } from "./digest-of-trained.ts";
import { randomPlan } from "./small-training.ts";

const [folder = "", optimiser = "", last = ""] = process.argv.slice(2);
const store = folder === "" ? null : openStateStore(folder);
let saved = 0;
const states: StateStore | null = store && {
  load: (key) => store.load(key),
  async save(key, state) {
    await store.save(key, state);
    saved += 1;
    if (saved === Number(last)) process.kill(process.pid, "SIGKILL");
  },
};
const engine = await loadEngine("onnx-cpu", { threads: 1 });
const trained = await train(engine, "float32", randomPlan(optimiser), { states, everySteps: 7 });
process.stdout.write(`${digestOfTrained(trained)}\n`);
