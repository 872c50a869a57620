import { PlatformError } from "../../domain/errors.ts";
import { isGlobalId, keyOfGlobalId } from "../../domain/global-id.ts";
import type { Budget } from "../../domain/verdict.ts";
import type { ExperimentEntity } from "../../entities/experiment.entity.ts";
import type { RunEntity } from "../../entities/run.entity.ts";
import { shellWord } from "../../exports/shell-word.ts";
import type { PlannedRun } from "../../verification/claim-spec.ts";
import { runKey } from "../../verification/execute-run.ts";
import { findTargets, type Target } from "../catalogue.ts";
import type { CliContext } from "../context.ts";
import type { Platform } from "../platform.ts";
import { withPlatform } from "../with-platform.ts";
import type { RunResults, Stored } from "./record-run.ts";

/** Which of a claim's runs is meant. */
export interface RunChoice {
  readonly budget: Budget;
  readonly arm?: string;
  readonly seed?: number;
  readonly control?: string;
}

export interface FoundRun {
  readonly target: Target;
  readonly budget: Budget;
  /** In the plan. */
  readonly place: number;
  readonly planned: PlannedRun;
  readonly stored: Stored | null;
}

function badInput(told: string): PlatformError {
  return new PlatformError("BAD_INPUT", told);
}

/** @throws PlatformError BAD_INPUT for a claim that no engine computes */
function assertEngine({ claim: { slug, engine } }: Target): void {
  if (engine !== null) return;
  const told =
    `${slug} is computed without an engine: there is no graph to replay. The certificates of its runs ` +
    `are written by npx corollary verify ${slug} --certificates <folder>; those of local minima are ` +
    "checked by npx corollary check-certificate <file>";
  throw badInput(told);
}

function quoted(words: readonly (string | number)[]): string {
  return [...new Set(words)].map((word) => JSON.stringify(word)).join(", ");
}

/** The one run of a claim that the options leave. */
function choose({ claim }: Target, choice: RunChoice): { place: number; planned: PlannedRun } {
  const { budget, arm, seed, control = null } = choice;
  const all = claim.plan(budget).map((planned, place) => ({ planned, place }));
  const narrowed = [
    { option: "control", of: (one: PlannedRun) => one.control, wanted: control },
    { option: "arm", of: (one: PlannedRun) => one.arm, wanted: arm },
    { option: "seed", of: (one: PlannedRun) => one.seed, wanted: seed },
  ] as const;
  let left = all;
  for (const { option, of, wanted } of narrowed) {
    const values = [...new Set(left.map(({ planned }) => of(planned)))];
    const isMissing = wanted === undefined && values.length > 1;
    left = left.filter(({ planned }) => wanted === undefined || of(planned) === wanted);
    if (left.length > 0 && !isMissing) continue;
    const known = quoted(values.flatMap((value) => value ?? []));
    throw badInput(`say which run of ${claim.slug} at ${budget} with --${option}: ${known}`);
  }
  const [only] = left;
  if (only === undefined) throw new Error("no run is left, and no option took the last");
  return only;
}

/** @throws PlatformError NOT_FOUND or BAD_INPUT with the choices */
function findInPlan(context: CliContext, word: string, choice: RunChoice): FoundRun {
  const targets = findTargets(context.papers, word);
  const target = targets.find(({ claim }) => claim.slug === word);
  if (target === undefined) {
    throw badInput(`${word} names several claims: name one of them, or a run by its id`);
  }
  assertEngine(target);
  return { target, budget: choice.budget, ...choose(target, choice), stored: null };
}

/** @throws PlatformError CONFLICT where the code that is here would compute something else */
function findAgain(
  context: CliContext,
  run: RunEntity,
  experiment: ExperimentEntity,
  slug: string,
) {
  const { budget, protocolDigest } = experiment;
  const target = context.papers
    .flatMap((paper) => paper.claims.map((claim) => ({ paper, claim })))
    .find(({ claim }) => claim.slug === slug);
  const plan = target?.claim.plan(budget) ?? [];
  const place = plan.findIndex((planned) => runKey(planned) === runKey(run));
  const planned = plan[place];
  const isSame = target?.claim.protocolDigest(budget) === protocolDigest;
  if (target !== undefined && planned !== undefined && isSame) return { target, place, planned };
  const told =
    `this run of ${slug} was computed by another protocol than that of version ` +
    `${context.version}, which is here: export it with the version that computed it (npx corollary ` +
    "releases), or verify the claim anew";
  throw new PlatformError("CONFLICT", told);
}

/** The command that exports the same run, computed by ONNX Runtime. */
function commandFor({ target, budget, planned }: Omit<FoundRun, "stored">): string {
  const { control, arm, seed } = planned;
  const within = control === null ? "" : ` --control ${shellWord(control)}`;
  const which = `--budget ${budget}${within} --arm ${shellWord(arm)} --seed ${seed}`;
  return `npx corollary export-graph ${target.claim.slug} ${which} --out <folder>`;
}

function assertOnnx(engine: string | null, found: Omit<FoundRun, "stored">): void {
  if (engine === "onnx-cpu") return;
  const told =
    `this run was computed by engine ${engine ?? "none"}, which was given no ONNX graph, and its ` +
    "numbers are no measure of a replay: two right engines end far apart after a long training. " +
    `Export the same run as onnx-cpu computes it: ${commandFor(found)}`;
  throw badInput(told);
}

function resultsOf(run: RunEntity): RunResults {
  const { status, measurements, certificateName: name, certificateDigest: digest } = run;
  const certificate = name === null || digest === null ? null : { name, digest };
  const series = run.seriesDigest === null ? {} : { series: run.seriesDigest };
  return { status, measurements, certificate, ...series };
}

/** A run that the database holds, by its id in the API. */
async function findStored(
  context: CliContext,
  { services: { reads }, createLoaders }: Platform,
  id: string,
): Promise<FoundRun> {
  const run = await reads.findRun({ id: keyOfGlobalId(id, "Run", ["run"]) });
  if (run === null) throw new PlatformError("NOT_FOUND", `no run ${id} in this database`);
  const loaders = createLoaders();
  const experiment = await loaders.experimentById.load(run.experimentId);
  const { slug } = await loaders.claimById.load(experiment.claimId);
  const { version, sourceDigest, dependencyDigest } = await loaders.releaseById.load(
    experiment.releaseId,
  );
  const found = findAgain(context, run, experiment, slug);
  assertEngine(found.target);
  const { budget } = experiment;
  assertOnnx(run.crossCheck ? experiment.crossCheck : experiment.engine, { ...found, budget });
  const evidence = await loaders.evidenceByExperiment.load(experiment.id);
  const { environment = null } =
    (run.crossCheck ? evidence?.record.crossCheck : evidence?.record) ?? {};
  const release = { version, sourceDigest, dependencyDigest };
  const stored = { run: id, release, environment, results: resultsOf(run) };
  return { ...found, budget, stored };
}

/**
 * The run that is meant: one of the database by its id, or one of a claim by arm and seed, which needs
 * no database.
 *
 * @throws PlatformError NOT_FOUND, BAD_INPUT or CONFLICT with what to do
 */
export async function findRun(
  context: CliContext,
  word: string,
  choice: RunChoice,
): Promise<FoundRun> {
  if (!isGlobalId(word)) return findInPlan(context, word, choice);
  return withPlatform(context, (platform) => findStored(context, platform, word));
}
