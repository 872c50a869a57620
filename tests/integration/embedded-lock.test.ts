import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "../../src/database/embedded/lock.ts";
import { isAlive, startMark } from "../../src/database/embedded/process-table.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corollary-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the lock of a data folder", () => {
  it("lets one at a time through, also when the work fails", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await turn();
      inside -= 1;
      throw new Error("as planned");
    };
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => withLock(path, work)));
    expect(ends.map(({ status }) => status)).toEqual(Array(8).fill("rejected"));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["a process that is gone", `${2 ** 30} 1`],
    ["an earlier process with the id of a living one", `${process.pid} 1`],
    ["nobody", ""],
  ])("is taken over from %s", async (_name, holder) => {
    writeFileSync(path, holder);
    expect(await withLock(path, () => Promise.resolve("done"))).toBe("done");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the process table", () => {
  it("knows this process from one that never was", () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(startMark(process.pid)).not.toBe("");
    expect(isAlive(2 ** 30)).toBe(false);
    expect([0, -1, NaN, 1.5].map(isAlive)).toEqual([false, false, false, false]);
  });
});
