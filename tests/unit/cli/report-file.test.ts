import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assertWritable, prepareFolder, writeWhole } from "../../../src/cli/report-file.ts";

const MODULE = new URL("../../../src/cli/report-file.ts", import.meta.url).href;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corollary-report-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Each is refused before anything is computed, and again when it comes to writing. */
const unwritable: readonly (readonly [string, () => string, string])[] = [
  [
    "in a folder that is not there",
    () => join(folder, "none", "a.xml"),
    "its folder does not exist: mkdir -p /",
  ],
  ["that is a folder", () => folder, "it is a folder: name a file in it"],
  [
    "below a file",
    () => {
      writeFileSync(join(folder, "file"), "");
      return join(folder, "file", "a.xml");
    },
    "a part of its path is a file",
  ],
  ["with a name of 300 letters", () => join(folder, "a".repeat(300)), "its name is too long"],
  [
    "that is a link to itself",
    () => {
      symlinkSync("circle", join(folder, "circle"));
      return join(folder, "circle");
    },
    "its path leads in a circle of links",
  ],
  [
    "in a file system that cannot be written",
    () => "/proc/corollary.xml",
    "/proc/corollary.xml cannot",
  ],
  [
    "below a link that leads nowhere",
    () => {
      symlinkSync("nowhere", join(folder, "lost"));
      return join(folder, "lost", "a.xml");
    },
    "lost is a link that leads nowhere: remove it or name another folder",
  ],
  [
    "with a NUL character",
    () => join(folder, "a\0b"),
    "a\\0b cannot be written: its path has a NUL",
  ],
  ["without a name", () => "", "it is a folder"],
  ["with the name of a folder that is not there", () => `${folder}/new/`, "it is a folder"],
];

describe("a folder for reports", () => {
  it("is made with those above it", () => {
    prepareFolder(join(folder, "b", "c"));
    expect(readdirSync(join(folder, "b"))).toEqual(["c"]);
  });

  it("is refused below a link that leads nowhere, which is named", () => {
    const lost = join(folder, "lost");
    symlinkSync("nowhere", lost);
    const told = `${lost} is a link that leads nowhere: remove it or name another folder`;
    for (const one of [lost, join(lost, "b", "c")]) {
      expect(() => prepareFolder(one)).toThrow(told);
    }
    expect(readdirSync(folder)).toEqual(["lost"]);
  });

  it("is refused at once in a file system in which nothing can be made", () => {
    const attempt = () => {
      prepareFolder("/proc/corollary/figures");
    };
    expect(attempt).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
  });
});

describe("a report", () => {
  it.each(unwritable)("cannot be written %s", (_, make, told) => {
    const path = make();
    for (const attempt of [() => assertWritable(path), () => writeWhole(path, "text")]) {
      expect(attempt).toThrow(expect.objectContaining({ code: "BAD_INPUT" }));
      expect(attempt).toThrow(told);
    }
  });

  it("is not there when it was only asked whether it can be", () => {
    assertWritable(join(folder, "a.xml"));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("stays as it is when it was only asked whether it can be", () => {
    writeFileSync(join(folder, "a.xml"), "old");
    assertWritable(join(folder, "a.xml"));
    expect(readFileSync(join(folder, "a.xml"), "utf8")).toBe("old");
  });

  it("is written, with nothing beside it", () => {
    writeWhole(join(folder, "a.xml"), "é\n");
    expect(readFileSync(join(folder, "a.xml"), "utf8")).toBe("é\n");
    expect(readdirSync(folder)).toEqual(["a.xml"]);
  });

  it("takes the place of an older one, which a reader that has it open still sees whole", () => {
    const path = join(folder, "a.xml");
    writeFileSync(path, "old");
    const { ino } = statSync(path);
    chmodSync(path, 0o600);
    writeWhole(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).ino).not.toBe(ino);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is written where a link leads, and the link stays", () => {
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere", "a.xml"), "old");
    symlinkSync(join("elsewhere", "a.xml"), join(folder, "a.xml"));
    assertWritable(join(folder, "a.xml"));
    writeWhole(join(folder, "a.xml"), "new");
    expect(lstatSync(join(folder, "a.xml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "elsewhere", "a.xml"), "utf8")).toBe("new");
  });

  it("can go into a device, which stays one", () => {
    assertWritable("/dev/null");
    writeWhole("/dev/null", "text");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("can go into standard output where that is a pipe, which has no path", () => {
    const script = `import { assertWritable, prepareFolder, writeWhole } from "${MODULE}";
      assertWritable("/dev/stdout");
      writeWhole("/dev/stdout", "text");`;
    const piped = ["-c", '"$0" --input-type=module -e "$1" | cat', process.execPath, script];
    expect(execFileSync("sh", piped, { encoding: "utf8" })).toBe("text");
  });

  it("is an error of the machine when the disk is full", () => {
    expect(() => writeWhole("/dev/full", "text")).toThrow(
      expect.objectContaining({ code: "DISK_FULL" }),
    );
  });
});
