import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDataSource } from "../../src/database/data-source.ts";
import { digestOf } from "../../src/domain/canonical.ts";
import type { Comparison } from "../../src/domain/regression.ts";
import { RegressionEntity } from "../../src/entities/regression.entity.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { newer, newerRelease, older, olderRelease } from "../support/rod-papers.ts";
import { verifyUnder } from "../support/verify-under.ts";

const CLAIMS = 60;
const QUANTITIES = 10;
const STORED = 20;

const SUMMARY =
  "{ digest claimDigest protocolDigest resultDigest verdict uncappedVerdict reason environment }";
const WHOLE = `items { slug paper budget tier reason equalQuantities before ${SUMMARY} after ${SUMMARY}
  quantities { name scale margin worse because method seedsBefore seedsAfter before after drift
    exactDrift low high tier reason } }`;

let api: TestApi;

/** A comparison of a size that is still to come, from one that was made. */
function enlarge(comparison: Comparison, of: number): Comparison {
  const [claim] = comparison.items;
  const [quantity] = claim?.quantities ?? [];
  if (claim === undefined || quantity === undefined) throw new Error("nothing drifted");
  const quantities = Array.from({ length: QUANTITIES }, () => quantity);
  const items = Array.from({ length: CLAIMS }, (_, at) => {
    return { ...claim, claim: `rod-${at}`, quantities };
  });
  return { ...comparison, items, reason: `comparison ${of}` };
}

async function store(database: TestDatabase): Promise<void> {
  const budget = "smoke";
  const baselineId = await verifyUnder(database, { papers: older, release: olderRelease }, budget);
  const candidateId = await verifyUnder(database, { papers: newer, release: newerRelease }, budget);
  const pair = { baselineId, candidateId, budget } as const;
  const { id } = await api.services.regressions.compare({ ...pair, caller: "owner" });
  const dataSource = createDataSource(database.url, { pool: 1, statementTimeoutMs: 10_000 });
  await dataSource.initialize();
  const made = await createLoaders(dataSource).comparisonByRegression.load(id);
  for (let of = 0; of < STORED; of += 1) {
    const document = enlarge(made, of);
    const { gate, reason, intervals, level } = document;
    const copies = { gate, reason, intervals, level, digest: digestOf(document) };
    await dataSource.manager.insert(RegressionEntity, { ...pair, ...copies, document });
  }
  await dataSource.destroy();
}

beforeAll(async () => {
  const database = await createTestDatabase();
  api = await startApi({ papers: newer, database });
  await store(database);
});
afterAll(() => api.close());

const ask = (size: number, fields: string) =>
  api.ask(`{ regressions(first: ${size}) { edges { node { ${fields} } } } }`);

describe("regressions of sixty claims with ten quantities each", () => {
  it("are answered ten at a time, whole, for a point a kilobyte or more", async () => {
    const { errors, cost, text } = await ask(10, WHOLE);
    expect(errors).toEqual([]);
    expect(cost?.requested).toBeLessThanOrEqual(cost?.limit ?? 0);
    expect(cost?.requested).toBeGreaterThan(text.length / 1_000);
  });

  it("are listed a hundred at a time, without their claims", async () => {
    const { errors, cost } = await ask(100, "id gate reason intervals level");
    expect(errors).toEqual([]);
    expect(cost?.requested).toBe(201);
  });

  it("are refused before anything is read where too many are asked for", async () => {
    const statements = await api.statements(async () => {
      const { status, errors } = await ask(STORED, WHOLE);
      expect([status, errors[0]?.extensions["code"]]).toEqual([400, "QUERY_TOO_LARGE"]);
      const few = await ask(100, "items { slug }");
      expect(few.errors[0]?.extensions["code"]).toBe("QUERY_TOO_LARGE");
    });
    expect(statements).toEqual([]);
  });

  it.each([
    ["items { slug }", 1 + 1 + 1 + 300 + CLAIMS],
    ["items { quantities { name } }", 1 + 1 + 1 + 300 + CLAIMS * (1 + QUANTITIES)],
    ["items { before { evidence { record } } }", 1 + 1 + 1 + 300 + CLAIMS * (1 + 1 + 1 + 150)],
  ])("are priced by what they are: %s", async (fields, points) => {
    expect((await ask(1, fields)).cost?.requested).toBe(points);
  });
});
