import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import type { EngineChoice } from "../domain/engine-name.ts";
import { EXIT, PlatformError } from "../domain/errors.ts";
import { tierWords, type Gate } from "../domain/regression.ts";
import type { Budget } from "../domain/verdict.ts";
import { formatBaseline } from "../exports/baseline-file.ts";
import { toJUnit } from "../exports/junit.ts";
import type { Place, RegressionReport } from "../exports/regression-report.ts";
import { toRegressionJson } from "../exports/regression-json.ts";
import { toRegressionMarkdown } from "../exports/regression-markdown.ts";
import { describeRegression } from "../exports/regression-screen.ts";
import { toSarif } from "../exports/sarif.ts";
import { bless, isStable } from "./bless.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { readBaselineFile, type BaselineFile } from "./evidence-sets.ts";
import { budgetOption, engineOption } from "./options.ts";
import { printJson } from "./output.ts";
import {
  compareVersions,
  requireAgainst,
  type Compared,
  type RegressionOptions,
} from "./regression.ts";
import { assertWritable, writeWhole } from "./report-file.ts";

interface Options {
  readonly against?: string;
  readonly candidate?: string;
  readonly budget?: Budget;
  readonly engine?: EngineChoice;
  readonly junit?: string;
  readonly sarif?: string;
  readonly markdown?: string;
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

/** Null for a file outside of the project, which its repository cannot show. */
function pathInProject(root: string, path: string): string | null {
  const inside = relative(root, path).split(sep).join("/");
  return inside.startsWith("..") || inside === "" ? null : inside;
}

/** Where readers of reports are to look: a claim's file, else its line in the baseline. */
function placesIn({ root, papers }: CliContext, file: BaselineFile | null) {
  const targets = findTargets(papers, "all");
  const baseline = file && pathInProject(root, file.path);
  const wholePlace: Place = { path: baseline ?? "package.json", line: 1 };
  return {
    wholePlace,
    placeOf(slug: string): Place {
      const target = targets.find(({ claim }) => claim.slug === slug);
      const path = `src/papers/${target?.paper.slug ?? ""}/${slug}.claim.ts`;
      if (target !== undefined && existsSync(join(root, path))) return { path, line: 1 };
      return baseline === null
        ? wholePlace
        : { ...wholePlace, line: file?.baseline.lineOf(slug) ?? wholePlace.line };
    },
  };
}

function reportOf(context: CliContext, { comparison, against, file }: Compared): RegressionReport {
  const places = placesIn(context, file);
  const { version } = context;
  const baselineFile = file === null ? null : against.name;
  return { ...places, version, against: against.name, baselineFile, comparison, problem: null };
}

function reportOfProblem(
  context: CliContext,
  against: string,
  { code, message }: PlatformError,
): RegressionReport {
  const places = placesIn(context, null);
  const { version } = context;
  const problem = { code, message };
  return { ...places, version, against, baselineFile: null, comparison: null, problem };
}

type Write = (report: RegressionReport) => void;

/** The files that were asked for; finds out now whether they can be written. */
function reportWriter({ junit, sarif, markdown, against, candidate }: Options): Write {
  const wanted = [
    { path: junit, write: toJUnit },
    { path: sarif, write: (report: RegressionReport) => JSON.stringify(toSarif(report), null, 2) },
    { path: markdown, write: toRegressionMarkdown },
  ].flatMap(({ path, write }) => (path === undefined ? [] : [{ path, write }]));
  const taken = [against, candidate].flatMap((word) => word ?? []).map((word) => resolve(word));
  for (const path of wanted.map((one) => resolve(one.path))) {
    if (taken.includes(path)) {
      const told = `a report would be written over ${path}: name a file of its own`;
      throw new PlatformError("BAD_INPUT", told);
    }
    taken.push(path);
  }
  for (const { path } of wanted) assertWritable(path);
  return (report) => {
    for (const { path, write } of wanted) writeWhole(path, write(report));
  };
}

function show(context: CliContext, report: RegressionReport, json: boolean): void {
  const { output } = context;
  if (json) printJson(output, toRegressionJson(report));
  else output.out(`\n${describeRegression(report, output.columns)}`);
}

/** A verdict stands whatever becomes of the files that tell it; only a pass is taken back. */
function writeReports({ output }: CliContext, write: () => void, stands: boolean): void {
  try {
    write();
  } catch (error) {
    if (!stands || !(error instanceof PlatformError)) throw error;
    output.err(`corollary: ${error.code} ${error.message}`);
  }
}

async function compareAndTell(
  context: CliContext,
  wanted: RegressionOptions,
  write: Write,
): Promise<void> {
  const compared = await compareVersions(context, wanted);
  const report = reportOf(context, compared);
  const exitCode = EXIT_OF[compared.comparison.gate];
  show(context, report, wanted.quiet);
  context.setExitCode(exitCode);
  writeReports(context, () => write(report), exitCode !== EXIT.done);
}

/** Never green on nothing: what could not be compared is in the reports too. */
async function regress(context: CliContext, options: Options): Promise<void> {
  const write = reportWriter(options);
  const { against = "", candidate, budget, engine, json = false } = options;
  try {
    const named = { against: requireAgainst(options.against), candidate, budget, engine };
    await compareAndTell(context, { ...named, quiet: json }, write);
  } catch (error) {
    if (error instanceof PlatformError && error.code !== "INTERRUPTED") {
      writeReports(context, () => write(reportOfProblem(context, against, error)), true);
    }
    throw error;
  }
}

function requireReason({ reason = "" }: Options): string {
  if (reason.trim() !== "") return reason.trim();
  const told = 'say why this change is accepted: --reason "..."; it is kept in the baseline';
  throw new PlatformError("BAD_INPUT", told, { path: ["reason"] });
}

function requireFile(against: string): BaselineFile {
  const file = readBaselineFile(against);
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
  const reason = requireReason(options);
  const against = requireAgainst(options.against);
  const file = requireFile(against);
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
