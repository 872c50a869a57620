import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { shellWord } from "../exports/shell-word.ts";
import { fetchForClaim } from "../worker/fetch-dataset.ts";
import type { CliContext } from "./context.ts";
import { budgetOption } from "./options.ts";
import { printJson } from "./output.ts";
import { findRun, type FoundRun, type RunChoice } from "./replay/find-run.ts";
import { makeWhole } from "./replay/new-folder.ts";
import { recordRun, type Recorded } from "./replay/record-run.ts";
import { fetchedFolder } from "./with-data.ts";

interface ExportGraphOptions extends RunChoice {
  readonly out: string;
  readonly json?: true;
}

function parseSeed(word: string): number {
  if (/^\d+$/.test(word) && Number.isSafeInteger(Number(word))) return Number(word);
  throw new InvalidArgumentError("a seed is a whole number from 0 on");
}

/** Data sets that come from the registry are fetched, as for a verification. */
async function fetchData(context: CliContext, { target }: FoundRun, folder: string): Promise<void> {
  const { root, signal, output } = context;
  const log = (line: string) => {
    output.err(line);
  };
  for (const dataset of target.claim.data) {
    await fetchForClaim(dataset, { root, folder, log, signal });
  }
}

function describe({ planned: { control, arm, seed }, target, budget }: FoundRun): string {
  const within = control === null ? "" : `, control ${control}`;
  return `${target.claim.slug} at ${budget}${within}, arm ${arm}, seed ${seed}`;
}

function comparison(found: FoundRun, { differences }: Recorded): string {
  if (found.stored === null) return "computed here and now; nothing stored to compare with";
  if (differences.length === 0) return "the numbers are the stored ones, to the last bit";
  const names = differences.map(({ name }) => name).join(", ");
  return `NOT the stored numbers, which are in expected.json beside these: ${names}`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Finds the run, computes it and writes it down. */
async function recordInto(
  folder: string,
  context: CliContext,
  { word, choice }: { readonly word: string; readonly choice: RunChoice },
): Promise<{ found: FoundRun; recorded: Recorded }> {
  const found = await findRun(context, word, choice);
  const data = fetchedFolder(context);
  await fetchData(context, found, data);
  context.output.err(`computing ${describe(found)}, twice`);
  const { target, budget, place, stored } = found;
  const { root, signal } = context;
  const order = { claim: target.claim.slug, budget, place, data: [data], root, stored };
  return { found, recorded: await recordRun({ ...order, folder }, signal) };
}

async function exportGraph(
  context: CliContext,
  word: string,
  options: ExportGraphOptions,
): Promise<void> {
  const { out, json, ...choice } = options;
  const { found, recorded } = await makeWhole(out, (folder) =>
    recordInto(folder, context, { word, choice }),
  );
  const { target, budget, stored } = found;
  const bytes = sizeOf(out);
  if (json) {
    const { claim, planned } = { ...target, ...found };
    const { control, arm, seed } = planned;
    const run = { claim: claim.slug, budget, control, arm, seed, stored: stored?.run ?? null };
    printJson(context.output, { folder: out, run, bytes, ...recorded });
    return;
  }
  const { graphs, calls, digest } = recorded;
  const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const counted = `${plural(graphs, "graph")}, ${plural(calls, "call")}`;
  context.output.out(
    [
      `wrote ${out}: ${counted}, ${bytes.toLocaleString("en")} bytes`,
      `digest ${digest}`,
      comparison(found, recorded),
      `next: python3 clients/python/replay.py ${shellWord(out)}`,
    ].join("\n"),
  );
}

export function exportGraphCommand(program: Command, context: CliContext): void {
  program
    .command("export-graph <run|claim>")
    .description(
      "write a run's programs and numbers so that others can replay it, without this product",
    )
    .addOption(budgetOption("which budget of a claim"))
    .option("--arm <name>", "which arm of a claim")
    .addOption(new Option("--seed <number>", "which seed of a claim").argParser(parseSeed))
    .option("--control <name>", "a run of this negative control of a claim")
    .addOption(new Option("--out <folder>", "a new folder").makeOptionMandatory())
    .option("--json", "print one JSON document that says what was written")
    .action((word: string, options: ExportGraphOptions) => exportGraph(context, word, options));
}
