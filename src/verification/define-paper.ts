import { PlatformError } from "../domain/errors.ts";
import type { ClaimDefinition } from "./claim-spec.ts";

/** A citable document at a given version, with the claims of it that are executable so far. */
export interface PaperDefinition {
  /** First author, year and a word or two; the folder's name. */
  readonly slug: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly venue: string;
  readonly year: number;
  readonly arxivId: string | null;
  readonly doi: string | null;
  readonly versionRead: string;
  /** What the paper says, in a sentence or two, and how much of it was read. */
  readonly summary: string;
  readonly claims: readonly ClaimDefinition[];
}

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Refuses a paper whose citation is incomplete or whose claims share a slug. */
export function definePaper(paper: PaperDefinition): PaperDefinition {
  const slugs = paper.claims.map(({ slug }) => slug);
  const twice = slugs.filter((slug, index) => slugs.indexOf(slug) !== index);
  const missing = (["title", "venue", "versionRead", "summary"] as const).filter(
    (field) => paper[field].trim() === "",
  );
  const problems = [
    ...(SLUG.test(paper.slug) ? [] : [`slug "${paper.slug}" is not lower case with dashes`]),
    ...(paper.authors.length === 0 ? ["it has no authors"] : []),
    ...missing.map((field) => `${field} is empty`),
    ...twice.map((slug) => `claim ${slug} is listed twice`),
  ];
  if (problems.length > 0) {
    throw new PlatformError("BAD_CLAIM", `Paper ${paper.slug}: ${problems.join("; ")}`);
  }
  return paper;
}
