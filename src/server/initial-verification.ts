import { setTimeout as pause } from "node:timers/promises";
import { describeVerdict } from "../cli/describe-evidence.ts";
import type { LiveTable, TableRow } from "../cli/live-table.ts";
import type { Output } from "../cli/output.ts";
import type { Platform } from "../cli/platform.ts";
import type { DataFolders } from "../compute/datasets/index.ts";
import { isFinished } from "../domain/run-status.ts";
import type { Budget } from "../domain/verdict.ts";
import type { ExperimentEntity } from "../entities/experiment.entity.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";
import { isDatabaseGone } from "../services/database-gone.ts";
import { absentDatasets } from "../worker/absent-data.ts";
import { OWNER } from "./auth.ts";

const POLL_MS = 200;

interface Watched {
  readonly claim: string;
  readonly id: string;
  experiment: ExperimentEntity;
}

interface Wish {
  readonly papers: readonly PaperDefinition[];
  readonly budget: Budget;
  /** Where data sets may lie. */
  readonly folders: DataFolders;
}

interface Screen {
  readonly output: Output;
  readonly table: LiveTable;
  /** Aborted when nobody waits for the verdicts any more. */
  readonly signal: AbortSignal;
}

/** A line for each data set that is not here: which claims wait for it, and how to get it. */
function absentLines(claims: readonly ClaimDefinition[], folders: DataFolders): string[] {
  const needs = claims.flatMap((claim) =>
    absentDatasets(claim, folders).map((absent) => ({ absent, slug: claim.slug })),
  );
  return [...Map.groupBy(needs, ({ absent }) => absent.name)].map(([name, waiting]) => {
    const slugs = waiting.map(({ slug }) => slug).join(", ");
    const { megabytes = "", command = "" } = waiting[0]?.absent ?? {};
    return `left out, as ${name} (${megabytes}) is not here: ${slugs}; to get it: ${command}`;
  });
}

/**
 * Asks for every claim that has not been verified by this release at this budget. Nothing is fetched
 * because a server starts: claims whose data are not here are left out, with a line for each data set.
 */
async function requestAll(
  { services }: Platform,
  { papers, budget, folders }: Wish,
  output: Output,
): Promise<Watched[]> {
  const watched: Watched[] = [];
  const claims = papers.flatMap((paper) => paper.claims);
  for (const line of absentLines(claims, folders)) output.out(line);
  for (const claim of claims) {
    if (absentDatasets(claim, folders).length > 0) continue;
    const options = { budget, caller: OWNER };
    const experiment = await services.verification.request(claim.slug, options);
    watched.push({ claim: claim.slug, id: experiment.id, experiment });
  }
  return watched;
}

function toRow({ claim, experiment }: Watched): TableRow {
  const { status, done, total } = experiment;
  return { name: claim, state: status.toLowerCase(), done, total };
}

async function refresh(platform: Platform, watched: readonly Watched[]): Promise<void> {
  try {
    const loaders = platform.createLoaders();
    const fresh = await loaders.experimentById.loadMany(watched.map(({ id }) => id));
    for (const [index, row] of fresh.entries()) {
      const one = watched[index];
      if (one !== undefined && !(row instanceof Error)) one.experiment = row;
    }
  } catch (error) {
    // A database that restarts is back in a moment; the table then goes on.
    if (!isDatabaseGone(error)) throw error;
  }
}

async function printVerdicts(
  platform: Platform,
  watched: readonly Watched[],
  output: Output,
): Promise<void> {
  const loaders = platform.createLoaders();
  for (const { claim, id, experiment } of watched) {
    const evidence = await loaders.evidenceByExperiment.load(id);
    if (evidence !== null) output.out(describeVerdict(evidence));
    else output.out(`${claim}: ${experiment.status} ${experiment.message ?? ""}`.trimEnd());
  }
}

/** What `npm start` verifies by itself, with a live table until all of it is finished. */
export async function verifyAtStart(
  platform: Platform,
  wish: Wish,
  { output, table, signal }: Screen,
): Promise<void> {
  const watched = await requestAll(platform, wish, output);
  const open = () => watched.some(({ experiment }) => !isFinished(experiment.status));
  if (open()) output.out(`\nverifying ${watched.length} claims at ${wish.budget}`);
  while (open() && !signal.aborted) {
    table.show(watched.map(toRow));
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
    await refresh(platform, watched);
  }
  if (signal.aborted) return;
  table.show(watched.map(toRow));
  table.finish();
  output.out("");
  await printVerdicts(platform, watched, output);
}
