/** Saves a state of one number under a key, as often as asked: a process that tests kill or race. */
import { openStateStore } from "../../src/compute/training/index.ts";

const [folder = "", key = "", value = "0", times = "1"] = process.argv.slice(2);
const store = openStateStore(folder);
for (let time = 0; time < Number(times); time += 1) {
  const weights = new Float64Array(50_000).fill(Number(value));
  await store.save(key, { step: Number(value), arrays: { weights }, facts: {} });
  if (time === 0) process.stdout.write("saved\n");
}
