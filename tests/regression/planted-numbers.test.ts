/** Edges of numbers and words, planted in copies with a paper of their own: a second or two each. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plant, type Plant } from "../support/plant.ts";
import { outcomeOf, PlantedCopy } from "../support/planted-copy.ts";
import { junitErrors, readXml, sarifErrors } from "../support/schemas.ts";
import { planted2026Tests } from "./planted/paper.ts";

const { slug: PAPER } = planted2026Tests;
const FOLDER = fileURLToPath(new URL("planted", import.meta.url));
const NUMBERS = `src/papers/${PAPER}/numbers.measure.ts`;

function copyWithPaper(): PlantedCopy {
  const copy = new PlantedCopy();
  copy.addPaper(FOLDER, { slug: PAPER, name: "planted2026Tests" });
  return copy;
}

const copy = copyWithPaper();
let edges = "";

beforeAll(async () => {
  edges = await copy.baseline("planted-edges");
});

afterAll(() => {
  copy.remove();
});

describe("numbers next to zero", () => {
  async function regressNumbers(...edits: Plant["edits"]) {
    const { item, outcome } = await outcomeOf(copy, edges, plant(NUMBERS, ...edits));
    const drifts = item.quantities.map(({ name, tier, drift }) => [name, tier, drift] as const);
    return { outcome, item, byName: new Map(drifts.map(([name, ...rest]) => [name, rest])) };
  }

  it("an exact count from 0 to 3 is regressed, and its drift is a difference", async () => {
    const { outcome, byName, item } = await regressNumbers(["rises: 0n", "rises: 3n"]);
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
    expect(byName.get("rises of planted")).toEqual(["REGRESSED", 3]);
    expect(byName.get("falls of planted")).toEqual(["STABLE", 0]);
    expect(item.quantities[0]).toMatchObject({ exactDrift: "3", before: 0, after: 3 });
  });

  it("an exact count from 3 to 0 is improved or regressed, by its worse side", async () => {
    const better = await regressNumbers(["falls: 3n", "falls: 0n"]);
    expect(better.outcome).toEqual({ tier: "IMPROVED", code: 0 });
    expect(better.byName.get("falls of planted")).toEqual(["IMPROVED", -3]);
    const worse = await regressNumbers(["shrinks: 3n", "shrinks: 0n"]);
    expect(worse.outcome).toEqual({ tier: "REGRESSED", code: 1 });
    expect(worse.byName.get("shrinks of planted")).toEqual(["REGRESSED", -3]);
  });

  it("a measured error from 0 to 1e-18, within its margin, is stable", async () => {
    const { outcome, byName } = await regressNumbers(["tiny: 0,", "tiny: 1e-18,"]);
    expect(outcome).toEqual({ tier: "STABLE", code: 0 });
    expect(byName.get("tiny of planted")).toEqual(["STABLE", 1e-18]);
  });

  it("-0 and 0 are the same, and so is a result with either", async () => {
    const { outcome, item } = await regressNumbers(["zero: -0", "zero: 0"]);
    expect(outcome).toEqual({ tier: "STABLE", code: 0 });
    expect(item.after?.resultDigest).toBe(item.before?.resultDigest);
  });
});

it("evaluation in training mode is regressed", async () => {
  const baseline = await copy.baseline("planted-batches");
  const { outcome, item } = await outcomeOf(
    copy,
    baseline,
    plant(
      "src/compute/training/evaluate.ts",
      ["import { momentsGiven, type", "import { momentsOfBatch, type"],
      ['momentsGiven(unprefixed("moments", given))', "momentsOfBatch"],
    ),
  );
  expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
  expect(item.after?.uncappedVerdict).toBe("NOT_SUPPORTED");
});

const HOSTILE = '\u001B[31mred\u0000 ]]> \uD800 \u{1F9EE} <&" end';

it("an error that no report can hold as it is leaves reports whole, and the exit code 1", async () => {
  const broken = plant(NUMBERS, ["broken: null", `broken: ${JSON.stringify(HOSTILE)}`]);
  const ended = await copy.regressWith([broken], edges, ["--junit", "j.xml", "--sarif", "s.sarif"]);
  expect(ended.code).toBe(1);
  const junit = copy.read("j.xml");
  expect(await junitErrors([junit])).toEqual([]);
  expect(junit).toContain('tests="1" failures="1" errors="0"');
  const text = await readXml(junit);
  expect(text).toContain("[31mred");
  expect(text).toContain("\u{1F9EE}");
  expect(text).toContain("end");
  expect(sarifErrors(JSON.parse(copy.read("s.sarif")))).toEqual([]);
});

interface SarifLog {
  readonly runs: readonly { readonly results: readonly SarifResult[] }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
  }[];
}

describe("SARIF of a regressed, a gone and a changed claim", () => {
  const changes = (rises: number) => [
    plant(NUMBERS, ["rises: 0n", `rises: ${rises}n`]),
    plant(`src/papers/${PAPER}/paper.ts`, ["plantedLeaving, plantedWorded]", "plantedWorded]"]),
    plant(`src/papers/${PAPER}/planted-worded.claim.ts`, ["most: 0", "most: 1"]),
  ];

  async function resultsIn(where: PlantedCopy, args: readonly string[]) {
    const { code } = await where.corollary(["regress", ...args, "--sarif", "s.sarif"]);
    const log = JSON.parse(where.read("s.sarif")) as SarifLog;
    expect(sarifErrors(log)).toEqual([]);
    expect(log.runs).toHaveLength(1);
    const results = log.runs[0]?.results ?? [];
    const uris = results.flatMap(({ locations }) =>
      locations.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri),
    );
    return { code, results, uris };
  }

  it("has a place for each and fingerprints without numbers and folders", async () => {
    const baseline = await copy.baseline(PAPER);
    const found = [];
    for (const rises of [2, 3]) {
      const other = copyWithPaper();
      try {
        other.write(baseline, copy.read(baseline));
        for (const change of changes(rises)) other.edit(change);
        found.push(await resultsIn(other, ["--against", baseline]));
      } finally {
        other.remove();
      }
    }
    for (const { code, results, uris } of found) {
      expect(code).toBe(1);
      expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
        ["claim-regressed", "error"],
        ["claim-gone", "error"],
        ["claim-changed", "error"],
      ]);
      expect(uris).toEqual([
        `src/papers/${PAPER}/planted-edges.claim.ts`,
        baseline,
        `src/papers/${PAPER}/planted-worded.claim.ts`,
      ]);
    }
    const fingerprints = found.map(({ results }) => results.map((one) => one.partialFingerprints));
    expect(fingerprints[1]).toEqual(fingerprints[0]);
    expect(new Set(fingerprints[0]?.map((one) => JSON.stringify(one))).size).toBe(3);
  });

  it("has a place where there is no baseline", async () => {
    const { code, results, uris } = await resultsIn(copy, []);
    expect(code).toBe(3);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["nothing-compared", "error"],
    ]);
    expect(uris).toEqual(["package.json"]);
  });
});
