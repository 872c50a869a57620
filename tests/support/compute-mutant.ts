/**
 * A process that computes one claim while some files of the sources read as if they were edited:
 * what it is told comes as its argument, what came out goes to standard output, both as JSON.
 */
import { readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { ClaimDefinition } from "../../src/verification/index.ts";
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

/** From its own file: all papers take longer to load than one claim to compute at smoke. */
async function claimNamed(slug: string): Promise<ClaimDefinition> {
  const folder = new URL("src/papers/", ROOT);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const file = files.find((one) => one.endsWith(`/${slug}.claim.ts`));
  if (file === undefined) throw new Error(`there is no claim ${slug}`);
  const exported = (await import(new URL(file, folder).href)) as Record<string, ClaimDefinition>;
  const claim = Object.values(exported).find((one) => one.slug === slug);
  if (claim === undefined) throw new Error(`${file} does not export ${slug}`);
  return claim;
}

async function toolsOf({ engine }: ClaimDefinition) {
  if (engine === null) return NO_TOOLS;
  const { openTools } = await import("../../src/worker/open-tools.ts");
  return (await openTools("onnx-cpu", engine, { states: null, data: [] })).tools;
}

const { executeRun } = await import("../../src/verification/execute-run.ts");
const { NO_TOOLS } = await import("../../src/verification/run-tools.ts");

const claim = await claimNamed(slug);
const tools = await toolsOf(claim);
const runs = [];
for (const planned of claim.plan(budget)) runs.push((await executeRun(planned, tools)).record);
if (open.size > 0)
  throw new Error(`${slug} does not load ${[...open].join(", ")} of ${fileURLToPath(ROOT)}`);
const { verdict, reason, checks } = claim.decide(budget, runs);
const failed = checks.filter(({ outcome }) => outcome !== "PASS").map(({ name }) => name);
const outcome: MutantOutcome = { verdict, reason, failed };
process.stdout.write(JSON.stringify(outcome));
