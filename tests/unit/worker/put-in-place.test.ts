import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isTaken, putInPlace } from "../../../src/worker/tensorflow/put-in-place.ts";

function folderWith(path: string, text: string): string {
  mkdirSync(path);
  writeFileSync(join(path, "text"), text);
  return path;
}

function begin() {
  const parent = mkdtempSync(join(tmpdir(), "corollary-place-"));
  const work = join(parent, "work");
  mkdirSync(work);
  return { work, place: join(parent, "place"), made: join(work, "made") };
}

const textIn = (folder: string) => readFileSync(join(folder, "text"), "utf8");

describe("putting a finished folder in its place", () => {
  it("replaces what is there", () => {
    const { work, place, made } = begin();
    folderWith(place, "old");
    putInPlace(folderWith(made, "new"), place, work);
    expect(textIn(place)).toBe("new");
  });

  it("replaces a link that leads nowhere", () => {
    const { work, place, made } = begin();
    symlinkSync("/nowhere", place);
    expect([existsSync(place), isTaken(place)]).toEqual([false, true]);
    putInPlace(folderWith(made, "new"), place, work);
    expect(textIn(place)).toBe("new");
  });

  it("puts the old one back where the new one cannot take its name", () => {
    const { work, place, made } = begin();
    folderWith(place, "old");
    expect(() => {
      putInPlace(made, place, work);
    }).toThrow("ENOENT");
    expect(textIn(place)).toBe("old");
  });

  it("leaves what another has put there meanwhile, and says that the name is taken", () => {
    const { work, place: other, made } = begin();
    // The name leads by way of what is replaced: as soon as the old one is away, to the other's folder.
    mkdirSync(other);
    folderWith(join(other, "engine"), "quicker");
    const before = join(work, "before");
    mkdirSync(before);
    symlinkSync(other, join(before, "engine"));
    symlinkSync(before, join(work, "replaced"));
    const place = join(work, "replaced", "engine");
    expect(() => {
      putInPlace(folderWith(made, "new"), place, work);
    }).toThrow("ENOTEMPTY");
    expect(textIn(place)).toBe("quicker");
  });
});
