import { request as httpRequest } from "node:http";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataSource } from "typeorm";
import { createDataSource } from "../../src/database/data-source.ts";
import { openPgBossQueue, type RunningQueue } from "../../src/queue/pg-boss.queue.ts";
import { startServer } from "../../src/server/server.ts";
import { createLoaders } from "../../src/services/loaders.ts";
import { createServices, type Services } from "../../src/services/services.ts";
import type { EngineWish } from "../../src/verification/choose-engine.ts";
import type { PaperDefinition } from "../../src/verification/define-paper.ts";
import { EXACT_ENVIRONMENT } from "../../src/domain/environment.ts";
import { executeRun } from "../../src/verification/execute-run.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { absentBySlug } from "../../src/worker/absent-data.ts";
import { rememberProbes } from "../../src/worker/remember-probes.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { PATIENCE_MS } from "./patience.ts";

const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const OWNER = "test";

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly data: Data | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly cost: { requested: number; limit: number } | undefined;
}

interface Asked {
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
}

export interface TestApi {
  readonly url: string;
  readonly services: Services;
  readonly database: TestDatabase;
  /** What the server logged. */
  readonly logged: readonly string[];
  /** Posts a document; never throws for what the API answers. */
  ask<Data>(query: string, asked?: Asked): Promise<Answer<Data>>;
  /** The data of a document that must not err. */
  data<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The statements that the server sent to the database while the work ran. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
  /** Verifies what is waiting, as a worker would, in this process. */
  work(): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  readonly papers: readonly PaperDefinition[];
  readonly token?: string | null;
  /** A migrated database; a new one unless given. */
  readonly database?: TestDatabase;
  /** Which engines compute here: what comes with the product unless given. */
  readonly probe?: EngineWish["probe"];
  /** How long a statement waits for a lock; as long as a test has patience unless given. */
  readonly lockTimeoutMs?: number;
  /** Where data sets lie: nowhere unless given. */
  readonly dataFolders?: readonly string[];
}

/** Takes job after job until none waits: the worker's steps, without its processes. */
export async function verifyWaiting(
  { attempts, reads }: Services,
  queue: RunningQueue,
  papers: readonly PaperDefinition[],
): Promise<void> {
  const claims = papers.flatMap((paper) => paper.claims);
  while ((await reads.experiments({ status: "QUEUED" }).count()) > 0) {
    const job = await queue.take("verify-claim", new AbortController().signal);
    const attempt = job === null ? null : await attempts.start(job, OWNER);
    const claim = claims.find(({ slug }) => slug === attempt?.claim);
    if (attempt === null || claim === undefined) continue;
    await attempts.resume(attempt, EXACT_ENVIRONMENT);
    for (const planned of claim.plan(attempt.budget)) {
      await attempts.recordRun(attempt, await executeRun(planned), 1);
    }
    await attempts.commitEvidence(attempt);
  }
}

function spyOn(dataSource: DataSource): { collected: string[] } {
  const spy = { collected: [] as string[] };
  const ignore = () => undefined;
  dataSource.setOptions({
    logging: ["query"],
    logger: {
      logQuery: (statement) => void spy.collected.push(statement),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
  });
  return spy;
}

async function post<Data>(url: string, query: string, asked: Asked): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...asked.headers },
    body: JSON.stringify({ query, variables: asked.variables ?? {} }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as {
    data?: Data | null;
    errors?: Answer<Data>["errors"];
    extensions?: { cost?: Answer<Data>["cost"] };
  };
  const { status, headers } = response;
  const { data, errors = [], extensions } = body;
  return { status, headers, text, data, errors, cost: extensions?.cost };
}

/** The real server, services, queue and PostgreSQL, on a database of its own. */
export async function startApi({ papers, token = null, ...options }: Options): Promise<TestApi> {
  const database = options.database ?? (await createTestDatabase());
  const { lockTimeoutMs = PATIENCE_MS } = options;
  const limits = { statementTimeoutMs: PATIENCE_MS, lockTimeoutMs };
  const dataSource = createDataSource(database.url, { pool: 5, ...limits });
  await dataSource.initialize();
  const spy = spyOn(dataSource);
  const queue = await openPgBossQueue({ url: database.url, supervise: false });
  const release = loadRelease(ROOT);
  const services = createServices(dataSource, queue, {
    papers,
    release,
    commit: null,
    engine: "auto" as const,
    probe: options.probe ?? rememberProbes(""),
  });
  await services.catalogue.sync();
  const logged: string[] = [];
  const server = await startServer({
    config: { root: ROOT, host: "127.0.0.1", port: 0, token },
    services,
    absentDatasets: absentBySlug(papers, options.dataFolders ?? []),
    createLoaders: () => createLoaders(dataSource),
    log: (line) => void logged.push(line),
  });
  const { url } = server;
  return {
    url,
    services,
    database,
    logged,
    ask: (query, asked = {}) => post(url, query, asked),
    async data<Data>(query: string, variables: Record<string, unknown> = {}) {
      const { data, errors } = await post<Data>(url, query, { variables });
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      return data as Data;
    },
    async statements(work) {
      spy.collected = [];
      await work();
      return spy.collected;
    },
    work: () => verifyWaiting(services, queue, papers),
    async close() {
      await server.close();
      await queue.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request with whatever headers and bytes, which `fetch` would not send. */
export function sendRaw(
  url: string,
  options: { method: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method, headers = {}, body } = options;
    const sent = httpRequest(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
