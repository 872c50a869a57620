import type { Command } from "commander";
import type { EngineChoice } from "../domain/engine-name.ts";
import { EXIT, PlatformError } from "../domain/errors.ts";
import { tierWords, type Gate } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { formatBaseline } from "../exports/baseline-file.ts";
import type { RegressionReport } from "../exports/regression-report.ts";
import { toRegressionJson } from "../exports/regression-json.ts";
import { describeRegression } from "../exports/regression-screen.ts";
import { bless, isStable } from "./bless.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { readBaselineFile, type BaselineFile } from "./evidence-sets.ts";
import { budgetOption, engineOption } from "./options.ts";
import { printJson } from "./output.ts";
import { compareVersions, requireAgainst, type RegressionOptions } from "./regression.ts";
import {
  prepareReports,
  reportOf,
  reportOfProblem,
  type ReportFiles,
  type Reports,
} from "./regression-reports.ts";
import { assertWritable, writeWhole } from "./report-file.ts";
import { toPlatformError } from "./to-platform-error.ts";

interface Options extends ReportFiles {
  readonly against?: string;
  readonly candidate?: string;
  readonly budget?: Budget;
  readonly engine?: EngineChoice;
  readonly json?: true;
  readonly bless?: string;
  readonly reason?: string;
}

const EXIT_OF: Readonly<Record<Gate, number>> = {
  PASS: EXIT.done,
  WARN: EXIT.done,
  FAIL: EXIT.no,
  UNDECIDED: EXIT.undecided,
};

function show(context: CliContext, report: RegressionReport, json: boolean): void {
  const { output } = context;
  if (json) printJson(output, toRegressionJson(report));
  else output.out(`\n${describeRegression(report, output.columns)}`);
}

/** A verdict stands whatever becomes of the files that tell it; only a pass is taken back. */
function writeReports(
  { output }: CliContext,
  reports: Reports,
  report: RegressionReport,
  stands: boolean,
): boolean {
  try {
    reports.write(report);
    return true;
  } catch (error) {
    if (!stands || !(error instanceof PlatformError)) throw error;
    output.err(`corollary: ${error.code} ${error.message}`);
    return false;
  }
}

async function compareAndTell(
  context: CliContext,
  wanted: RegressionOptions,
  reports: Reports,
): Promise<void> {
  const compared = await compareVersions(context, wanted);
  const report = reportOf(context, compared);
  const exitCode = EXIT_OF[compared.comparison.gate];
  show(context, report, wanted.quiet);
  context.setExitCode(exitCode);
  const written = writeReports(context, reports, report, exitCode !== EXIT.done);
  if (!written || wanted.quiet || reports.names.length === 0) return;
  context.output.out(`\nreports: ${reports.names.join(", ")}`);
}

/** Never green on nothing: what could not be compared is in the reports too. */
async function regress(context: CliContext, options: Options): Promise<void> {
  const reports = prepareReports(options);
  const { candidate, budget, engine, json = false } = options;
  try {
    assertNoReason(options);
    const named = { against: requireAgainst(options.against), candidate, budget, engine };
    await compareAndTell(context, { ...named, quiet: json }, reports);
  } catch (error) {
    const told = toPlatformError(error, context.signal);
    if (told.code !== "INTERRUPTED") {
      writeReports(context, reports, reportOfProblem(context, options, told), true);
    }
    throw told;
  }
}

function assertNoReason({ reason }: Options): void {
  if (reason === undefined) return;
  const told = "--reason says why a change is accepted: name the claim with --bless <claim>";
  throw new PlatformError("BAD_INPUT", told, { path: ["reason"] });
}

function requireReason({ reason = "" }: Options): string {
  if (reason.trim() !== "") return reason.trim();
  const told = 'say why this change is accepted: --reason "..."; it is kept in the baseline';
  throw new PlatformError("BAD_INPUT", told, { path: ["reason"] });
}

/** Accepting changes a baseline and compares one claim: that is no report. */
function assertNoReports({ junit, sarif, markdown }: Options): void {
  if ([junit, sarif, markdown].every((file) => file === undefined)) return;
  const told = "--bless writes no reports: leave --junit, --sarif and --markdown out";
  throw new PlatformError("BAD_INPUT", told, { path: ["bless"] });
}

function requireFile(against: string, budget: Budget | undefined): BaselineFile {
  const file = readBaselineFile(against, budget);
  assertWritable(file.path);
  return file;
}

/** A claim that neither this version nor the baseline knows. */
function assertKnown({ papers }: CliContext, { baseline }: BaselineFile, claim: string): void {
  if (baseline.records.some((record) => record.claim === claim)) return;
  const isClaim = findTargets(papers, claim).some((target) => target.claim.slug === claim);
  if (isClaim) return;
  throw new PlatformError("BAD_INPUT", `${claim} is a paper: accept its claims one by one`);
}

/** Accepts what became of one claim: writes it into the baseline with its reason. */
async function acceptChange(context: CliContext, claim: string, options: Options): Promise<void> {
  assertNoReports(options);
  const reason = requireReason(options);
  const against = requireAgainst(options.against);
  const file = requireFile(against, options.budget);
  assertKnown(context, file, claim);
  const { candidate, budget, engine, json = false } = options;
  const wanted = { against, candidate, budget, engine, only: claim, quiet: json };
  const compared = await compareVersions(context, wanted);
  const [item] = compared.comparison.items;
  if (item === undefined || isStable(compared.comparison)) {
    const told = `${claim} is stable: there is nothing to accept, ${against} is as it was`;
    if (json) printJson(context.output, { accepted: null, file: against });
    else context.output.out(told);
    return;
  }
  const after = compared.candidate.records[0] ?? null;
  const date = new Date().toISOString().slice(0, 10);
  // Read again: others may have accepted other claims while this one was verified.
  const { path, baseline } = readBaselineFile(against);
  const accepted = bless(baseline, { item, after, reason, date });
  writeWhole(path, formatBaseline(accepted));
  if (json) printJson(context.output, { accepted: accepted.accepted.at(-1), file: against });
  else {
    const what = `${claim} (${tierWords(item.tier)}): ${reason}`;
    context.output.out(`accepted ${what}\nwritten to ${against}: commit it`);
  }
}

const EXITS = `
Exit codes: 0 nothing is worse with certainty beyond its margin; 1 a claim regressed, is gone, or was
changed and is not accepted yet; 2 wrong input; 3 could not be decided (no baseline, too little data).`;

export function regressCommand(program: Command, context: CliContext): void {
  program
    .command("regress")
    .description("compare this version with a release or a baseline file, claim by claim")
    .option("--against <release|file>", "what to compare with; see: releases, baseline")
    .option("--candidate <release|file>", "compare this instead of verifying this version")
    .addOption(budgetOption("that of the baseline").default(undefined))
    .addOption(engineOption("what computes the claims that train, if not COROLLARY_ENGINE"))
    .option("--junit <file>", "write a JUnit report")
    .option("--sarif <file>", "write a SARIF report")
    .option("--markdown <file>", "write a Markdown report")
    .option("--json", "print one JSON document")
    .option("--bless <claim>", "accept what became of a claim: write it into the baseline file")
    .option("--reason <text>", "why it is accepted")
    .addHelpText("after", EXITS)
    .action((options: Options) =>
      options.bless === undefined
        ? regress(context, options)
        : acceptChange(context, options.bless, options),
    );
}
