import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../src/database/data-source.ts";
import { canonicalJson, digestOf } from "../../src/domain/canonical.ts";
import { comparisonSchema } from "../../src/domain/regression.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { createReadService } from "../../src/services/read.service.ts";
import { createRegressionService } from "../../src/services/regression.service.ts";
import { countStatements } from "../support/count-statements.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { newer, newerRelease, older, olderRelease, rod, rodPapers } from "../support/rod-papers.ts";
import { verifyUnder } from "../support/verify-under.ts";

const NOWHERE = "00000000-0000-4000-8000-000000000000";
const caller = "owner";
const budget = "smoke";

let database: TestDatabase;
let dataSource: DataSource;
let baselineId: string;
let candidateId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  baselineId = await verifyUnder(database, { papers: older, release: olderRelease }, budget);
  candidateId = await verifyUnder(database, { papers: newer, release: newerRelease }, budget);
  dataSource = createDataSource(database.url, { pool: 5, statementTimeoutMs: 30_000 });
  await dataSource.initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const regressions = () => createRegressionService(dataSource);
const documentOf = (id: string) => createLoaders(dataSource).comparisonByRegression.load(id);

describe("stored evidence that was edited past the services", () => {
  it("is not compared", async () => {
    const release = { ...olderRelease, version: "0.0.1-edited" };
    const edited = await verifyUnder(database, { papers: older, release }, budget);
    await dataSource.query(
      `UPDATE evidence SET record = replace(record, '"uncappedVerdict":"SUPPORTED"',
         '"uncappedVerdict":"REFUTED"') WHERE release_id = $1`,
      [edited],
    );
    const asked = { baselineId, candidateId: edited, budget, caller } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({ code: "DIGEST_MISMATCH" });
  });
});

describe("two releases", () => {
  it("are compared claim by claim: regressed, gone, new and stable", async () => {
    const row = await regressions().compare({ baselineId, candidateId, budget, caller });
    expect(row).toMatchObject({ baselineId, candidateId, budget, gate: "FAIL" });
    const { items } = await documentOf(row.id);
    expect(items.map(({ claim, tier }) => [claim, tier])).toEqual([
      ["rod-shrunk", "REGRESSED"],
      ["rod-gone", "GONE"],
      ["rod-new", "NEW"],
      ["rod-even", "STABLE"],
    ]);
    expect(items[0]?.quantities).toMatchObject([
      { name: "value of rod", before: 12, after: 10.5, drift: -1.5, margin: 1 },
    ]);
  });

  it("the other way round: improved, and what was new is gone", async () => {
    const turned = { baselineId: candidateId, candidateId: baselineId, budget, caller } as const;
    const { items } = await documentOf((await regressions().compare(turned)).id);
    expect(items.map(({ claim, tier }) => [claim, tier])).toEqual([
      ["rod-new", "GONE"],
      ["rod-gone", "NEW"],
      ["rod-shrunk", "IMPROVED"],
      ["rod-even", "STABLE"],
    ]);
  });

  it("that found the same pass", async () => {
    const release = { ...olderRelease, version: "0.0.1-rebuilt" };
    const again = await verifyUnder(database, { papers: older, release }, budget);
    const asked = { baselineId, candidateId: again, budget, caller } as const;
    const { id, gate } = await regressions().compare(asked);
    expect(gate).toBe("PASS");
    const { items } = await documentOf(id);
    expect(new Set(items.map(({ tier }) => tier))).toEqual(new Set(["STABLE"]));
  });

  it("compared again are answered with the row that exists, at once too", async () => {
    const asked = { baselineId, candidateId, budget, caller } as const;
    const rows = await Promise.all(Array.from({ length: 10 }, () => regressions().compare(asked)));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(
      await database.query(`SELECT 1 FROM regression WHERE candidate_id = $1`, [candidateId]),
    ).toHaveLength(1);
  });

  it("are compared by the latest evidence: what was verified anew makes a new row", async () => {
    const release = { ...newerRelease, version: "0.0.3" };
    const asking = async (shift: number) => {
      const papers = rodPapers([rod("rod-even"), rod("rod-shrunk", shift), rod("rod-gone")]);
      const id = await verifyUnder(database, { papers, release }, budget);
      return regressions().compare({ baselineId, candidateId: id, budget, caller });
    };
    const [bad, mended] = [await asking(-3), await asking(0)];
    expect([bad.gate, mended.gate]).toEqual(["FAIL", "PASS"]);
    expect(mended.candidateId).toBe(bad.candidateId);
  });
});

