import { BUDGETS } from "../domain/verdict.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import { papers } from "../papers/index.ts";
import { driftSections } from "./drift-sections.ts";

function list(title: string, lines: readonly string[]): string {
  const shown = lines.length === 0 ? ["none"] : lines;
  return `**${title}**\n\n${shown.map((line) => `- ${line}`).join("\n")}`;
}

function protocolTable(claim: ClaimDefinition): string {
  const rows = BUDGETS.map((budget) => {
    const plan = claim.plan(budget);
    const ofControls = plan.filter(({ control }) => control !== null).length;
    const seeds = claim.seeds(budget).join(" ");
    return `| ${budget} | ${plan.length - ofControls} | ${ofControls} | ${seeds} | \`${claim.protocolDigest(budget).slice(0, 12)}\` |`;
  });
  return [
    "| budget | runs | runs of controls | seeds | protocol |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function claimSection(claim: ClaimDefinition): string {
  const { slug, title, kind, evidenceKind, source, statement, formula, data } = claim;
  return [
    `### ${slug}: ${title}`,
    `${kind.toLowerCase()}, ${evidenceKind.toLowerCase()} evidence. Source: ${source.locator} (${source.version}).`,
    statement,
    `$$${formula}$$`,
    list(
      "Provenance",
      claim.provenance.map(({ of, provenance }) => `${of}: ${provenance}`),
    ),
    list(
      "Hypotheses",
      claim.hypotheses.map((one) => `${one.name}: ${one.statement}`),
    ),
    list(
      "Negative controls",
      claim.controls.map((one) => `${one.name}: ${one.because} Must fail: ${one.mustFail}.`),
    ),
    ...(data.length === 0
      ? []
      : [
          list(
            "Data sets",
            data.map((one) => `${one.name}: ${one.title}`),
          ),
        ]),
    ...driftSections(claim).map(({ title, lines }) =>
      list(title.replace("may drift", "May drift"), lines),
    ),
    list("Limits", claim.limits),
    list("Deviations from the paper", claim.deviations),
    protocolTable(claim),
  ].join("\n\n");
}

/** docs/generated/claims.md: every claim as its file states it. */
export function claimsPage(): string {
  const sections = papers.map((paper) => {
    const { title, authors, venue, arxivId, doi, versionRead, summary, claims } = paper;
    const links = [arxivId && `arXiv ${arxivId}`, doi && `doi ${doi}`].filter(Boolean).join(", ");
    const citation = `${authors.join(", ")}. ${venue}. ${links}. Read: ${versionRead}.`;
    const shown =
      claims.length === 0
        ? ["No claim of this paper is executable yet."]
        : claims.map(claimSection);
    return [`## ${title}`, `\`${paper.slug}\`. ${citation}`, summary, ...shown].join("\n\n");
  });
  return (
    ["# Papers and claims", "Written by `npm run generate` from `src/papers/`.", ...sections].join(
      "\n\n",
    ) + "\n"
  );
}
