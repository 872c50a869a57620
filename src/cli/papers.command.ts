import type { Command } from "commander";
import type { PaperDefinition } from "../verification/define-paper.ts";
import type { CliContext } from "./context.ts";
import { printJson } from "./output.ts";

function toJson({ claims, ...paper }: PaperDefinition) {
  return { ...paper, claims: { edges: claims.map(({ slug }) => ({ node: { slug } })) } };
}

function describe(paper: PaperDefinition): string {
  const { slug, title, authors, venue, arxivId, doi, versionRead, claims } = paper;
  const links = [arxivId && `arXiv ${arxivId}`, doi && `doi ${doi}`].filter(Boolean).join(", ");
  const counted = claims.length === 0 ? "no executable claims yet" : `${claims.length} claims`;
  return [
    `${slug} (${counted})`,
    `  ${title}`,
    `  ${authors.join(", ")}. ${venue}. ${links}`,
    `  read: ${versionRead}`,
  ].join("\n");
}

export function papersCommand(program: Command, { papers, output }: CliContext): void {
  program
    .command("papers")
    .description("list the papers")
    .option("--json", "print one JSON document")
    .action(({ json }: { json?: true }) => {
      if (json)
        printJson(output, { papers: { edges: papers.map((node) => ({ node: toJson(node) })) } });
      else output.out(papers.map(describe).join("\n\n"));
    });
}
