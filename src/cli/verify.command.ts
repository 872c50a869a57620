import { Option, type Command } from "commander";
import type { EngineChoice } from "../domain/engine-name.ts";
import { EXIT } from "../domain/errors.ts";
import { VERDICTS, type Budget, type Verdict } from "../domain/verdict.ts";
import { toEvidenceJson } from "../exports/evidence-json.ts";
import { findTargets } from "./catalogue.ts";
import { writeCertificates } from "./certificates.ts";
import type { CliContext } from "./context.ts";
import { drawAll, figuresOption, writeFigures, type FigureOptions } from "./figures.ts";
import { budgetOption, crossCheckOption, engineOption } from "./options.ts";
import { printJson } from "./output.ts";
import { prepareFolder } from "./report-file.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { verifyClaims } from "./verify-claims.ts";
import type { Outcome } from "./verify-target.ts";
import { assertSomeLeft, withData } from "./with-data.ts";

interface VerifyOptions extends FigureOptions {
  readonly budget: Budget;
  readonly engine?: EngineChoice;
  readonly crossCheck?: EngineChoice;
  readonly expect?: Verdict;
  readonly json?: true;
  /** A folder; nothing is written unless it is given. */
  readonly certificates?: string;
}

const EXPECT =
  "exit with 1 where another verdict came out, with 3 where none could be reached; without this " +
  "option with 0, whatever came out";

/** 1 where another verdict came out; 3 where a verdict was demanded and none could be reached. */
function exitCodeFor(
  outcomes: readonly Outcome[],
  expected: Verdict | undefined,
  isWhole: boolean,
): number {
  if (expected === undefined) return EXIT.done;
  const verdicts = outcomes.map(({ record }) => record.verdict);
  if (verdicts.every((verdict) => verdict === expected)) {
    return isWhole ? EXIT.done : EXIT.undecided;
  }
  return verdicts.every((verdict) => verdict === "INCONCLUSIVE") ? EXIT.undecided : EXIT.no;
}

/** Drawn only where somebody wants to see them. */
async function withDrawings({ record, figures }: Outcome) {
  return { record, figures: await drawAll(figures) };
}

async function verify(context: CliContext, word: string, options: VerifyOptions): Promise<void> {
  const found = findTargets(context.papers, word);
  const targets = withData(context, found, ({ claim }) => claim.slug === word);
  assertSomeLeft(targets, word);
  const { budget, engine, crossCheck, figures: folder, certificates, json = false } = options;
  prepareFolder(folder);
  prepareFolder(certificates);
  const how = { budget, engine, crossCheck, quiet: json };
  const outcomes = await verifyClaims(context, targets, how);
  const isDrawn = json || folder !== undefined;
  const drawn = isDrawn ? await Promise.all(outcomes.map(withDrawings)) : [];
  if (folder !== undefined) {
    for (const { record, figures } of drawn) writeFigures(context, folder, record.claim, figures);
  }
  if (certificates !== undefined) {
    for (const outcome of outcomes) writeCertificates(context, certificates, outcome);
  }
  if (json) {
    printJson(
      context.output,
      drawn.map(({ record, figures }) => ({
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
  context.setExitCode(exitCodeFor(outcomes, options.expect, targets.length === found.length));
}

export function verifyCommand(program: Command, context: CliContext): void {
  const command = program
    .command("verify <claim|paper|all>")
    .description("verify claims here and now, without a server and without a database")
    .addOption(budgetOption("how much to compute"))
    .addOption(engineOption("what computes the claims that train, if not COROLLARY_ENGINE"))
    .addOption(crossCheckOption())
    .addOption(new Option("--expect <verdict>", EXPECT).choices(VERDICTS))
    .option("--certificates <folder>", "write the certificates of the runs there")
    .option("--json", "print one JSON document");
  figuresOption(command).action((word: string, options: VerifyOptions) =>
    verify(context, word, options),
  );
}
