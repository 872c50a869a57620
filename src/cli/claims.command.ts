import type { Command } from "commander";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import { findTargets, type Target } from "./catalogue.ts";
import type { CliContext } from "./context.ts";
import { driftSections } from "./drift-sections.ts";
import { printJson } from "./output.ts";

function toJson({ paper, claim }: Target) {
  const { slug, title, kind, evidenceKind, source, statement, formula } = claim;
  const { provenance, hypotheses, limits, deviations, controls, claimDigest } = claim;
  const { locator, version: sourceVersion } = source;
  const words = { slug, title, kind, evidenceKind, locator, sourceVersion, statement, formula };
  const data = claim.data.map(({ name }) => name);
  const rest = { provenance, hypotheses, limits, deviations, controls, data, claimDigest };
  return { ...words, ...rest, paper: { slug: paper.slug } };
}

function indent(title: string, lines: readonly string[]): string[] {
  return lines.length === 0
    ? [`  ${title}: none`]
    : [`  ${title}:`, ...lines.map((line) => `    - ${line}`)];
}

/** Everything that the claim file says, in its order. */
function describeWhole(paperSlug: string, claim: ClaimDefinition): string {
  return [
    `${claim.slug} (${paperSlug}): ${claim.title}`,
    `  ${claim.kind.toLowerCase()}, ${claim.evidenceKind.toLowerCase()} evidence; ${claim.source.locator} (${claim.source.version})`,
    `  ${claim.statement}`,
    `  ${claim.formula}`,
    ...indent(
      "provenance",
      claim.provenance.map(({ of, provenance }) => `${of}: ${provenance}`),
    ),
    ...indent(
      "hypotheses",
      claim.hypotheses.map(({ name, statement }) => `${name}: ${statement}`),
    ),
    ...indent(
      "negative controls",
      claim.controls.map(({ name, because }) => `${name}: ${because}`),
    ),
    ...indent(
      "data sets",
      claim.data.map(({ name, title }) => `${name}: ${title}`),
    ),
    ...driftSections(claim).flatMap(({ title, lines }) => indent(title, lines)),
    ...indent("limits", claim.limits),
    ...indent("deviations from the paper", claim.deviations),
  ].join("\n");
}

function describeShort({ paper, claim }: Target): string {
  return `${claim.slug} (${paper.slug})\n  ${claim.title}`;
}

export function claimsCommand(program: Command, { papers, output }: CliContext): void {
  program
    .command("claims")
    .argument("[claim|paper|all]", "which claims; one alone is shown whole", "all")
    .description("list the claims, or show one")
    .option("--json", "print one JSON document")
    .action((word: string, { json }: { json?: true }) => {
      const targets = findTargets(papers, word);
      if (json) {
        printJson(output, { claims: { edges: targets.map((node) => ({ node: toJson(node) })) } });
        return;
      }
      const [only] = targets;
      const whole = only !== undefined && only.claim.slug === word;
      output.out(
        whole ? describeWhole(only.paper.slug, only.claim) : targets.map(describeShort).join("\n"),
      );
    });
}
