import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canRun } from "../../support/can-run.ts";
import { prepareFolders, trimFolder } from "../../../src/worker/compute-folders.ts";

/** Permissions do not bind root. */
const isRoot = process.getuid?.() === 0;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "compute-folders-"));
});

afterEach(() => rmSync(home, { recursive: true }));

/** Files of 100 bytes, each written a minute before the one before it. */
function writeFiles(names: readonly string[]): void {
  for (const [minutes, name] of names.entries()) {
    const path = join(home, name);
    writeFileSync(path, Buffer.alloc(100));
    utimesSync(path, 1_000_000 - 60 * minutes, 1_000_000 - 60 * minutes);
  }
}

describe("the folder of trained networks", () => {
  it("loses what was written longest ago, and no more than it has to", () => {
    writeFiles(["newest", "newer", "older", "oldest"]);
    expect(trimFolder(home, 250)).toBe(2);
    expect(readdirSync(home).toSorted()).toEqual(["newer", "newest"]);
  });

  it("loses nothing while it fits", () => {
    writeFiles(["one", "two"]);
    expect(trimFolder(home, 200)).toBe(0);
  });

  it("is made below the home", () => {
    const folders = prepareFolders(home);
    expect(folders).toEqual({
      states: join(home, "states"),
      data: [join(home, "datasets")],
      installed: join(home, "engines"),
    });
    expect(existsSync(join(home, "states"))).toBe(true);
    expect(prepareFolders(home)).toEqual(folders);
  });

  it("is none where the home is not there or is no folder", () => {
    writeFiles(["a file"]);
    expect(prepareFolders(join(home, "none")).states).toBeNull();
    expect(prepareFolders(join(home, "a file")).states).toBeNull();
  });

  it.runIf(canRun("a folder of networks that cannot be written", !isRoot, "an account but root"))(
    "is none where it is there and cannot be written",
    () => {
      mkdirSync(join(home, "states"), { mode: 0o500 });
      expect(prepareFolders(home).states).toBeNull();
    },
  );
});
