import { describe, expect, it } from "vitest";
import { TIERS, type ComparedClaim } from "../../../src/domain/regression.ts";
import type { RegressionReport } from "../../../src/exports/regression-report.ts";
import { toSarif } from "../../../src/exports/sarif.ts";
import {
  ACCURACY,
  comparedClaim,
  comparisonOf,
  reportOf,
} from "../../support/regression-report.ts";
import { sarifErrors } from "../../support/schemas.ts";

function runOf(report: RegressionReport) {
  const [run] = toSarif(report).runs;
  if (run === undefined) throw new Error("a log without a run");
  return run;
}

function resultsOf(items: readonly ComparedClaim[]) {
  return runOf(reportOf(comparisonOf(items))).results;
}

/** Field case 26: the three that stop a pipeline. */
const THREE = (["REGRESSED", "GONE", "CHANGED"] as const).map((tier) => comparedClaim(tier));

const NOTHING = reportOf(null, {
  problem: { code: "NO_BASELINE", message: "there is nothing to compare with" },
  wholePlace: { path: "package.json", line: 1 },
});

describe("a SARIF log", () => {
  it("is what the published schema allows, for every tier and for no comparison", () => {
    const every = reportOf(comparisonOf(TIERS.map((tier) => comparedClaim(tier))));
    for (const report of [
      every,
      reportOf(comparisonOf(THREE)),
      NOTHING,
      reportOf(comparisonOf([])),
    ]) {
      expect(sarifErrors(toSarif(report))).toEqual([]);
    }
  });

  it("has one run, and in it a result for every claim that is not stable", () => {
    const report = reportOf(comparisonOf(TIERS.map((tier) => comparedClaim(tier))));
    expect(toSarif(report).runs).toHaveLength(1);
    expect(runOf(report).results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["claim-regressed", "error"],
      ["claim-gone", "error"],
      ["claim-changed", "error"],
      ["claim-softly-regressed", "warning"],
      ["claim-unstable-baseline", "warning"],
      ["claim-insufficient-data", "warning"],
      ["claim-new", "note"],
      ["claim-improved", "note"],
    ]);
  });

  it("names for every result the rule that it counts", () => {
    const { tool, results } = runOf(reportOf(comparisonOf(THREE)));
    const named = results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id);
    expect(named).toEqual(results.map(({ ruleId }) => ruleId));
  });

  it("places every result in a file of the repository, a gone claim in the baseline", () => {
    const places = resultsOf(THREE).map(({ locations }) =>
      locations.map((one) => one.physicalLocation),
    );
    const folder = "src/papers/keskar2017-large-batch";
    const expected = [
      [`${folder}/k-regressed.claim.ts`, 1],
      ["baselines/smoke.jsonl", 3],
      [`${folder}/k-changed.claim.ts`, 1],
    ] as const;
    expect(places).toEqual(
      expected.map(([uri, startLine]) => [
        { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine } },
      ]),
    );
  });

  it("writes a path as a relative URI, whatever is in it", () => {
    const path = "/./base lines/ü%#?\ud800:[1].jsonl";
    const report = reportOf(comparisonOf(THREE), { placeOf: () => ({ path, line: 0 }) });
    const [place] = runOf(report).results.flatMap(({ locations }) => locations);
    expect(place?.physicalLocation.artifactLocation.uri).toBe(
      "base%20lines/%C3%BC%25%23%3F%EF%BF%BD%3A%5B1%5D.jsonl",
    );
    expect(place?.physicalLocation.region.startLine).toBe(1);
    expect(sarifErrors(toSarif(report))).toEqual([]);
  });

  it("has fingerprints that no measured number, version or engine changes, one for each claim", () => {
    const fingerprints = (report: RegressionReport) =>
      runOf(report).results.map(({ partialFingerprints }) => partialFingerprints["claim/v1"]);
    const before = fingerprints(reportOf(comparisonOf(THREE)));
    const moved = THREE.map((item) => ({
      ...item,
      reason: "another 0.5 drift",
      quantities: [{ ...ACCURACY, drift: -0.5, low: -0.6, high: -0.4, seedsAfter: 7 }],
    }));
    const after = fingerprints(reportOf(comparisonOf(moved), { version: "9.9.9" }));
    expect(after).toEqual(before);
    expect(new Set(before).size).toBe(THREE.length);
    expect(before).toContain("keskar2017-large-batch/k-gone/smoke");
  });

  it("is one error at the baseline, of a run that failed, where nothing could be compared", () => {
    const { results, invocations } = runOf(NOTHING);
    expect(invocations).toEqual([{ executionSuccessful: false }]);
    expect(results).toMatchObject([
      {
        ruleId: "nothing-compared",
        level: "error",
        message: { text: "NO_BASELINE: there is nothing to compare with" },
        locations: [{ physicalLocation: { artifactLocation: { uri: "package.json" } } }],
      },
    ]);
  });

  it("is not without results on a comparison of no claim", () => {
    const { results, invocations } = runOf(reportOf(comparisonOf([], { gate: "PASS" })));
    expect(results.map(({ level }) => level)).toEqual(["error"]);
    expect(invocations).toEqual([{ executionSuccessful: false }]);
  });

  it("tells what was compared with what", () => {
    expect(runOf(NOTHING).properties.compared).toMatch(
      /^this version \(0\.2\.0, sources 1234abcd\) against baselines\/smoke\.jsonl \(made by 0\.1\.0/,
    );
  });

  it("is without results, of a run that succeeded, where everything is stable", () => {
    const { results, invocations } = runOf(reportOf(comparisonOf([comparedClaim("STABLE")])));
    expect([results, invocations]).toEqual([[], [{ executionSuccessful: true }]]);
  });

  it("keeps braces and brackets of a message from being placeholders and links", () => {
    const [result] = resultsOf([
      comparedClaim("NEW", { reason: "set {0} [here](https://example.org)" }),
    ]);
    expect(result?.message.text).toContain("set {{0}} [here] (https://example.org)");
  });
});
