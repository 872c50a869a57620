import {
  TIERS,
  TIER_SENTENCES,
  tierWords,
  type ComparedClaim,
  type Tier,
} from "../domain/regression.ts";
import {
  claimsOf,
  severityOf,
  wholeProblem,
  type Place,
  type RegressionReport,
  type Severity,
} from "./regression-report.ts";
import { claimDetails, describeSides } from "./regression-words.ts";
import { visible } from "./visible.ts";

type Level = "error" | "warning" | "note";

const LEVEL_OF: Readonly<Record<Severity, Level>> = {
  failure: "error",
  error: "warning",
  warning: "warning",
  note: "note",
  none: "note",
};

interface Rule {
  readonly id: string;
  readonly sentence: string;
  readonly level: Level;
}

function ruleIdOf(tier: Tier): string {
  return `claim-${tierWords(tier).replaceAll(" ", "-")}`;
}

const NOTHING_COMPARED: Rule = {
  id: "nothing-compared",
  sentence: "There was nothing to compare, or it could not be compared: that is not a pass.",
  level: "error",
};
const RULES: readonly Rule[] = [
  ...TIERS.map((tier) => ({
    id: ruleIdOf(tier),
    sentence: TIER_SENTENCES[tier],
    level: LEVEL_OF[severityOf(tier)],
  })),
  NOTHING_COMPARED,
];

function toRuleJson({ id, sentence, level }: Rule) {
  const text = { text: sentence };
  return {
    ...{ id, shortDescription: text, fullDescription: text, help: text },
    defaultConfiguration: { level },
  };
}

/** Braces would be placeholders, and brackets before parentheses a link (SARIF 2.1.0, 3.11.5 and 6). */
function toMessage(lines: readonly string[]) {
  const text = visible(lines.join("\n"));
  return { text: text.replace(/[{}]/g, "$&$&").replaceAll("](", "] (") };
}

/** A relative URI: readers reject a whole file for one that is absolute, or for a missing place. */
function toUri(path: string): string {
  const segments = visible(path)
    .split("/")
    .filter((segment) => !["", ".", ".."].includes(segment));
  return segments.map(encodeURIComponent).join("/");
}

function toLocation({ path, line }: Place) {
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(path), uriBaseId: "%SRCROOT%" },
      region: { startLine: Math.max(1, line) },
    },
  };
}

interface Finding {
  readonly ruleId: string;
  readonly lines: readonly string[];
  readonly place: Place;
  /** What it is about, whatever was measured and wherever. */
  readonly about: string;
}

function toResultJson({ ruleId, lines, place, about }: Finding) {
  const ruleIndex = RULES.findIndex(({ id }) => id === ruleId);
  return {
    ...{ ruleId, ruleIndex, level: RULES[ruleIndex]?.level, message: toMessage(lines) },
    locations: [toLocation(place)],
    partialFingerprints: { "claim/v1": visible(about) },
  };
}

function findingOf(report: RegressionReport, item: ComparedClaim): Finding {
  const { paper, claim, budget, tier } = item;
  return {
    ruleId: ruleIdOf(tier),
    lines: [`${claim} at ${budget}: ${tierWords(tier)}, ${item.reason}`, ...claimDetails(item)],
    place: report.placeOf(claim),
    about: `${paper}/${claim}/${budget}`,
  };
}

/**
 * SARIF 2.1.0 as one run: a result for every claim that is not stable, each with a place in the
 * repository and a fingerprint that no measured number changes.
 */
export function toSarif(report: RegressionReport) {
  const problem = wholeProblem(report);
  const whole = problem && {
    ruleId: NOTHING_COMPARED.id,
    lines: [`${problem.code}: ${problem.message}`],
    place: report.wholePlace,
    about: "all",
  };
  const findings = claimsOf(report)
    .filter(({ tier }) => tier !== "STABLE")
    .map((item) => findingOf(report, item));
  const version = visible(report.version);
  return {
    $schema:
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "corollary", version, rules: RULES.map(toRuleJson) } },
        invocations: [{ executionSuccessful: problem === null }],
        columnKind: "utf16CodeUnits",
        properties: { compared: visible(describeSides(report)) },
        results: (whole === null ? findings : [whole, ...findings]).map(toResultJson),
      },
    ],
  };
}
