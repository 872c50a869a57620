import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findInstance, takeInstance } from "../../../src/database/instance.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "instance-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const file = () => join(home, "server.json");

describe("the server of a data folder", () => {
  it("is found with its address, and refuses a second", async () => {
    const own = await takeInstance(home);
    own.announce("http://127.0.0.1:4000");
    expect(findInstance(home)).toMatchObject({ pid: process.pid, url: "http://127.0.0.1:4000" });
    await expect(takeInstance(home)).rejects.toThrow(
      `already running, pid ${process.pid}, http://127.0.0.1:4000`,
    );
  });

  it("is one of two that start at the same moment", async () => {
    const starts = await Promise.allSettled([takeInstance(home), takeInstance(home)]);
    expect(starts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("is gone after release", async () => {
    (await takeInstance(home)).release();
    expect(findInstance(home)).toBeNull();
  });

  it("is not a process that has ended", async () => {
    const ended = spawnSync(process.execPath, ["-e", ""]).pid;
    writeFileSync(file(), JSON.stringify({ pid: ended, mark: "1", url: null }));
    expect(findInstance(home)).toBeNull();
    await expect(takeInstance(home)).resolves.toBeDefined();
  });

  it("is not another process that was given the same id", () => {
    writeFileSync(file(), JSON.stringify({ pid: process.pid, mark: "other", url: null }));
    expect(findInstance(home)).toBeNull();
  });

  it("does not fall over a file that was cut off", async () => {
    writeFileSync(file(), '{"pid": 1');
    await takeInstance(home);
    expect(readFileSync(file(), "utf8")).toContain(String(process.pid));
  });
});
