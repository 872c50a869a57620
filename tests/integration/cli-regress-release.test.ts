import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { findProject } from "../../src/config/root.ts";
import { papers } from "../../src/papers/index.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { runCommandLine } from "../support/command-line.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { olderRelease } from "../support/rod-papers.ts";
import { verifyUnder } from "../support/verify-under.ts";

const [ONE, OTHER] = ["s1-nonoverlap-upper", "s2-overlap-lower"] as const;
const home = mkdtempSync(join(tmpdir(), "corollary-release-"));
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await verifyUnder(database, { papers, release: olderRelease }, "smoke", [ONE]);
});

afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true });
});

const reportSchema = z.object({
  items: z.array(z.object({ claim: z.object({ slug: z.string() }), tier: z.string() })),
});

async function regress(...args: string[]) {
  const env = { DATABASE_URL: database.url, COROLLARY_HOME: home, PORT: "0" };
  return runCommandLine(["regress", "--against", olderRelease.version, ...args], { env });
}

async function tiers(): Promise<string[][]> {
  const { items } = reportSchema.parse(JSON.parse((await regress("--json")).out));
  return items.map(({ claim, tier }) => [claim.slug, tier]);
}

describe("corollary regress against a release", () => {
  it("verifies the claims that the release has evidence of, and no others", async () => {
    expect(await tiers()).toEqual([[ONE, "STABLE"]]);
  });

  it("names both releases, each once", async () => {
    const { version, sourceDigest } = loadRelease(findProject(import.meta.url).root);
    expect((await regress()).out.replaceAll(/\s+/g, " ")).toContain(
      `: this version (${version}, sources ${sourceDigest.slice(0, 8)}) ` +
        `against release 0.0.1 (sources 11111111) 1 stable`,
    );
  });

  it("calls what else the database holds of this version new", async () => {
    const release = loadRelease(findProject(import.meta.url).root);
    await verifyUnder(database, { papers, release }, "smoke", [OTHER]);
    expect(await tiers()).toEqual([
      [OTHER, "NEW"],
      [ONE, "STABLE"],
    ]);
  });

  it("is refused where the release stands on both sides", async () => {
    const { code, err } = await regress("--candidate", olderRelease.version);
    expect([code, err]).toEqual([2, expect.stringContaining("with itself says nothing")]);
  });

  it("asks at which budget where the release has evidence at several, and counts it", async () => {
    await verifyUnder(database, { papers, release: olderRelease }, "quick", ["el-loss-table"]);
    const { code, err } = await regress();
    expect(code).toBe(2);
    expect(err.replaceAll(/\s+/g, " ")).toContain(
      "has evidence: 1 at smoke, 1 at quick; say which with --budget",
    );
  });
});
