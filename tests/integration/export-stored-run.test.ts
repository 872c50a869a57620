import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { openPlatform } from "../../src/app.ts";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";
import { toGlobalId } from "../../src/domain/global-id.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { startWorker } from "../../src/worker/worker.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/patience.ts";

const CLAIM = "dw-emp-depth";
const ARM = "relu, 2 hidden layers, width 8";
const { root } = findProject(import.meta.url);

let database: TestDatabase;
let home: string;
let env: Record<string, string>;
let key: string;

async function verifyOnce(): Promise<void> {
  const platform = await openPlatform(loadConfig(env, root), { log: () => undefined });
  const { queue, services } = platform;
  await services.verification.request(CLAIM, { budget: "smoke", caller: "owner" });
  const worker = startWorker({
    ...{ queue, attempts: services.attempts, owner: "here", concurrency: 1 },
    log: () => undefined,
  });
  await until(async () => {
    expect(await database.query("SELECT 1 FROM evidence")).toHaveLength(1);
  });
  await worker.stop();
  await platform.close();
}

beforeAll(async () => {
  database = await createTestDatabase();
  home = mkdtempSync(join(tmpdir(), "export-stored-"));
  env = { DATABASE_URL: database.url, COROLLARY_HOME: home, PORT: "0" };
  await verifyOnce();
  const rows = await database.query(
    `SELECT id FROM run WHERE arm = '${ARM}' AND control IS NULL AND seed = 2`,
  );
  key = z.tuple([z.object({ id: z.string() })]).parse(rows)[0].id;
});

afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true });
});

/** Exports the run, or what has another id, into a folder of this name. */
const exportRun = (name: string, id = toGlobalId("Run", key), ...more: string[]) =>
  runCommandHere(["export-graph", id, "--out", join(home, name), ...more], { env });

const expectedSchema = z.object({
  run: z.object({ arm: z.string(), seed: z.number() }),
  seeds: z.array(z.number()),
  stored: z.object({
    run: z.string(),
    release: z.object({ sourceDigest: z.string() }),
    environment: z.object({ engine: z.string() }),
    differences: z.array(
      z.object({ name: z.string(), stored: z.unknown(), computed: z.unknown() }),
    ),
  }),
});

function expectedOf(name: string) {
  const text = readFileSync(join(home, name, "expected.json"), "utf8");
  return expectedSchema.parse(JSON.parse(text));
}

describe("corollary export-graph of a run that is stored", () => {
  it("computes it anew, with the seeds of its arm, to the same bits", async () => {
    const { code, out } = await exportRun("same");
    expect(code).toBe(0);
    expect(out).toContain("the numbers are the stored ones, to the last bit");
    expect(expectedOf("same")).toMatchObject({
      run: { arm: ARM, seed: 2 },
      seeds: [1, 2, 3],
      stored: {
        run: toGlobalId("Run", key),
        release: { sourceDigest: loadRelease(root).sourceDigest },
        environment: { engine: "onnx-cpu" },
        differences: [],
      },
    });
  });

  it("says so, and writes both, where a stored number is another", async () => {
    const rows = await database.query(`SELECT measurements FROM run WHERE id = '${key}'`);
    const [{ measurements }] = z.tuple([z.object({ measurements: z.string() })]).parse(rows);
    const other = measurements.replace(/("name":"loss","[^}]*"value":)[^}]+/, "$10.25");
    await database.query(`UPDATE run SET measurements = '${other}' WHERE id = '${key}'`);
    const { code, out } = await exportRun("other");
    expect(code).toBe(0);
    expect(out).toContain(
      "NOT the stored numbers, which are in expected.json beside these: loss\n",
    );
    const [difference, ...more] = expectedOf("other").stored.differences;
    expect(difference).toMatchObject({
      ...{ name: "loss", stored: { value: 0.25 } },
      computed: { value: expect.any(Number) as number },
    });
    expect(more).toEqual([]);
  });

  it.each([
    ["an id of no run", () => toGlobalId("Run", "0".repeat(8) + key.slice(8)), "NOT_FOUND no run"],
    [
      "the id of another noun",
      () => toGlobalId("Evidence", key),
      "BAD_INPUT run: is the id of an Evidence",
    ],
  ])("refuses %s", async (_, id, told) => {
    const { code, err } = await exportRun("none", id());
    expect(code).toBe(2);
    expect(err).toContain(told);
  });

  it.each(["reference", "tensorflow-cpu"])(
    "refuses a run of %s, which was given no graph, with the command for the same run",
    async (engine) => {
      await database.query(`UPDATE experiment SET engine = '${engine}'`);
      const { code, err } = await exportRun("none");
      await database.query("UPDATE experiment SET engine = 'onnx-cpu'");
      expect(code).toBe(2);
      expect(err).toContain(`computed by engine ${engine}, which was given no ONNX graph`);
      const which = "--budget smoke --arm 'relu, 2 hidden layers, width 8' --seed 2";
      expect(err).toContain(`npx corollary export-graph dw-emp-depth ${which} --out <folder>\n`);
    },
  );

  it("refuses a run of another protocol than the code has that is here", async () => {
    await database.query("UPDATE experiment SET protocol_digest = repeat('0', 64)");
    const { code, err } = await exportRun("none");
    expect(code).toBe(2);
    expect(err).toMatch(/CONFLICT this run of dw-emp-depth was computed by another protocol/);
  });
});
