import type { Command } from "commander";
import { PlatformError } from "../domain/errors.ts";
import { keyOfGlobalId, toGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import type { EvidenceEntity } from "../entities/evidence.entity.ts";
import { toEvidenceJson } from "../exports/evidence-json.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { printJson } from "./output.ts";
import { budgetOption } from "./options.ts";
import type { Platform } from "./platform.ts";
import { withPlatform } from "./with-platform.ts";

interface EvidenceOptions {
  readonly budget: Budget;
  readonly json?: true;
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)+$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** The claim's current evidence; the slug is looked up in the code first, for a helpful error. */
async function currentEvidence(
  { services, createLoaders }: Platform,
  context: CliContext,
  slug: string,
  budget: Budget,
): Promise<EvidenceEntity> {
  const [target] = findTargets(context.papers, slug);
  const claim = await services.reads.findClaim({ slug: target?.claim.slug ?? slug });
  const found =
    claim && (await createLoaders().currentEvidence.load({ claimId: claim.id, budget }));
  if (found === null) {
    const told =
      `${slug} has not been verified at ${budget} in this database; start the server with ` +
      `COROLLARY_VERIFY=${budget}, or ask its API: verifyClaim`;
    throw new PlatformError("NOT_FOUND", told);
  }
  return found;
}

function idOf(word: string): string {
  try {
    return keyOfGlobalId(word, "Evidence", ["id"]);
  } catch (cause) {
    const told =
      `"${word}" names no evidence: give a claim (see: corollary claims), ` +
      "the 64 digits of a digest, or an id of the API";
    throw new PlatformError("BAD_INPUT", told, { cause });
  }
}

async function findEvidence(
  platform: Platform,
  context: CliContext,
  word: string,
  budget: Budget,
): Promise<EvidenceEntity> {
  const { reads } = platform.services;
  if (context.papers.some(({ claims }) => claims.some(({ slug }) => slug === word))) {
    return currentEvidence(platform, context, word, budget);
  }
  // Ids of the API have no dashes in lower case: this was meant as a name.
  if (SLUG.test(word) && !DIGEST.test(word)) findTargets(context.papers, word);
  const by = DIGEST.test(word) ? { digest: word } : { id: idOf(word) };
  const found = await reads.findEvidence(by);
  if (found !== null) return found;
  throw new PlatformError(
    "NOT_FOUND",
    `no evidence ${word} in this database; see: corollary status`,
  );
}

async function show(context: CliContext, word: string, options: EvidenceOptions): Promise<void> {
  await withPlatform(context, async (platform) => {
    const row = await findEvidence(platform, context, word, options.budget);
    if (!options.json) {
      context.output.out(describeEvidence(row.record, null));
      return;
    }
    const figures = await platform.createLoaders().figuresByEvidence.load(row.id);
    const shown = figures.map(({ name, title, spec }) => ({
      name,
      title,
      spec: JSON.stringify(spec),
    }));
    const stored = { id: toGlobalId("Evidence", row.id), sequence: row.sequence };
    printJson(context.output, toEvidenceJson(row.record, shown, stored));
  });
}

export function evidenceCommand(program: Command, context: CliContext): void {
  program
    .command("evidence <id|digest|claim>")
    .description("show stored evidence: checks, controls, seeds, digests")
    .addOption(budgetOption("which budget of a claim"))
    .option("--json", "print one JSON document")
    .action((word: string, options: EvidenceOptions) => show(context, word, options));
}
