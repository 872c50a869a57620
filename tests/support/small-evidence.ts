/**
 * Verifies the small claims in a process of its own on every set of seeds from the first to the last
 * by a step: one line of JSON a set, with the record of each claim.
 */
import type { StateStore, StoredState } from "../../src/compute/training/index.ts";
import { findProject } from "../../src/config/root.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { openTools } from "../../src/worker/open-tools.ts";
import { runPlan } from "./run-plan.ts";
import { smallClaims } from "./small-claims/small-claims.ts";
import { evidenceOf, seedsOfSet } from "./small-claims/verification.ts";

/** Claims of one set share what is trained. */
const kept = new Map<string, StoredState>();
const states: StateStore = {
  load: (key) => Promise.resolve(kept.get(key) ?? null),
  save: (key, state) => Promise.resolve(void kept.set(key, state)),
};

const [first = 0, end = 0, step = 1] = process.argv.slice(2).map(Number);
const opened = await openTools("onnx-cpu", { precision: "float32" }, { states: null, data: [] });
const tools = { ...opened.tools, states };
const made = {
  environment: opened.environment,
  release: loadRelease(findProject(import.meta.url).root),
};
for (let set = first; set < end; set += step) {
  kept.clear();
  const { gap, sharpness } = smallClaims(seedsOfSet(set));
  const records = [
    evidenceOf(gap, made, await runPlan(gap.plan("standard"), tools)),
    evidenceOf(sharpness, made, await runPlan(sharpness.plan("standard"), tools)),
  ];
  process.stdout.write(`${JSON.stringify({ set, records })}\n`);
}
