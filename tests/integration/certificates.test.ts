import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { canonicalJson, sha256 } from "../../src/domain/canonical.ts";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { CertificateEntity } from "../../src/entities/certificate.entity.ts";
import { EvidenceEntity } from "../../src/entities/evidence.entity.ts";
import type { Attempt } from "../../src/services/attempt.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { executeRun, type RunOutput } from "../../src/verification/execute-run.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ask } from "../support/experiment.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { patience } from "../support/patience.ts";
import { openTestPlatform, type TestPlatform } from "../support/platform.ts";
import { runNextJob } from "../support/run-next-job.ts";
import { steady } from "../support/scratch-papers.ts";

let database: TestDatabase;
let platform: TestPlatform;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openTestPlatform(database.url);
});

afterAll(async () => {
  expect(await brokenInvariants(database)).toEqual([]);
  await platform.close();
  await database.drop();
});

/** The statements of a piece of work that name the table. */
async function statementsOn(table: string, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = [];
  const { logger } = platform.dataSource;
  const spy = vi.spyOn(logger, "logQuery").mockImplementation((text) => void statements.push(text));
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  expect(statements).not.toEqual([]);
  return statements.filter((text) => text.includes(`"${table}"`));
}

async function startNext(owner: string): Promise<Attempt> {
  const job = await platform.queue.take("verify-claim", patience());
  const attempt = job === null ? null : await platform.services.attempts.start(job, owner);
  if (attempt === null) throw new Error("nothing was started");
  return attempt;
}

/** The output with a document of some megabytes in the place of its certificate. */
function withBulk({ record }: RunOutput, kind: string): RunOutput {
  const content = canonicalJson({ kind, entries: Array.from({ length: 500_000 }, (_, n) => n) });
  return {
    record: { ...record, certificate: { name: "bulk", digest: sha256(content) } },
    certificate: content,
    series: null,
  };
}

describe("certificates", () => {
  it("are stored once, however often the same is verified", async () => {
    await ask(platform, steady.slug);
    await runNextJob(platform);
    const { manager } = platform.dataSource;
    const once = await manager.find(CertificateEntity, { order: { digest: "ASC" } });
    expect(once).toHaveLength(6);
    const second = await ask(platform, steady.slug);
    await runNextJob(platform);
    expect(await manager.countBy(EvidenceEntity, { experimentId: second })).toBe(1);
    expect(await manager.find(CertificateEntity, { order: { digest: "ASC" } })).toEqual(once);
  });

  it("are not read by any list, only one by one", async () => {
    const { reads } = platform.services;
    const { items } = await reads.evidences().page({ first: 10 });
    const [{ claimId, experimentId, record } = { claimId: "", experimentId: "", record: null }] =
      items;
    const loaders = createLoaders(platform.dataSource);
    const page = { first: 10 };
    const listed = await statementsOn("certificate", async () => {
      await reads.evidences().page(page);
      await reads.evidences().count();
      await loaders.evidencesByClaim.load({ parentId: claimId, page });
      await loaders.runsByExperiment.load({ parentId: experimentId, page });
      await loaders.currentVerdicts.load(claimId);
      await loaders.evidenceByExperiment.load(experimentId);
    });
    expect(listed).toEqual([]);
    const digest = record?.runs[0]?.certificate?.digest ?? "";
    const read = await statementsOn("certificate", () => loaders.certificateByDigest.load(digest));
    expect(read).toHaveLength(1);
  });

  it("of megabytes are kept whole, and two who bring the same at once do not wait in a ring", async () => {
    await ask(platform, steady.slug);
    await ask(platform, steady.slug);
    const attempts = [await startNext("one"), await startNext("two")];
    const outputs = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    const bulky = outputs.map((output, index) =>
      withBulk(output, index % 2 === 0 ? "even" : "odd"),
    );
    const record = async (attempt: Attempt, own: readonly RunOutput[]) => {
      await platform.services.attempts.resume(attempt, EXACT_ENVIRONMENT);
      for (const output of own) {
        expect(await platform.services.attempts.recordRun(attempt, output, 1)).toBe(true);
      }
    };
    const before = await platform.dataSource.manager.count(CertificateEntity);
    const [first, second] = attempts;
    if (first === undefined || second === undefined) throw new Error("not started");
    await Promise.all([record(first, bulky), record(second, bulky.toReversed())]);
    expect(await platform.dataSource.manager.count(CertificateEntity)).toBe(before + 2);
    const [one] = bulky;
    const digest = one?.record.certificate?.digest ?? "";
    const stored = await createLoaders(platform.dataSource).certificateByDigest.load(digest);
    expect(stored.content.length).toBeGreaterThan(3_000_000);
    expect(sha256(stored.content)).toBe(digest);
    for (const attempt of attempts) {
      expect(await platform.services.attempts.commitEvidence(attempt)).toBe("COMMITTED");
    }
  });
});
