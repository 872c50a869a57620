import { Option, type Command } from "commander";
import type { EngineChoice } from "../domain/engine-name.ts";
import { EXIT } from "../domain/errors.ts";
import { VERDICTS, type Budget, type Verdict } from "../domain/verdict.ts";
import { toEvidenceJson } from "../exports/evidence-json.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { budgetOption, engineOption } from "./options.ts";
import { printJson } from "./output.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { verifyClaims, type Outcome } from "./verify-claims.ts";

interface VerifyOptions {
  readonly budget: Budget;
  readonly engine?: EngineChoice;
  readonly expect?: Verdict;
  readonly json?: true;
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
  const { budget, engine, json = false } = options;
  const outcomes = await verifyClaims(context, targets, { budget, engine, quiet: json });
  if (json) {
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
    .addOption(engineOption("what computes the claims that train, if not COROLLARY_ENGINE"))
    .addOption(
      new Option("--expect <verdict>", "exit with 1 unless every verdict is this one").choices(
        VERDICTS,
      ),
    )
    .option("--json", "print one JSON document")
    .action((word: string, options: VerifyOptions) => verify(context, word, options));
}
