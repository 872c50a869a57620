import type { Command } from "commander";
import { homeOf } from "../database/embedded/index.ts";
import { findInstance } from "../database/instance.ts";
import { toEnumName } from "../domain/enum-name.ts";
import { toGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import type { CliContext } from "./context.ts";
import { budgetOption } from "./options.ts";
import { alignRows, printJson } from "./output.ts";
import type { Platform } from "./platform.ts";
import { withPlatform } from "./with-platform.ts";

interface StatusOptions {
  /** Absent: the budget at which the server verifies by itself. */
  readonly budget?: Budget;
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

/** The most that fit on a screen; the API has them all. */
const SHOWN_EXPERIMENTS = 20;

/** What is queued or in work, the newest first. */
async function unfinished({ services, createLoaders }: Platform) {
  const loaders = createLoaders();
  const lists = await Promise.all(
    (["RUNNING", "QUEUED"] as const).map((status) =>
      services.reads.experiments({ status }).page({ first: SHOWN_EXPERIMENTS }),
    ),
  );
  return Promise.all(
    lists
      .flatMap(({ items }) => items)
      .map(async ({ id, claimId, budget, status, done, total }) => {
        const { slug } = await loaders.claimById.load(claimId);
        const named = { id: toGlobalId("Experiment", id), claim: { slug } };
        return { ...named, budget: toEnumName(budget), status, progress: { done, total } };
      }),
  );
}

async function status(context: CliContext, options: StatusOptions): Promise<void> {
  const { json } = options;
  const config = context.loadConfig();
  const budget = options.budget ?? (config.verify === "none" ? "quick" : config.verify);
  const running = findInstance(homeOf(config));
  const server = running === null ? null : { pid: running.pid, url: running.url };
  await withPlatform(context, async (platform) => {
    const queue = await platform.queue.stats("verify-claim");
    const experiments = await unfinished(platform);
    const verdicts = await currentVerdicts(context, platform, budget);
    if (json) {
      const shown = { server, queue, experiments, budget: toEnumName(budget), verdicts };
      printJson(context.output, shown);
      return;
    }
    const serving =
      server === null ? "not running" : `pid ${server.pid}, ${server.url ?? "starting"}`;
    context.output.out(
      [
        `server    ${serving}`,
        `queue     ${queue.waiting} waiting, ${queue.active} in work`,
        ...alignRows(
          experiments.map(({ claim, status: now, progress, id, ...one }) => [
            `  ${claim.slug}`,
            one.budget.toLowerCase(),
            now.toLowerCase(),
            `${progress.done}/${progress.total} runs`,
            id,
          ]),
        ),
        `verdicts  at ${budget}:`,
        ...alignRows(
          verdicts.map(({ claim, verdict, digest }) => [
            `  ${claim}`,
            verdict ?? "not verified yet",
            digest ?? "",
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
    .addOption(budgetOption("verdicts at which budget").default(undefined, "COROLLARY_VERIFY"))
    .option("--json", "print one JSON document")
    .action((options: StatusOptions) => status(context, options));
}
