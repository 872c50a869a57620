import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFile, Dataset } from "../../src/compute/datasets/dataset.ts";
import { defineDataset } from "../../src/compute/datasets/define-dataset.ts";
import { readIdxSplit } from "../../src/compute/datasets/idx.ts";

/** The bytes of an IDX file, written by hand: the tests do not use the product's own writer. */
export function idx(magic: number, dimensions: readonly number[], elements: readonly number[]) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  dimensions.forEach((size, at) => header.writeUInt32BE(size, 4 + 4 * at));
  return Buffer.concat([header, Buffer.from(elements)]);
}

export function fileOf(name: string, content: Buffer): DataFile {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { name, bytes: content.length, sha256 };
}

/** Three training and two test images of 2 x 3 pixels in three classes. */
export const RIGHT = {
  "train-images": idx(
    0x803,
    [3, 2, 3],
    Array.from({ length: 18 }, (_, at) => at),
  ),
  "train-labels": idx(0x801, [3], [2, 0, 1]),
  "test-images": idx(
    0x803,
    [2, 2, 3],
    Array.from({ length: 12 }, (_, at) => 255 - at),
  ),
  "test-labels": idx(0x801, [2], [1, 1]),
};
export type SmallFile = keyof typeof RIGHT;

/**
 * A data set of the true format in a new folder.
 *
 * @param changed what its makers published in place of the right files, digest included
 */
export function smallDataset(changed: Partial<Record<SmallFile, Buffer>> = {}) {
  const contents = { ...RIGHT, ...changed };
  const parent = mkdtempSync(join(tmpdir(), "corollary-dataset-"));
  const folder = join(parent, "small-1.0.0");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(contents)) {
    writeFileSync(join(folder, name), content);
  }
  const file = (name: SmallFile) => fileOf(name, contents[name]);
  const dataset: Dataset = defineDataset(
    {
      ...{ name: "small", title: "Small", citation: "none", remarks: [] },
      licence: { name: "MIT", source: "this test" },
      source: {
        kind: "fetched",
        name: "small",
        version: "1.0.0",
        integrity: "sha512-",
        bytes: 70e6,
      },
      sizes: { train: 3, test: 2 },
      shape: [2, 3, 1],
      classes: 3,
      files: {
        train: [file("train-images"), file("train-labels")],
        test: [file("test-images"), file("test-labels")],
      },
    },
    { read: readIdxSplit, unpack: () => [] },
  );
  return { dataset, parent, folder };
}
