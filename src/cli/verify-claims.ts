import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { homeOf } from "../database/embedded/index.ts";
import { makeHome } from "../database/embedded/place.ts";
import type { EngineChoice } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import { loadRelease } from "../verification/release.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { ComputeFolders } from "../worker/child-protocol.ts";
import { enginesBelow, prepareFolders } from "../worker/compute-folders.ts";
import { rememberProbes } from "../worker/remember-probes.ts";
import { createSlots } from "../worker/slots.ts";
import { keepStaff } from "../worker/staff.ts";
import type { Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { firstEngines } from "./first-engines.ts";
import { LiveTable, type TableRow } from "./live-table.ts";
import { secondEngines } from "./second-engines.ts";
import { countRuns, verifyTarget, type Means, type Outcome } from "./verify-target.ts";

/** How the claims of one command are verified. */
export interface HowToVerify {
  readonly budget: Budget;
  /** If not COROLLARY_ENGINE. */
  readonly engine?: EngineChoice | undefined;
  /** A second engine for the own runs of the claims that need one; absent: none. */
  readonly crossCheck?: EngineChoice | undefined;
  /** Shows no progress: standard output is for one document. */
  readonly quiet: boolean;
  /** Shows verdicts as they are compared: before the cap of their budget. */
  readonly uncapped?: boolean;
}

/** Exact claims leave nothing behind. */
const NO_FOLDERS: ComputeFolders = { states: null, data: [] };

/** Measured on the trainings of the large-batch claims: 70 times for small batches, 170 for large. */
const REFERENCE_IS_SLOW =
  "engine reference takes about a hundred times as long as onnx-cpu: minutes for a run, hours for a claim";

type Progress = Map<string, TableRow>;

/** The outcomes of all jobs, in their order; the first that fails ends the others. */
async function allOf<T>(
  jobs: readonly ((signal: AbortSignal) => Promise<T>)[],
  signal: AbortSignal,
): Promise<T[]> {
  const broken = new AbortController();
  const failures: unknown[] = [];
  const both = AbortSignal.any([signal, broken.signal]);
  const settled = await Promise.allSettled(
    jobs.map((job) =>
      job(both).catch((error: unknown) => {
        failures.push(error);
        broken.abort();
        throw error;
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

/** A home that cannot be made or used is no reason not to verify. */
function tryToMake(home: string): void {
  try {
    makeHome(home);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
  }
}

/** Where nothing can be kept, what is trained is shared by the claims of this command at least. */
async function withFolders<T>(
  home: string | null,
  work: (folders: ComputeFolders) => Promise<T>,
): Promise<T> {
  if (home === null) return work(NO_FOLDERS);
  tryToMake(home);
  const folders = prepareFolders(home);
  if (folders.states !== null) return work(folders);
  const states = mkdtempSync(join(tmpdir(), "corollary-states-"));
  try {
    return await work({ ...folders, states });
  } finally {
    rmSync(states, { recursive: true, force: true });
  }
}

/** Trained networks, or data that were fetched. */
function leavesFiles({ engine, data }: ClaimDefinition): boolean {
  return engine !== null || data.length > 0;
}

/**
 * Verifies claims here and now, without a server and without a database.
 *
 * @throws PlatformError of the machine, such as DATA_MISSING, or INTERRUPTED
 */
export async function verifyClaims(
  context: CliContext,
  targets: readonly Target[],
  options: HowToVerify,
): Promise<Outcome[]> {
  // Now, not when it is done: the files may have changed by then.
  const release = loadRelease(context.root);
  const config = context.loadConfig();
  const { budget, uncapped = false } = options;
  const slots = createSlots(config.processes ?? availableParallelism());
  const home = targets.some(({ claim }) => leavesFiles(claim)) ? homeOf(config) : null;
  const probe = rememberProbes(enginesBelow(homeOf(config)));
  const engines = await firstEngines(targets, { choice: options.engine ?? config.engine, probe });
  const { crossCheck } = options;
  const seconds = await secondEngines(targets, { budget, engines, crossCheck, probe });
  const staff = keepStaff();
  const computing = { engines, seconds, slots, turns: createSlots(1), staff };
  const means = { budget, uncapped, release, ...computing };
  try {
    return await withFolders(home, (folders) =>
      verifyTargets(context, targets, options, { ...means, folders }),
    );
  } finally {
    await staff.close();
  }
}

async function verifyTargets(
  context: CliContext,
  targets: readonly Target[],
  options: HowToVerify,
  means: Means,
) {
  const progress: Progress = new Map();
  const table = new LiveTable(context.output);
  for (const { claim } of targets) {
    const total = countRuns(claim, means);
    progress.set(claim.slug, { name: claim.slug, state: "waiting", done: 0, total });
  }
  const [folder] = means.folders.data;
  const log = (line: string) => table.note(line);
  const computing = [
    ...[...means.engines.values()].map(({ engine }) => engine),
    ...means.seconds.values(),
  ];
  if (computing.includes("reference")) log(REFERENCE_IS_SLOW);
  const fetching = folder === undefined ? undefined : { root: context.root, folder, log };
  const jobs = targets.map((target) => (signal: AbortSignal) => {
    const name = target.claim.slug;
    return verifyTarget(context, target, { ...means, fetching, signal }, (row) => {
      progress.set(name, { name, ...row });
      if (!options.quiet) table.show([...progress.values()]);
    });
  });
  const outcomes = await allOf(jobs, context.signal);
  table.finish();
  return outcomes;
}