describe("a stored regression", () => {
  it("is the document that its digest says, and its columns are copies of it", async () => {
    const { items } = await createReadService(dataSource).regressions().page({ first: 10 });
    expect(items.length).toBeGreaterThan(3);
    for (const { id, digest, gate, reason, intervals, level, ...row } of items) {
      expect(row).not.toHaveProperty("document");
      const document = await documentOf(id);
      expect(comparisonSchema.parse(JSON.parse(canonicalJson(document)))).toEqual(document);
      expect(digestOf(document)).toBe(digest);
      expect(document).toMatchObject({ gate, reason, intervals, level });
    }
  });

  it("is found by id, and by its gate, newest first", async () => {
    const reads = createReadService(dataSource);
    const [newest] = (await reads.regressions().page({ first: 1 })).items;
    expect(await reads.findRegression({ id: newest?.id ?? "" })).toEqual(newest);
    expect(await reads.findRegression({ id: NOWHERE })).toBeNull();
    const passed = await reads.regressions({ gate: "PASS" }).page({ first: 10 });
    expect(passed.items[0]?.id).toBe(newest?.id);
    expect(passed.items.map(({ gate }) => gate)).toEqual(["PASS", "PASS"]);
    expect(await reads.regressions({ gate: "WARN" }).count()).toBe(0);
  });
});

describe("a comparison", () => {
  it("takes the same statements for three claims as for one", async () => {
    const release = { ...newerRelease, version: "0.0.4" };
    const one = rodPapers([rod("rod-even")]);
    const few = await verifyUnder(database, { papers: one, release }, budget);
    const counted = async (id: string, to: string) => {
      const asked = { baselineId: id, candidateId: to, budget, caller } as const;
      return (await countStatements(dataSource, () => regressions().compare(asked))).statements;
    };
    expect(await counted(few, baselineId)).toBe(await counted(baselineId, candidateId));
  });

  it.each(["baselineId", "candidateId"] as const)("with no such %s is NOT_FOUND", async (which) => {
    const asked = { baselineId, candidateId, budget, caller, [which]: NOWHERE } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({
      code: "NOT_FOUND",
      path: [which.replace("Id", "")],
    });
  });

  it("without evidence at that budget is NO_BASELINE, and says where there is some", async () => {
    const asked = { baselineId, candidateId, budget: "quick", caller } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({
      code: "NO_BASELINE",
      path: ["baseline"],
      message: expect.stringMatching(
        /0\.0\.1 .*no evidence at quick \(evidence: 3 at smoke\)/,
      ) as string,
    });
  });

  it("of a release that verified nothing is NO_BASELINE and not a pile of what is gone", async () => {
    const release = { ...newerRelease, version: "0.0.5" };
    const nothing = await verifyUnder(database, { papers: newer, release }, budget, []);
    const asked = { baselineId, candidateId: nothing, budget, caller } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({
      code: "NO_BASELINE",
      path: ["candidate"],
    });
  });

  it("of a release with itself is BAD_INPUT: it would always pass", async () => {
    const asked = { baselineId, candidateId: baselineId, budget, caller } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  it("asked with a key is answered with the first answer; another question conflicts", async () => {
    const release = { ...newerRelease, version: "0.0.6" };
    const verify = (shift: number) =>
      verifyUnder(database, { papers: rodPapers([rod("rod-even", shift)]), release }, budget);
    const asked = { baselineId, budget, caller, idempotencyKey: "once" } as const;
    const first = await regressions().compare({ ...asked, candidateId: await verify(0) });
    const again = await regressions().compare({ ...asked, candidateId: await verify(-4) });
    expect(again.id).toBe(first.id);
    const unasked = { ...asked, idempotencyKey: null, candidateId: again.candidateId };
    expect((await regressions().compare(unasked)).id).not.toBe(first.id);
    await expect(regressions().compare({ ...asked, candidateId })).rejects.toMatchObject({
      code: "IDEMPOTENCY_CONFLICT",
      path: ["idempotencyKey"],
    });
    const other = await regressions().compare({ ...asked, candidateId, caller: "another" });
    expect(other.candidateId).toBe(candidateId);
  });

  it.each([
    ["a budget that is none", { budget: "huge" as "quick" }, ["budget"]],
    ["an empty key", { idempotencyKey: "" }, ["idempotencyKey"]],
  ])("with %s is BAD_INPUT", async (_what, wrong, path) => {
    const asked = { baselineId, candidateId, budget, caller, ...wrong } as const;
    await expect(regressions().compare(asked)).rejects.toMatchObject({ code: "BAD_INPUT", path });
  });
});
