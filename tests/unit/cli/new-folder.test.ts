import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeWhole } from "../../../src/cli/replay/new-folder.ts";

const home = mkdtempSync(join(tmpdir(), "new-folder-"));

afterAll(() => {
  rmSync(home, { recursive: true });
});

/** A folder of this test's own. */
const fresh = () => mkdtempSync(join(home, "at-"));

const write = (folder: string) => {
  writeFileSync(join(folder, "a"), "written");
  return Promise.resolve("done");
};
const breakOff = (folder: string) => {
  writeFileSync(join(folder, "a"), "half");
  return Promise.reject(new Error("no more"));
};

describe("a folder that is made whole", () => {
  it.each([
    ["is new", (at: string) => join(at, "run")],
    ["is new, folders above it too", (at: string) => join(at, "b", "c", "run")],
    ["ends with a slash", (at: string) => `${at}/run/`],
    [
      "is named from where the program stands",
      (at: string) => relative(process.cwd(), `${at}/run`),
    ],
  ])("has what was written where its name %s", async (_name, nameIn) => {
    const out = nameIn(fresh());
    expect(await makeWhole(out, write)).toBe("done");
    expect(readFileSync(join(out, "a"), "utf8")).toBe("written");
    expect(readdirSync(join(out, ".."))).toEqual(["run"]);
  });

  it("takes the place of an empty one", async () => {
    const out = fresh();
    await makeWhole(out, write);
    expect(readdirSync(out)).toEqual(["a"]);
  });

  it("leaves nothing where writing breaks off, of the folders above it neither", async () => {
    const at = fresh();
    await expect(makeWhole(join(at, "b", "c", "run"), breakOff)).rejects.toThrow("no more");
    expect(readdirSync(at)).toEqual([]);
  });

  it("leaves an empty one as it was, and what others have put beside it", async () => {
    const at = fresh();
    mkdirSync(join(at, "run"));
    await expect(makeWhole(join(at, "run"), breakOff)).rejects.toThrow("no more");
    expect(readdirSync(join(at, "run"))).toEqual([]);
    const another = makeWhole(join(at, "b", "run"), (folder) => {
      writeFileSync(join(at, "b", "theirs"), "");
      return breakOff(folder);
    });
    await expect(another).rejects.toThrow("no more");
    expect(readdirSync(join(at, "b"))).toEqual(["theirs"]);
  });
});

describe("a folder that cannot be made", () => {
  const linked = (at: string, target: string) => {
    symlinkSync(target, join(at, "link"));
    return join(at, "link");
  };
  const withFile = (at: string) => {
    writeFileSync(join(at, "file"), "");
    return join(at, "file");
  };

  it.each([
    ["has no name", () => "", "--out names a new folder"],
    ["is not empty", (at: string) => join(withFile(at), ".."), "is not empty: name a new one"],
    ["is a file", withFile, "cannot be written: a file is there"],
    ["is a link to an empty one", (at: string) => linked(at, fresh()), "is a link"],
    ["is a link, with a slash behind it", (at: string) => `${linked(at, fresh())}/`, "is a link"],
    ["is a link to nowhere", (at: string) => linked(at, "nowhere"), "is a link"],
    [
      "is below a link to nowhere",
      (at: string) => join(linked(at, "nowhere"), "run"),
      "link is a link that leads nowhere: remove it or name another folder",
    ],
    [
      "is far below a link to nowhere",
      (at: string) => join(linked(at, "nowhere"), "b", "c", "run"),
      "link is a link that leads nowhere: remove it or name another folder",
    ],
    [
      "has a NUL character",
      (at: string) => join(at, "a\0b"),
      "a\\0b cannot be written: its path has",
    ],
    ["is below a NUL character", (at: string) => join(at, "a\0b", "run"), "a NUL character in it"],
    ["is below a file", (at: string) => join(withFile(at), "run"), "is a file, not a folder"],
    ["is below what can only be read", () => "/proc/corollary/run", "cannot be written"],
    ["is too long below new ones", (at: string) => join(at, "b", "n".repeat(300)), "is too long"],
  ] as const)("is refused before anything is written: it %s", async (_name, nameIn, told) => {
    const at = fresh();
    const out = nameIn(at);
    const before = readdirSync(at);
    let isAsked = false;
    const made = makeWhole(out, () => {
      isAsked = true;
      return Promise.resolve();
    });
    await expect(made).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", message: expect.stringContaining(told) as string },
    });
    expect(isAsked).toBe(false);
    expect(readdirSync(at)).toEqual(before);
  });

  it("is the one in which the program stands", async () => {
    const at = fresh();
    const before = process.cwd();
    process.chdir(at);
    try {
      await expect(makeWhole(".", write)).rejects.toMatchObject({
        ...{ code: "BAD_INPUT", message: expect.stringContaining("is where you are") as string },
      });
      expect(lstatSync(at).isDirectory()).toBe(true);
      expect(existsSync(join(at, "a"))).toBe(false);
    } finally {
      process.chdir(before);
    }
  });
});
