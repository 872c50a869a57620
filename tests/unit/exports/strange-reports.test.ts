import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/compute/numerics/threefry.ts";
import {
  TIERS,
  type ComparedClaim,
  type EvidenceSummary,
  type Tier,
} from "../../../src/domain/regression.ts";
import { toJUnit } from "../../../src/exports/junit.ts";
import { toRegressionMarkdown } from "../../../src/exports/regression-markdown.ts";
import type { RegressionReport } from "../../../src/exports/regression-report.ts";
import { describeRegression } from "../../../src/exports/regression-screen.ts";
import { toSarif } from "../../../src/exports/sarif.ts";
import {
  comparedClaim,
  comparisonOf,
  releaseOf,
  reportOf,
} from "../../support/regression-report.ts";
import { junitErrors, readXml, sarifErrors } from "../../support/schemas.ts";
import { strangeText, visibleAscii } from "../../support/strange-text.ts";

type Draw = () => string;

function strangeEvidence(evidence: EvidenceSummary | null, draw: Draw): EvidenceSummary | null {
  if (evidence === null) return null;
  const release = { ...evidence.release, version: draw() };
  return { ...evidence, reason: draw(), environment: draw(), release };
}

/** Every text of it is strange. */
function strangeClaim(tier: Tier, draw: Draw): ComparedClaim {
  const item = comparedClaim(tier);
  return {
    ...item,
    ...{ paper: draw(), claim: draw(), reason: draw() },
    before: strangeEvidence(item.before, draw),
    after: strangeEvidence(item.after, draw),
    quantities: item.quantities.map((one) => ({ ...one, name: draw(), reason: draw() })),
  };
}

function strangeReport(seed: number): RegressionReport {
  const random = new RandomStream(seed, 0, 0);
  const draw = () => strangeText(random);
  const items = TIERS.map((tier) => strangeClaim(tier, draw));
  const paths = new Map(items.map(({ claim }) => [claim, `src/${draw()}`]));
  return reportOf(comparisonOf(items, { reason: draw() }), {
    version: draw(),
    baseline: { kind: "file", name: draw(), releases: [releaseOf(draw())] },
    candidate: { kind: "release", name: draw(), releases: [] },
    ...(seed % 10 === 0 ? { problem: { code: "BAD_INPUT", message: draw() } } : {}),
    placeOf: (claim) => ({ path: paths.get(claim) ?? "", line: 1 }),
  });
}

const REPORTS = Array.from({ length: 60 }, (_, seed) => strangeReport(seed));

function claimsIn({ comparison }: RegressionReport): readonly ComparedClaim[] {
  return comparison?.items ?? [];
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

function unescapeXml(text: string): string {
  const referred = text.replace(/&#x([\dA-F]+);/g, (_, code: string) =>
    String.fromCodePoint(parseInt(code, 16)),
  );
  return Object.entries(ENTITIES).reduce((read, [from, to]) => read.replaceAll(from, to), referred);
}

describe("reports of strange texts", () => {
  it("are JUnit that the published schemas allow", async () => {
    const reports = REPORTS.map(toJUnit);
    expect(await junitErrors(reports)).toEqual([]);
    expect(reports.filter((xml) => !xml.isWellFormed())).toEqual([]);
  });

  it("keep in JUnit all of ASCII that one can see", async () => {
    for (const report of REPORTS.slice(0, 5)) {
      const read = visibleAscii(unescapeXml(await readXml(toJUnit(report))));
      for (const { claim, paper, reason } of claimsIn(report).slice(0, -1)) {
        expect(read).toContain(visibleAscii(claim));
        expect(read).toContain(visibleAscii(paper));
        expect(read).toContain(visibleAscii(reason));
      }
    }
  });

  it("are SARIF that the published schema allows, in JSON that every reader takes", () => {
    for (const log of REPORTS.map(toSarif)) {
      const json = JSON.stringify(log);
      expect(sarifErrors(log)).toEqual([]);
      expect(JSON.parse(json)).toEqual(log);
      expect(json).not.toMatch(/\\ud[89a-f]|\\u00[01]/i);
    }
  });

  it("keep in SARIF all of ASCII that one can see", () => {
    for (const report of REPORTS) {
      const texts = toSarif(report).runs.flatMap(({ results }) =>
        results.map((one) => one.message.text),
      );
      const read = visibleAscii(texts.join("\n").replace(/([{}])\1/g, "$1"));
      for (const { claim, reason, after } of claimsIn(report).slice(0, -1)) {
        for (const text of [claim, reason, after?.reason ?? ""])
          expect(read).toContain(visibleAscii(text));
      }
    }
  });

  it("have a relative URI in every result", () => {
    const uris = REPORTS.flatMap((report) =>
      toSarif(report).runs.flatMap(({ results }) =>
        results.flatMap(({ locations }) =>
          locations.map((one) => one.physicalLocation.artifactLocation.uri),
        ),
      ),
    );
    expect(uris.filter((uri) => !/^[\w%.!~*'()-]+(\/[\w%.!~*'()-]+)*$/.test(uri))).toEqual([]);
  });

  it("put no control character on a screen, and no line into a cell of a table", () => {
    for (const report of REPORTS) {
      expect(describeRegression(report, 100)).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}]/u);
      const rows = toRegressionMarkdown(report)
        .split("\n")
        .filter((line) => line.startsWith("| **"));
      expect(rows).toHaveLength(TIERS.length - 1);
      // Four cells, whatever is in them.
      for (const row of rows) expect(row.split("|")).toHaveLength(6);
    }
  });
});
