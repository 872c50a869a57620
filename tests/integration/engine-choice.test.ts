import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineReasons1764600000000 } from "../../migrations/1764600000000-engine-reasons.ts";
import { migrations } from "../../migrations/index.ts";
import { createDataSource } from "../../src/database/data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import type { EngineName } from "../../src/domain/engine-name.ts";
import { brokenDigest, type EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import { definePaper } from "../../src/verification/define-paper.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { steady, windowed } from "../support/scratch-papers.ts";

const papers = [
  definePaper({
    ...{ slug: "choice2026-tests", title: "Engines", authors: ["Nobody"], venue: "none" },
    ...{ year: 2026, arxivId: null, doi: null, versionRead: "1", summary: "Engines." },
    claims: [windowed, steady],
  }),
];

const VERIFY = `mutation ($input: VerifyClaimInput!) { verifyClaim(input: $input) {
  experiment { engine engineReason } } }`;
const EVIDENCE = `{ evidences(first: 10) { edges { node { engineReason claim { slug } } } } }`;

interface Verified {
  readonly verifyClaim: {
    readonly experiment: { readonly engine: string; readonly engineReason: string | null };
  };
}

let here: readonly EngineName[] = [];
let api: TestApi;

beforeAll(async () => {
  api = await startApi({
    papers,
    probe: (name) =>
      Promise.resolve(
        here.includes(name) ? { available: true } : { available: false, reason: "not installed" },
      ),
  });
});

afterAll(() => api.close());

async function verify(claim: string) {
  const input = { claim, budget: "SMOKE", force: true };
  const { verifyClaim } = await api.data<Verified>(VERIFY, { input });
  return verifyClaim.experiment;
}

describe("a verification", () => {
  it("takes the engine that is fastest for its claim and is here, and says why", async () => {
    here = ["tensorflow-cpu"];
    expect(await verify(windowed.slug)).toEqual({
      engine: "tensorflow-cpu",
      engineReason: expect.stringContaining("convolutional program") as unknown,
    });
    here = [];
    expect(await verify(windowed.slug)).toEqual({
      engine: "onnx-cpu",
      engineReason: expect.stringMatching(/not here: .*tensorflow-cpu/) as unknown,
    });
  });

  it("has no engine and no reason where none computes", async () => {
    expect(await verify(steady.slug)).toEqual({ engine: "none", engineReason: null });
  });

  it("leaves its reason in the evidence, outside of what the digests cover", async () => {
    await api.work();
    const { evidences } = await api.data<{
      evidences: { edges: { node: { engineReason: string | null; claim: { slug: string } } }[] };
    }>(EVIDENCE);
    const reasons = evidences.edges.map(({ node }) => [
      node.claim.slug,
      node.engineReason !== null,
    ]);
    expect(reasons.toSorted()).toEqual([
      [steady.slug, false],
      [windowed.slug, true],
      [windowed.slug, true],
    ]);
  });
});

describe("going back to the version before", () => {
  it("forgets the reasons, and leaves every record whole", async () => {
    const dataSource = createDataSource(api.database.url, { pool: 1, statementTimeoutMs: 10_000 });
    await dataSource.initialize();
    const awkward = 'because of a quote: "engineReason":"no", and a \\ backslash';
    const before = await dataSource.manager.find(EvidenceEntity);
    for (const { id, record } of before) {
      if (record.engineReason === undefined) continue;
      await dataSource.manager.update(EvidenceEntity, id, {
        record: { ...record, engineReason: awkward },
      });
    }
    const later = migrations.slice(migrations.indexOf(EngineReasons1764600000000));
    for (let left = later.length; left > 0; left -= 1) await dataSource.undoLastMigration();
    const rows: { id: string; record: string }[] = await dataSource.query(
      "SELECT id, record FROM evidence",
    );
    expect(rows).toHaveLength(before.length);
    for (const { id, record } of rows) {
      const stored = before.find((one) => one.id === id);
      if (stored === undefined) throw new Error(`evidence ${id} is new`);
      const { engineReason, ...rest } = stored.record;
      expect(engineReason === undefined).toBe(rest.claim === steady.slug);
      expect(JSON.parse(record)).toEqual(rest);
      expect(brokenDigest(JSON.parse(record) as EvidenceRecord)).toBeNull();
    }
    await dataSource.destroy();
    await migrate(api.database.url);
  });
});
