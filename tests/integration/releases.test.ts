import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Release } from "../../src/domain/evidence-record.ts";
import { toGlobalId } from "../../src/domain/global-id.ts";
import { countStatements } from "../support/count-statements.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask } from "../support/experiment.ts";
import { openTestPlatform, testRelease, type TestPlatform } from "../support/platform.ts";
import { runNextJob } from "../support/run-next-job.ts";
import { other, steady } from "../support/scratch-papers.ts";

/** Another version, the same version with other sources, and the same sources with other packages. */
const releases: Readonly<Record<"newer" | "edited" | "upgraded", Release>> = {
  newer: { version: "9.9.9", sourceDigest: "c".repeat(64), dependencyDigest: "d".repeat(64) },
  edited: { ...testRelease, sourceDigest: `${"a".repeat(8)}${"e".repeat(56)}` },
  upgraded: { ...testRelease, version: "1.0.0", dependencyDigest: "f".repeat(64) },
};

const nowhere = "00000000-0000-4000-8000-000000000000";

let database: TestDatabase;
/** Under testRelease: steady twice, other once, all at smoke. */
let platform: TestPlatform;
const ids: Record<string, string> = {};

async function verify(release: Release, slugs: readonly string[]): Promise<TestPlatform> {
  const opened = await openTestPlatform(database.url, { release });
  ids[release.version + release.sourceDigest] = (await opened.services.system.release()).id;
  for (const slug of slugs) {
    await ask(opened, slug);
    await runNextJob(opened);
  }
  return opened;
}

const idOf = ({ version, sourceDigest }: Release) => ids[version + sourceDigest] ?? "";

beforeAll(async () => {
  database = await createTestDatabase();
  for (const release of [releases.newer, releases.edited, releases.upgraded]) {
    const slugs = release === releases.newer ? [steady.slug] : [];
    await (await verify(release, slugs)).close();
  }
  platform = await verify(testRelease, [steady.slug, other.slug, steady.slug]);
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

describe("a release is found", () => {
  const find = (word: string) => platform.services.releases.findReleaseByWord(word);

  it.each([
    ["its version", () => "9.9.9"],
    ["eight digits of its sources", () => "cccccccc"],
    ["all digits of its sources", () => releases.newer.sourceDigest],
    ["its id", () => toGlobalId("Release", idOf(releases.newer))],
  ])("by %s", async (_what, word) => {
    expect(await find(word())).toMatchObject({ id: idOf(releases.newer), ...releases.newer });
  });

  it("not by seven digits, nor by digits of its packages", async () => {
    for (const word of ["ccccccc", "dddddddd"]) {
      await expect(find(word)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("or those that are known are named, with what tells them apart", async () => {
    await expect(find("0.0.0-tes")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringMatching(
        /no release is named "0.0.0-tes".*\n {2}0\.0\.0-test \(sources aaaaaaaa, dependencies bbbbbbbb\), first seen 2\d{3}-\S+Z, evidence: 3 at smoke\n {4}id \w+\n {2}1\.0\.0 .*no evidence\n(.*\n){3} {2}9\.9\.9 .*1 at smoke\n/,
      ) as string,
    });
    await expect(find(toGlobalId("Release", nowhere))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it.each([
    ["a version of two", "0.0.0-test", ["sources aaaaaaaa", "dependencies bbbbbbbb"]],
    ["digits of three", "aaaaaaaa", ["0.0.0-test", "1.0.0"]],
  ])("unless the word is %s: then those are named", async (_what, word, told) => {
    const error: unknown = await find(word).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "BAD_INPUT", path: ["release"] });
    const { message } = error as Error;
    for (const one of told) expect(message).toContain(one);
    expect(message.split("\n")[0]).not.toContain("by version");
    expect(message).toContain(toGlobalId("Release", idOf(testRelease)));
    expect(message).not.toContain("9.9.9");
  });

  it("never by the id of another noun, by nothing, or by what no release can be", async () => {
    await expect(find(toGlobalId("Claim", nowhere))).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: "release: is the id of a Claim; a Release is wanted here",
    });
    for (const word of ["", "a\u0000b", "x".repeat(201)]) {
      await expect(find(word)).rejects.toMatchObject({ code: "BAD_INPUT" });
    }
  });
});

describe("the evidence of a release", () => {
  it("is one record of each claim, by claim, in one statement", async () => {
    const { reads, releases: known } = platform.services;
    const { result, statements } = await countStatements(platform.dataSource, () =>
      known.evidenceOfRelease(idOf(testRelease), "smoke"),
    );
    expect(statements).toBe(1);
    expect(result.map(({ claim }) => claim)).toEqual([other.slug, steady.slug]);
    const [latest] = (await reads.evidences().page({ first: 1 })).items;
    expect(result[1]).toEqual(latest?.record);
  });

  it("is that release's alone, at the budget that is asked for", async () => {
    const { releases: known } = platform.services;
    const [record, ...rest] = await known.evidenceOfRelease(idOf(releases.newer));
    expect(record).toMatchObject({ claim: steady.slug, release: releases.newer });
    expect(rest).toEqual([]);
    expect(await known.evidenceOfRelease(idOf(testRelease), "quick")).toEqual([]);
    expect(await known.evidenceOfRelease(idOf(releases.edited))).toEqual([]);
  });

  it("is counted by budget, every piece of it", async () => {
    const { releases: known } = platform.services;
    expect(await known.evidenceCounts(idOf(testRelease))).toEqual([{ budget: "smoke", count: 3 }]);
    expect(await known.evidenceCounts(idOf(releases.edited))).toEqual([]);
  });
});
