import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { assertRoom, withWorkFolder } from "../../../src/worker/tensorflow/work-folder.ts";

const DAY_S = 24 * 3600;

function parent(): string {
  return mkdtempSync(join(tmpdir(), "corollary-engines-"));
}

describe("room on the disk", () => {
  it("is said to be missing before anything is downloaded: how much is needed and free", () => {
    const folder = parent();
    expect(() => assertRoom(folder, 9e18)).toThrow(
      expect.objectContaining({
        code: "DISK_FULL",
        message: expect.stringMatching(
          /needs 9000000000\.0 GB while it lasts, and [\d.]+ GB are free; nothing was downloaded/,
        ) as unknown,
      }),
    );
  });

  it("is enough where it is", () => {
    expect(() => assertRoom(parent(), 1)).not.toThrow();
  });
});

describe("a folder for work", () => {
  it("is there while work goes on, and gone after it, done or failed", async () => {
    const folder = parent();
    const made = await withWorkFolder(folder, (work) => {
      expect(existsSync(work)).toBe(true);
      return work;
    });
    expect(existsSync(made)).toBe(false);
    const failing = withWorkFolder(folder, () => {
      throw new Error("failed");
    });
    await expect(failing).rejects.toThrow("failed");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("replaces what a process has left that is gone, and leaves alone one that runs", async () => {
    const folder = parent();
    const [gone, running] = [2 ** 30, process.ppid].map(
      (pid) => `unfinished-${hostname()}-${pid}-x`,
    );
    for (const name of [gone, running]) mkdirSync(join(folder, name ?? ""));
    await withWorkFolder(folder, () => undefined);
    expect(readdirSync(folder)).toEqual([running]);
  });

  it("replaces what an earlier process with the same number has left, as in a container", async () => {
    const folder = parent();
    mkdirSync(join(folder, `unfinished-${hostname()}-${process.pid}-x`));
    await withWorkFolder(folder, async (outer) => {
      expect(readdirSync(folder)).toEqual([basename(outer)]);
      await withWorkFolder(folder, () => undefined);
      expect(readdirSync(folder)).toEqual([basename(outer)]);
    });
  });

  it("leaves alone one of a machine whose name begins with the name of this one", async () => {
    const folder = parent();
    const name = `unfinished-${hostname()}-2-${2 ** 30}-x`;
    mkdirSync(join(folder, name));
    await withWorkFolder(folder, () => undefined);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it("is swept once more in the end: a tool outlives the process that was killed", async () => {
    const folder = parent();
    await withWorkFolder(folder, () => {
      mkdirSync(join(folder, `unfinished-${hostname()}-${2 ** 30}-x`));
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("replaces one of another machine only when it is older than a day", async () => {
    const folder = parent();
    const [old, young] = ["unfinished-other-machine-1-a", "unfinished-other-machine-1-b"];
    for (const name of [old, young]) mkdirSync(join(folder, name));
    const then = Date.now() / 1000 - DAY_S - 60;
    utimesSync(join(folder, old), then, then);
    await withWorkFolder(folder, () => undefined);
    expect(readdirSync(folder)).toEqual([young]);
  });

  it("is refused in words where nothing can be made", async () => {
    const file = join(parent(), "file");
    writeFileSync(file, "");
    const told = withWorkFolder(file, () => undefined);
    await expect(told).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE" });
  });
});
