import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { homeOf } from "../database/embedded/index.ts";
import { makeHome } from "../database/embedded/place.ts";
import { resolveEngine, type EngineChoice, type EngineName } from "../domain/engine-name.ts";
import { PlatformError } from "../domain/errors.ts";
import type { EvidenceRecord, Release, RunRecord } from "../domain/evidence-record.ts";
import type { Series } from "../domain/series.ts";
import type { Budget } from "../domain/verdict.ts";
import { assembleEvidence } from "../verification/assemble-evidence.ts";
import { loadRelease } from "../verification/release.ts";
import type { ClaimDefinition, Figure } from "../verification/claim-spec.ts";
import { parseSeries } from "../verification/series.ts";
import type { ComputeFolders } from "../worker/child-protocol.ts";
import { prepareFolders } from "../worker/compute-folders.ts";
import { computeRuns, type ComputeOptions } from "../worker/compute-process.ts";
import { createSlots, type Slots } from "../worker/slots.ts";
import { keepStaff, type Staff } from "../worker/staff.ts";
import type { Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { LiveTable, type TableRow } from "./live-table.ts";

/** How the claims of one command are verified. */
export interface HowToVerify {
  readonly budget: Budget;
  /** If not COROLLARY_ENGINE. */
  readonly engine?: EngineChoice | undefined;
  /** Shows no progress: standard output is for one document. */
  readonly quiet: boolean;
  /** Shows verdicts as they are compared: before the cap of their budget. */
  readonly uncapped?: boolean;
}

/** What came out for one claim. */
export interface Outcome {
  readonly record: EvidenceRecord;
  readonly figures: readonly Figure[];
  readonly durationMs: number;
  /** The documents of its runs, by the digests that its record names. */
  readonly certificates: ReadonlyMap<string, string>;
}

/** Exact claims leave nothing behind. */
const NO_FOLDERS: ComputeFolders = { states: null, data: [] };

/** Measured on the trainings of the large-batch claims: 70 times for small batches, 170 for large. */
const REFERENCE_IS_SLOW =
  "engine reference takes about a hundred times as long as onnx-cpu: minutes for a run, hours for a claim";

type Progress = Map<string, TableRow>;

/** What all claims of one command are computed with. */
interface Means {
  readonly budget: Budget;
  readonly uncapped: boolean;
  readonly release: Release;
  readonly engine: EngineName;
  readonly folders: ComputeFolders;
  readonly slots: Slots;
  readonly turns: Slots;
  readonly staff: Staff;
}

/** The means of one claim among them. */
interface OwnMeans extends Means {
  readonly fetching: ComputeOptions["fetching"];
  readonly signal: AbortSignal;
}

/** Runs one claim in a process of its own, so that the terminal stays alive and Ctrl-C works. */
async function verifyTarget(
  context: CliContext,
  { paper, claim }: Target,
  { budget, uncapped, release, engine, folders, slots, turns, staff, fetching, signal }: OwnMeans,
  report: (row: Omit<TableRow, "name">) => void,
): Promise<Outcome> {
  let startedAt = performance.now();
  const runs: RunRecord[] = [];
  const series = new Map<string, readonly Series[]>();
  const certificates = new Map<string, string>();
  const total = claim.plan(budget).length;
  const code = { root: context.root, release };
  const environment = await computeRuns(
    { claim: claim.slug, budget, engine: claim.engine && engine, data: claim.data, folders, code },
    {
      ...{ signal, slots, turns, staff },
      ...(fetching === undefined ? {} : { fetching }),
      resume() {
        // Not while it waited for its turn.
        startedAt = performance.now();
        report({ state: "running", done: 0, total });
        return [];
      },
      onRun(output, progress) {
        runs.push(output.record);
        const { certificate } = output.record;
        if (certificate !== null && output.certificate !== null) {
          certificates.set(certificate.digest, output.certificate);
        }
        if (output.record.series !== undefined && output.series !== null) {
          series.set(output.record.series, parseSeries(output.series));
        }
        report({ state: "running", ...progress });
      },
    },
  );
  const verification = { paper: paper.slug, claim, budget, environment, release };
  const record = assembleEvidence(verification, runs);
  report({ state: uncapped ? record.uncappedVerdict : record.verdict, done: total, total });
  const figures = claim.figures(budget, runs, series);
  return { record, figures, certificates, durationMs: performance.now() - startedAt };
}

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
  const engine = resolveEngine(options.engine ?? config.engine);
  const slots = createSlots(config.processes ?? availableParallelism());
  const home = targets.some(({ claim }) => leavesFiles(claim)) ? homeOf(config) : null;
  const staff = keepStaff();
  const means = { budget, uncapped, release, engine, slots, turns: createSlots(1), staff };
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
    const total = claim.plan(options.budget).length;
    progress.set(claim.slug, { name: claim.slug, state: "waiting", done: 0, total });
  }
  const [folder] = means.folders.data;
  const log = (line: string) => table.note(line);
  const isTrained = targets.some(({ claim }) => claim.engine !== null);
  if (means.engine === "reference" && isTrained) log(REFERENCE_IS_SLOW);
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
