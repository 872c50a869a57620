import type { Command } from "commander";
import { homeOf } from "../database/embedded/index.ts";
import { findInstance } from "../database/instance.ts";
import { toEnumName } from "../domain/enum-name.ts";
import { toGlobalId } from "../domain/global-id.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import type { Loaders } from "../services/loaders.ts";
import { absentDatasets } from "../worker/absent-data.ts";
import type { CliContext } from "./context.ts";
import { budgetOption } from "./options.ts";
import { alignRows, printJson } from "./output.ts";
import type { Platform } from "./platform.ts";
import { fetchedFolder } from "./with-data.ts";
import { withPlatform } from "./with-platform.ts";

interface StatusOptions {
  /** Absent: what each claim stands by. */
  readonly budget?: Budget;
  readonly json?: true;
}

interface Wanted {
  readonly budget: Budget | undefined;
  readonly loaders: Loaders;
}

/** What stands about a claim, and at which budgets something does. */
async function standingOf(platform: Platform, slug: string, { budget, loaders }: Wanted) {
  const claim = await platform.services.reads.findClaim({ slug });
  const all = claim === null ? [] : await loaders.currentVerdicts.load(claim.id);
  const asked = claim && { claimId: claim.id, budget: budget ?? null };
  const shown = asked && (await loaders.currentVerdict.load(asked));
  const { verdict = null, reason = null, digest = null } = shown ?? {};
  const budgets = all.map((one) => one.budget);
  return { claim: slug, budget: shown?.budget ?? null, verdict, reason, digest, budgets };
}

async function standings(context: CliContext, platform: Platform, budget: Budget | undefined) {
  const wanted = { budget, loaders: platform.createLoaders() };
  const folders = [fetchedFolder(context)];
  const claims = context.papers.flatMap((paper) => paper.claims);
  return Promise.all(
    claims.map(async (claim) => ({
      ...(await standingOf(platform, claim.slug, wanted)),
      absent: absentDatasets(claim, folders),
    })),
  );
}

type Standing = Awaited<ReturnType<typeof standings>>[number];

function toJson({ absent, budget, budgets, ...standing }: Standing) {
  return {
    ...standing,
    budget: budget && toEnumName(budget),
    budgets: budgets.map(toEnumName),
    absentDatasets: absent.map(({ name, title, bytes, command }) => ({
      ...{ name, title, bytes, command },
    })),
  };
}

/** Which verdicts are shown, and at which budgets there are how many. */
function headingOf(shown: readonly Standing[], budget: Budget | undefined): string {
  const counts = BUDGETS.flatMap((one) => {
    const { length } = shown.filter(({ budgets }) => budgets.includes(one));
    return length === 0 ? [] : [`${length} at ${one}`];
  });
  const which = budget === undefined ? "at the largest budget of each" : `at ${budget}`;
  return `verdicts  ${which}; of ${shown.length} claims have one: ${counts.join(", ") || "none"}`;
}

function toRow({ claim, verdict, budget, digest, absent, budgets }: Standing): string[] {
  if (verdict !== null) return [`  ${claim}`, verdict, budget ?? "", digest ?? ""];
  const elsewhere = budgets.length === 0 ? "" : `there is one at ${budgets.join(", ")}`;
  if (absent.length === 0) return [`  ${claim}`, "not verified yet", "", elsewhere];
  const needs = absent.map((one) => `${one.name} (${one.megabytes}): ${one.command}`);
  return [`  ${claim}`, "its data are not here", "", needs.join("; ")];
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
  const { json, budget } = options;
  const running = findInstance(homeOf(context.loadConfig()));
  const server = running === null ? null : { pid: running.pid, url: running.url };
  await withPlatform(context, async (platform) => {
    const queue = await platform.queue.stats("verify-claim");
    const experiments = await unfinished(platform);
    const shown = await standings(context, platform, budget);
    if (json) {
      const asked = budget === undefined ? null : toEnumName(budget);
      const verdicts = shown.map(toJson);
      printJson(context.output, { server, queue, experiments, budget: asked, verdicts });
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
        headingOf(shown, budget),
        ...alignRows(shown.map(toRow)),
      ].join("\n"),
    );
  });
}

export function statusCommand(program: Command, context: CliContext): void {
  program
    .command("status")
    .description("what is running, what is queued, what has been concluded")
    .addOption(
      budgetOption("verdicts at which budget, not each claim's largest").default(undefined),
    )
    .option("--json", "print one JSON document")
    .action((options: StatusOptions) => status(context, options));
}
