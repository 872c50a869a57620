import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { PlatformError } from "../domain/errors.ts";
import { shellWord } from "../exports/shell-word.ts";
import { fetchForClaim } from "../worker/fetch-dataset.ts";
import type { CliContext } from "./context.ts";
import { budgetOption } from "./options.ts";
import { printJson } from "./output.ts";
import { findRun, type FoundRun, type RunChoice } from "./replay/find-run.ts";
import { recordRun, type Recorded } from "./replay/record-run.ts";
import { cannotWrite } from "./report-file.ts";
import { fetchedFolder } from "./with-data.ts";

interface ExportGraphOptions extends RunChoice {
  readonly out: string;
  readonly json?: true;
}

function parseSeed(word: string): number {
  if (/^\d+$/.test(word) && Number.isSafeInteger(Number(word))) return Number(word);
  throw new InvalidArgumentError("a seed is a whole number from 0 on");
}

/** @throws PlatformError BAD_INPUT for what is there and is no empty folder */
function assertFree(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory())
    throw cannotWrite(out, { code: "EEXIST", message: "a file is there" });
  if (readdirSync(out).length === 0) return;
  const told = `folder ${out} is not empty: name a new one, so that nothing of another run is in it`;
  throw new PlatformError("BAD_INPUT", told);
}

/**
 * Makes a folder whole: written beside, then renamed.
 *
 * @throws PlatformError BAD_INPUT for a folder that cannot be made, or whatever `write` throws
 */
async function whole<T>(out: string, write: (folder: string) => Promise<T>): Promise<T> {
  assertFree(out);
  const beside = `${resolve(out)}.corollary-${randomUUID()}.tmp`;
  try {
    mkdirSync(beside, { recursive: true });
    const written = await write(beside);
    renameSync(beside, out);
    return written;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw cannotWrite(out, error);
    throw error;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
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

async function exportGraph(
  context: CliContext,
  word: string,
  options: ExportGraphOptions,
): Promise<void> {
  const { out, json } = options;
  assertFree(out);
  const found = await findRun(context, word, options);
  const data = fetchedFolder(context);
  await fetchData(context, found, data);
  context.output.err(`computing ${describe(found)}, twice`);
  const { target, budget, place, stored } = found;
  const order = {
    claim: target.claim.slug,
    budget,
    place,
    data: [data],
    root: context.root,
    stored,
  };
  const recorded = await whole(out, (folder) => recordRun({ ...order, folder }, context.signal));
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
