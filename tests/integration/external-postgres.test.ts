import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { openDatabase, type DatabaseHandle } from "../../src/database/embedded/index.ts";
import { assertSupported } from "../../src/database/embedded/external.ts";
import { isAlive } from "../../src/database/embedded/process-table.ts";
import { errorOf, query, ScratchClusters } from "../support/scratch-clusters.ts";

const clusters = new ScratchClusters();
let running: DatabaseHandle;

beforeAll(async () => {
  running = await clusters.start(clusters.path("x".repeat(120)));
});
afterAll(async () => {
  await clusters.closeAll();
  clusters.remove();
});

function open(url: string) {
  const home = clusters.path("home");
  const config = loadConfig({ DATABASE_URL: url, COROLLARY_HOME: home }, clusters.folder);
  return openDatabase(config, () => undefined);
}

describe("a database given by DATABASE_URL", () => {
  it("is used as it is, and not stopped at the end", async () => {
    const database = await open(running.url);
    expect(database.url).toBe(running.url);
    expect(database.pid()).toBeNull();
    await database.close();
    expect(isAlive(running.pid() ?? 0)).toBe(true);
    expect(await query(running.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it.each([
    [
      "a wrong password",
      (url: URL) => (url.password = "my-secret"),
      /refuses user name or password/,
    ],
    ["a missing database", (url: URL) => (url.pathname = "/nowhere"), /there is no such database/],
    ["a port where nothing answers", (url: URL) => (url.port = "1"), /nothing answers there/],
    ["TLS that it has not", (url: URL) => (url.search = "?sslmode=require"), /has no TLS/],
  ])("is refused for %s, which is named; the password is not", async (_name, change, reason) => {
    const url = new URL(running.url);
    const { password } = url;
    change(url);
    const { code, message } = await errorOf(open(url.href));
    expect(code).toBe("DATABASE_UNAVAILABLE");
    expect(message).toMatch(/^DATABASE_URL \(corollary@127\.0\.0\.1:\d+\/\w+\): /);
    expect(message).toMatch(reason);
    expect(message).not.toContain("my-secret");
    expect(message).not.toContain(password);
  });

  it("is refused when something else answers there", async () => {
    const other = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, message } = await errorOf(
      open(`postgresql://me:my-secret@127.0.0.1:${port}/lab`),
    );
    other.close();
    expect(code).toBe("DATABASE_UNAVAILABLE");
    expect(message).not.toContain("my-secret");
  });

  it("is refused when the URL cannot be read, without repeating it", async () => {
    const { code, message } = await errorOf(open("postgresql://me:my-secret%@[::1/lab"));
    expect(code).toBe("BAD_CONFIGURATION");
    expect(message).toContain("DATABASE_URL");
    expect(message).not.toContain("my-secret");
  });

  it("is refused below PostgreSQL 14, naming both versions", () => {
    expect(() => assertSupported(130_012, "13.12 (Debian)", "me@db:5432/lab")).toThrow(
      /me@db:5432\/lab\): it is PostgreSQL 13\.12 \(Debian\), 14 or later is needed/,
    );
    expect(() => assertSupported(140_000, "14.0", "me@db:5432/lab")).not.toThrow();
  });
});
