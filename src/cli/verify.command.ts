import { availableParallelism } from "node:os";
import { Option, type Command } from "commander";
import { EXACT_ENVIRONMENT } from "../domain/environment.ts";
import { EXIT } from "../domain/errors.ts";
import type { EvidenceRecord, Release, RunRecord } from "../domain/evidence-record.ts";
import { VERDICTS, type Budget, type Verdict } from "../domain/verdict.ts";
import { toEvidenceJson, type FigureJson } from "../exports/evidence-json.ts";
import { assembleEvidence } from "../verification/assemble-evidence.ts";
import { loadRelease } from "../verification/release.ts";
import { computeRuns } from "../worker/compute-process.ts";
import { findTargets, type Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { LiveTable, type TableRow } from "./live-table.ts";
import { budgetOption } from "./options.ts";
import { printJson } from "./output.ts";
import { describeEvidence } from "./describe-evidence.ts";

interface VerifyOptions {
  readonly budget: Budget;
  readonly expect?: Verdict;
  readonly json?: true;
}

interface Outcome {
  readonly record: EvidenceRecord;
  readonly figures: readonly FigureJson[];
  readonly durationMs: number;
}

type Progress = Map<string, TableRow>;

/** Runs one claim in a process of its own, so that the terminal stays alive and Ctrl-C works. */
async function verifyTarget(
  context: CliContext,
  { paper, claim }: Target,
  { budget, release }: { readonly budget: Budget; readonly release: Release },
  report: (row: Omit<TableRow, "name">) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const runs: RunRecord[] = [];
  const total = claim.plan(budget).length;
  report({ state: "running", done: 0, total });
  await computeRuns(
    { claim: claim.slug, budget, completed: [], code: { root: context.root, release } },
    {
      signal: context.signal,
      onRun(output, progress) {
        runs.push(output.record);
        report({ state: "running", ...progress });
      },
    },
  );
  const verification = {
    paper: paper.slug,
    claim,
    budget,
    environment: EXACT_ENVIRONMENT,
    release,
  };
  const record = assembleEvidence(verification, runs);
  report({ state: record.verdict, done: total, total });
  const figures = claim
    .figures(budget, runs)
    .map(({ name, title, spec }) => ({ name, title, spec: JSON.stringify(spec) }));
  return { record, figures, durationMs: performance.now() - startedAt };
}

/** Runs the jobs in order, at most `limit` at a time; the outcomes keep the order of the jobs. */
async function inParallel<T>(jobs: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const outcomes: T[] = [];
  const waiting = [...jobs.entries()];
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes[next[0]] = await next[1]();
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));
  return outcomes;
}

async function verifyAll(context: CliContext, targets: readonly Target[], options: VerifyOptions) {
  const progress: Progress = new Map();
  const table = new LiveTable(context.output);
  // Now, not when it is done: the files may have changed by then.
  const release = loadRelease(context.root);
  for (const { claim } of targets) {
    const total = claim.plan(options.budget).length;
    progress.set(claim.slug, { name: claim.slug, state: "waiting", done: 0, total });
  }
  const jobs = targets.map((target) => () => {
    const name = target.claim.slug;
    return verifyTarget(context, target, { budget: options.budget, release }, (row) => {
      progress.set(name, { name, ...row });
      if (!options.json) table.show([...progress.values()]);
    });
  });
  const outcomes = await inParallel(jobs, availableParallelism());
  table.finish();
  return outcomes;
}

/** 1 where another verdict came out; 3 where a verdict was demanded and none could be reached. */
function exitCodeFor(outcomes: readonly Outcome[], expected: Verdict | undefined): number {
  if (expected === undefined) return EXIT.done;
  const verdicts = outcomes.map(({ record }) => record.verdict);
  if (verdicts.every((verdict) => verdict === expected)) return EXIT.done;
  return verdicts.every((verdict) => verdict === "INCONCLUSIVE") ? EXIT.undecided : EXIT.no;
}

async function verify(context: CliContext, word: string, options: VerifyOptions): Promise<void> {
  const targets = findTargets(context.papers, word);
  const outcomes = await verifyAll(context, targets, options);
  if (options.json) {
    printJson(
      context.output,
      outcomes.map(({ record, figures }) => ({
        claim: record.claim,
        verdict: record.verdict,
        reason: record.reason,
        evidence: toEvidenceJson(record, figures),
      })),
    );
  } else {
    for (const { record, durationMs } of outcomes) {
      context.output.out(`\n${describeEvidence(record, durationMs)}`);
    }
  }
  context.setExitCode(exitCodeFor(outcomes, options.expect));
}

export function verifyCommand(program: Command, context: CliContext): void {
  program
    .command("verify <claim|paper|all>")
    .description("verify claims here and now, without a server and without a database")
    .addOption(budgetOption("how much to compute"))
    .addOption(
      new Option("--expect <verdict>", "exit with 1 unless every verdict is this one").choices(
        VERDICTS,
      ),
    )
    .option("--json", "print one JSON document")
    .action((word: string, options: VerifyOptions) => verify(context, word, options));
}
