import type { Command } from "commander";
import { homeOf } from "../database/embedded/index.ts";
import { findInstance } from "../database/instance.ts";
import type { Budget } from "../domain/verdict.ts";
import type { CliContext } from "./context.ts";
import { budgetOption } from "./options.ts";
import { alignRows, printJson } from "./output.ts";
import type { Platform } from "./platform.ts";
import { withPlatform } from "./with-platform.ts";

interface StatusOptions {
  readonly budget: Budget;
  readonly json?: true;
}

async function currentVerdicts(context: CliContext, platform: Platform, budget: Budget) {
  const loaders = platform.createLoaders();
  const claims = context.papers.flatMap((paper) => paper.claims);
  return Promise.all(
    claims.map(async ({ slug }) => {
      const claim = await platform.services.reads.findClaim({ slug });
      const evidence = claim && (await loaders.currentEvidence.load({ claimId: claim.id, budget }));
      const { verdict = null, reason = null, digest = null } = evidence ?? {};
      return { claim: slug, verdict, reason, digest };
    }),
  );
}

async function status(context: CliContext, { budget, json }: StatusOptions): Promise<void> {
  const config = context.loadConfig();
  const running = findInstance(homeOf(config));
  const server = running === null ? null : { pid: running.pid, url: running.url };
  await withPlatform(context, async (platform) => {
    const queue = await platform.queue.stats("verify-claim");
    const verdicts = await currentVerdicts(context, platform, budget);
    if (json) {
      printJson(context.output, { server, queue, budget: budget.toUpperCase(), verdicts });
      return;
    }
    const serving =
      server === null ? "not running" : `pid ${server.pid}, ${server.url ?? "starting"}`;
    context.output.out(
      [
        `server    ${serving}`,
        `queue     ${queue.waiting} waiting, ${queue.active} in work`,
        `verdicts  at ${budget}:`,
        ...alignRows(
          verdicts.map(({ claim, verdict, digest }) => [
            `  ${claim}`,
            verdict ?? "not verified yet",
            digest?.slice(0, 12) ?? "",
          ]),
        ),
      ].join("\n"),
    );
  });
}

export function statusCommand(program: Command, context: CliContext): void {
  program
    .command("status")
    .description("what is running, what is queued, what has been concluded")
    .addOption(budgetOption("verdicts at which budget"))
    .option("--json", "print one JSON document")
    .action((options: StatusOptions) => status(context, options));
}
