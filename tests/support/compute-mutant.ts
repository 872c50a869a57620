/**
 * A process that computes one claim while some files of the sources read as if they were edited:
 * what it is told comes as its argument, what came out goes to standard output, both as JSON.
 */
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { MutantOrder, MutantOutcome } from "./mutant.ts";
import { applied } from "./plant.ts";

const ROOT = new URL("../../", import.meta.url);
const { claim: slug, changes, budget } = JSON.parse(process.argv[2] ?? "") as MutantOrder;
const open = new Set(changes.map(({ file }) => file));

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const change = changes.find(({ file }) => new URL(file, ROOT).href === url);
    if (change === undefined) return loaded;
    open.delete(change.file);
    const text = Buffer.from(loaded.source as Uint8Array).toString("utf8");
    return { ...loaded, source: applied(text, change) };
  },
});

const { papers } = await import("../../src/papers/index.ts");
const { openTools } = await import("../../src/worker/open-tools.ts");
const { executeRun } = await import("../../src/verification/execute-run.ts");
const { NO_TOOLS } = await import("../../src/verification/run-tools.ts");

const claim = papers.flatMap(({ claims }) => claims).find((one) => one.slug === slug);
if (claim === undefined) throw new Error(`there is no claim ${slug}`);
const { engine } = claim;
const tools =
  engine === null
    ? NO_TOOLS
    : (await openTools("onnx-cpu", engine, { states: null, data: [] })).tools;
const runs = [];
for (const planned of claim.plan(budget)) runs.push((await executeRun(planned, tools)).record);
if (open.size > 0)
  throw new Error(`${slug} does not load ${[...open].join(", ")} of ${fileURLToPath(ROOT)}`);
const { verdict, reason, checks } = claim.decide(budget, runs);
const failed = checks.filter(({ outcome }) => outcome !== "PASS").map(({ name }) => name);
const outcome: MutantOutcome = { verdict, reason, failed };
process.stdout.write(JSON.stringify(outcome));
