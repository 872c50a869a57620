import { countTiers, tierWords, type ComparedClaim } from "../domain/regression.ts";
import { markdownCode, markdownRow, markdownText } from "./markdown.ts";
import { adviceOn } from "./regression-advice.ts";
import { claimsOf, type RegressionReport } from "./regression-report.ts";
import {
  countStable,
  decisiveWords,
  describeCompared,
  describeEnvironments,
  describeIntervals,
  verdictChange,
} from "./regression-words.ts";
import { shorten } from "./visible.ts";

/** A comment on the code hosts may have 65,536 characters; a table may take this many of them. */
const TABLE_MAX = 40_000;
const CELL_MAX = 400;

function cell(text: string): string {
  return markdownText(shorten(text, CELL_MAX));
}

function toRow(item: ComparedClaim): string {
  const { tier, claim } = item;
  const told = [`**${tierWords(tier)}**`, cell(claim), cell(verdictChange(item))];
  return markdownRow([...told, cell(decisiveWords(item, CELL_MAX))]);
}

/** As many rows as a comment takes, worst first; the others are counted. */
function toTable(items: readonly ComparedClaim[]): string | null {
  if (items.length === 0) return null;
  const head = [markdownRow(["", "claim", "verdict", "why"]), "|---|---|---|---|"];
  const rows: string[] = [];
  let length = 0;
  for (const row of items.map(toRow)) {
    length += row.length + 1;
    if (length > TABLE_MAX) break;
    rows.push(row);
  }
  const hidden = items.slice(rows.length);
  const rest = hidden.length === 0 ? [] : [`\nand ${countTiers(hidden)}`];
  return [...head, ...rows, ...rest].join("\n");
}

function heading({ problem, comparison }: RegressionReport): string {
  const title = `## Claims: ${comparison?.gate ?? "nothing compared"}`;
  const reasons = [
    ...(problem === null ? [] : [`**${problem.code}** ${cell(problem.message)}`]),
    ...(comparison === null ? [] : [cell(comparison.reason)]),
  ];
  return [title, ...reasons].join("\n\n");
}

/** GitHub Flavored Markdown for a comment or the summary of a job: the gate, a table, what to do. */
export function toRegressionMarkdown(report: RegressionReport): string {
  const { comparison } = report;
  const items = claimsOf(report);
  const drifted = items.filter(({ tier }) => tier !== "STABLE");
  const notes = [
    countStable(items),
    describeCompared(report),
    describeEnvironments(items),
    comparison && describeIntervals(comparison),
  ].filter((note) => note !== null);
  const advice = adviceOn(report).map(
    ({ what, command }) => `${markdownText(what)}:\n\n${markdownCode([command])}`,
  );
  const table = toTable(drifted);
  const blocks = [heading(report), ...(table === null ? [] : [table])];
  return `${[...blocks, notes.map(markdownText).join("  \n"), ...advice].join("\n\n")}\n`;
}
