import { PlatformError } from "../domain/errors.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";

export interface Target {
  readonly paper: PaperDefinition;
  readonly claim: ClaimDefinition;
}

function allTargets(papers: readonly PaperDefinition[]): Target[] {
  return papers.flatMap((paper) => paper.claims.map((claim) => ({ paper, claim })));
}

/** Edits (insert, delete, replace) that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      const shifted = Math.min(previous[column + 1] ?? 0, current[column] ?? 0) + 1;
      current.push(Math.min(replaced, shifted));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}

/** The names that a person may have meant, the nearest first. */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const near = (name: string) => (name.includes(word) ? 0 : editDistance(word, name));
  return names
    .filter((name) => near(name) <= Math.max(2, name.length / 3))
    .toSorted((left, right) => near(left) - near(right))
    .slice(0, 3);
}

/**
 * The claims that a word names: a claim's slug, a paper's slug, or `all`.
 *
 * @throws PlatformError NOT_FOUND with the nearest names, or for a paper without claims yet
 */
export function findTargets(papers: readonly PaperDefinition[], word: string): Target[] {
  const targets = allTargets(papers);
  const found = targets.filter(
    ({ paper, claim }) => word === "all" || word === paper.slug || word === claim.slug,
  );
  if (found.length > 0) return found;
  if (papers.some(({ slug }) => slug === word)) {
    const withClaims = papers.filter(({ claims }) => claims.length > 0).map(({ slug }) => slug);
    throw new PlatformError(
      "NOT_FOUND",
      `paper ${word} has no executable claims yet; these have: ${withClaims.join(", ")}`,
    );
  }
  const names = [
    ...targets.map(({ claim }) => claim.slug),
    ...papers.map(({ slug }) => slug),
    "all",
  ];
  const nearest = nearestNames(word, names);
  const hint =
    nearest.length > 0 ? `did you mean ${nearest.join(", ")}?` : "see: npx corollary claims";
  throw new PlatformError("NOT_FOUND", `no claim or paper is named "${word}"; ${hint}`);
}
