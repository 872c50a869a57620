import { countTiers, tierWords, type ComparedClaim } from "../domain/regression.ts";
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
import { oneLine, shorten, wrap } from "./visible.ts";

const COLUMNS_MAX = 100;
const LINES_MAX = 30;
const CLAIM_MIN = 10;
const GAP = "  ";

/** How wide tiers and names of claims are. */
interface Widths {
  readonly tier: number;
  readonly claim: number;
}

function longest(words: readonly string[]): number {
  return Math.max(...words.map((word) => Array.from(word).length));
}

/** Names give way to verdicts where a terminal is narrow. */
function widthsOf(items: readonly ComparedClaim[], width: number): Widths {
  const tier = longest(items.map((item) => tierWords(item.tier)));
  const room = width - tier - longest(items.map(verdictChange)) - 2 * GAP.length;
  const claim = longest(items.map((item) => oneLine(item.claim)));
  return { tier, claim: Math.min(claim, Math.max(room, CLAIM_MIN)) };
}

/** What became of a claim, and under it the number that made it so. */
function claimLines(item: ComparedClaim, widths: Widths, width: number): string[] {
  const tier = tierWords(item.tier).padEnd(widths.tier);
  const claim = shorten(oneLine(item.claim), widths.claim).padEnd(widths.claim);
  const told = `${GAP}${GAP}${oneLine(decisiveWords(item, width - 2 * GAP.length))}`;
  return [[tier, claim, verdictChange(item)].join(GAP), told];
}

/** As many claims as there is room for, worst first; the others are counted. */
function tableLines(items: readonly ComparedClaim[], width: number, room: number): string[] {
  if (items.length === 0) return [];
  const fits = items.length * 2 <= room;
  const shown = fits ? items : items.slice(0, Math.max(1, Math.floor((room - 1) / 2)));
  const hidden = items.slice(shown.length);
  const widths = widthsOf(shown, width);
  const rest = hidden.length === 0 ? [] : [`and ${countTiers(hidden)}`];
  return [...shown.flatMap((item) => claimLines(item, widths, width)), ...rest];
}

/** What kept the comparison from being made, or the gate and what it rests on. */
function gateWords({ problem, comparison }: RegressionReport): string[] {
  return [
    problem && `${problem.code}: ${problem.message}`,
    comparison && `${comparison.gate}: ${comparison.reason}`,
    comparison && describeIntervals(comparison),
  ].filter((words) => words !== null);
}

/**
 * One screen for a person, without colours: about 30 lines of at most `columns` and at most 100
 * characters. Only a command to be typed may be longer, since it would be of no use in parts.
 */
export function describeRegression(report: RegressionReport, columns: number): string {
  const width = Math.min(columns, COLUMNS_MAX);
  const toLines = (words: readonly string[]) => words.flatMap((one) => wrap(oneLine(one), width));
  const items = claimsOf(report);
  const environments = describeEnvironments(items);
  const stable = countStable(items);
  const head = toLines([
    describeCompared(report),
    ...(environments === null ? [] : [environments]),
  ]);
  const gate = toLines(gateWords(report));
  const advice = adviceOn(report).flatMap(({ what, command }) => [
    ...toLines([`${what}:`]),
    `${GAP}${command}`,
  ]);
  const drifted = items.filter(({ tier }) => tier !== "STABLE");
  const room = LINES_MAX - head.length - gate.length - advice.length - (stable === null ? 3 : 4);
  const table = tableLines(drifted, width, room);
  const claims = [...table, ...(stable === null ? [] : [stable])];
  return [head, claims.map((line) => shorten(line.trimEnd(), width)), gate, advice]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}
