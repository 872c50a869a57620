import type { Command } from "commander";
import type { EngineChoice } from "../domain/engine-name.ts";
import type { Budget } from "../domain/verdict.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { assertTakesBaseline, deliverBaseline } from "./deliver-baseline.ts";
import { documentOptions, isToStandardOutput, type DocumentOptions } from "./document.ts";
import { budgetOption, engineOption } from "./options.ts";
import { verifyClaims } from "./verify-claims.ts";
import { assertSomeLeft, withData } from "./with-data.ts";

interface BaselineOptions extends DocumentOptions {
  readonly budget: Budget;
  readonly engine?: EngineChoice;
}

async function baseline(context: CliContext, of: string, options: BaselineOptions): Promise<void> {
  const { budget, engine, json = false } = options;
  const found = findTargets(context.papers, of);
  assertTakesBaseline(options);
  const targets = withData(context, found, ({ claim }) => claim.slug === of);
  assertSomeLeft(targets, of);
  const quiet = json || isToStandardOutput(options);
  const outcomes = await verifyClaims(context, targets, { budget, engine, quiet, uncapped: true });
  deliverBaseline(context, options, { of, budget, records: outcomes.map(({ record }) => record) });
}

export function baselineCommand(program: Command, context: CliContext): void {
  const command = program
    .command("baseline")
    .argument("[paper|claim|all]", "what to verify", "all")
    .description("verify claims and write a baseline to compare later versions with; no database")
    .addOption(budgetOption("how much to compute").default("smoke"))
    .addOption(engineOption("what computes the claims that train, if not COROLLARY_ENGINE"));
  documentOptions(command).action((of: string, options: BaselineOptions) =>
    baseline(context, of, options),
  );
}
