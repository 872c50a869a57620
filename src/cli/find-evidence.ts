import { PlatformError } from "../domain/errors.ts";
import { keyOfGlobalId } from "../domain/global-id.ts";
import type { Budget } from "../domain/verdict.ts";
import type { EvidenceEntity } from "../entities/evidence.entity.ts";
import { findTargets } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import type { Platform } from "./platform.ts";

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)+$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** What stands about a claim as it is worded now; null before any. */
async function currentEvidence(
  { services, createLoaders }: Platform,
  slug: string,
  budget: Budget | undefined,
): Promise<EvidenceEntity | null> {
  const claim = await services.reads.findClaim({ slug });
  if (claim === null) return null;
  const loaders = createLoaders();
  const found = await loaders.currentVerdict.load({ claimId: claim.id, budget: budget ?? null });
  return found === null ? null : loaders.evidenceById.load(found.id);
}

async function requireEvidence(
  platform: Platform,
  slug: string,
  budget: Budget | undefined,
): Promise<EvidenceEntity> {
  const found = await currentEvidence(platform, slug, budget);
  if (found === null) {
    const [at, start] =
      budget === undefined ? ["", ""] : [` at ${budget}`, ` with COROLLARY_VERIFY=${budget}`];
    const told =
      `${slug} has not been verified${at} in this database; start the server${start}, ` +
      "or ask its API: verifyClaim";
    throw new PlatformError("NOT_FOUND", told);
  }
  return found;
}

function idOf(word: string): string {
  try {
    return keyOfGlobalId(word, "Evidence", ["id"]);
  } catch (cause) {
    const told =
      `"${word}" names no evidence: give a claim (see: npx corollary claims), ` +
      "the 64 digits of a digest, or an id of the API";
    throw new PlatformError("BAD_INPUT", told, { cause });
  }
}

/**
 * What a word names: a claim, for its current evidence, or evidence by digest or id.
 *
 * @param budget of a claim's evidence; undefined: what the claim stands by
 * @throws PlatformError NOT_FOUND with what to do, BAD_INPUT for a word that can name none
 */
export async function findEvidence(
  platform: Platform,
  context: CliContext,
  word: string,
  budget: Budget | undefined,
): Promise<EvidenceEntity> {
  const { reads } = platform.services;
  if (context.papers.some(({ claims }) => claims.some(({ slug }) => slug === word))) {
    return requireEvidence(platform, word, budget);
  }
  // Ids of the API have no dashes in lower case: this was meant as a name.
  if (SLUG.test(word) && !DIGEST.test(word)) findTargets(context.papers, word);
  const by = DIGEST.test(word) ? { digest: word } : { id: idOf(word) };
  const found = await reads.findEvidence(by);
  if (found !== null) return found;
  throw new PlatformError(
    "NOT_FOUND",
    `no evidence ${word} in this database; see: npx corollary status`,
  );
}
