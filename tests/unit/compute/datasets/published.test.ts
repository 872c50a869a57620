import { rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readCifar } from "../../../../src/compute/datasets/cifar.ts";
import { defineDataset } from "../../../../src/compute/datasets/define-dataset.ts";
import {
  CIFAR_MEMBERS,
  cifarRecord,
  imagesFrom,
  matArray,
  matFile,
  packCifar,
  smallCifar,
  smallSvhn,
  svhnArrays,
  SVHN_FILES,
} from "../../../support/small-published.ts";

function damaged(message: RegExp): unknown {
  return expect.objectContaining({
    code: "DATA_DAMAGED",
    message: expect.stringMatching(message) as unknown,
  });
}

describe("the archive of CIFAR-10", () => {
  it("gives the batches in their order, pixel by pixel, whatever their order in the archive", () => {
    const { dataset, parent } = smallCifar();
    const { images, labels } = dataset.load("train", [parent]);
    expect([...images]).toEqual(imagesFrom(0, 10));
    expect([...labels]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it("gives the test batch apart", () => {
    const { dataset, parent } = smallCifar();
    const { images, labels } = dataset.load("test", [parent]);
    expect([...images]).toEqual(imagesFrom(10, 2));
    expect([...labels]).toEqual([4, 0]);
  });

  const right = packCifar();
  const tar = gunzipSync(right);
  const without = (name: string) =>
    packCifar(Object.fromEntries(Object.entries(CIFAR_MEMBERS).filter(([key]) => key !== name)));
  /** The first member after the folder. */
  const headerAt = 512;
  const noSize = Buffer.from(tar);
  noSize.write("what is this", headerAt + 124);

  it.each([
    ["is not packed", tar, /it is no gzip file, or not a whole one/],
    ["is cut short in gzip", right.subarray(0, right.length - 9), /it is no gzip file, or not a/],
    ["is cut short in tar", gzipSync(tar.subarray(0, headerAt + 520)), /it ends within its member/],
    ["has no end", gzipSync(tar.subarray(0, headerAt)), /it ends without the block of zeros/],
    ["has a header that is none", gzipSync(noSize), /at byte 512 there is no header of tar/],
    [
      "lacks a batch",
      without("data_batch_3.bin"),
      /no member cifar-10-batches-bin.data_batch_3.bin/,
    ],
    [
      "has a batch of another length",
      packCifar({ ...CIFAR_MEMBERS, "data_batch_2.bin": cifarRecord(0, 0) }),
      /its member .*data_batch_2.bin has 19 bytes, not 38/,
    ],
    [
      "has a label beyond the classes",
      packCifar({
        ...CIFAR_MEMBERS,
        "data_batch_1.bin": Buffer.concat([cifarRecord(0, 0), cifarRecord(1, 10)]),
      }),
      /label 1 is 10, and there are 10 classes/,
    ],
  ])("is refused when it %s", (_what, archive, message) => {
    const { dataset, parent } = smallCifar(archive);
    expect(() => dataset.load("train", [parent])).toThrow(damaged(message));
  });

  it("is held to the MD5 that was published besides its SHA-256", () => {
    const { dataset, parent } = smallCifar();
    const md5 = "0".repeat(32);
    const files = dataset.files.train.map((file) => ({ ...file, md5 }));
    const other = defineDataset(
      { ...dataset, files: { train: files, test: files } },
      { read: readCifar },
    );
    expect(() => other.load("train", [parent])).toThrow(
      damaged(/its MD5 is [0-9a-f]{32}, not 0{32}/),
    );
  });
});

describe("the MAT-files of SVHN", () => {
  it("give the images row by row, and 0 for the digit 0", () => {
    const { dataset, parent } = smallSvhn();
    const { images, labels } = dataset.load("train", [parent]);
    expect([...images]).toEqual(imagesFrom(0, 3));
    expect([...labels]).toEqual([0, 1, 9]);
    expect([...dataset.load("test", [parent]).labels]).toEqual([5, 0]);
    expect([...dataset.load("test", [parent]).images]).toEqual(imagesFrom(3, 2));
  });

  const { X, y } = svhnArrays(0, [10, 1, 9]);
  const both = [matArray(X), matArray(y)];
  const doubles = Buffer.from(Float64Array.of(10, 1, 9).buffer);
  const halves = Buffer.from(Float64Array.of(10, 1.5, 9).buffer);

  it.each([
    ["uncompressed", matFile(matArray(X, false), matArray(y, false))],
    [
      "with the labels as doubles",
      matFile(matArray(X), matArray({ ...y, content: doubles, type: 9 })),
    ],
    ["with the labels first", matFile(matArray(y), matArray(X))],
    ["with another array", matFile(matArray({ ...y, name: "other", arrayClass: 4 }), ...both)],
  ])("are read %s", (_what, file) => {
    const { dataset, parent } = smallSvhn({ "train_2x3.mat": file });
    const { images, labels } = dataset.load("train", [parent]);
    expect([...images]).toEqual(imagesFrom(0, 3));
    expect([...labels]).toEqual([0, 1, 9]);
  });

  const numbers = Buffer.from(Uint32Array.of(9, 8, 0, 0).buffer);
  const right = matFile(...both);
  const bigEndian = Buffer.from(right);
  bigEndian.write("\u0001\0MI", 124, "latin1");
  const unpackable = Buffer.from(right);
  unpackable.fill(0xff, 140, 150);

  it.each([
    ["are empty", Buffer.alloc(0), /it is no MAT-file of level 5, little-endian/],
    ["are of another kind", Buffer.alloc(400, "HDF"), /it is no MAT-file of level 5/],
    ["are big-endian", bigEndian, /it is no MAT-file of level 5, little-endian/],
    [
      "end within a tag",
      Buffer.concat([right, Buffer.alloc(3)]),
      /it ends at byte \d+, within a tag/,
    ],
    [
      "are cut short",
      right.subarray(0, 180),
      /no room for the \d+ bytes of its element at byte 128/,
    ],
    ["are not of zlib", unpackable, /its element at byte 128 cannot be unpacked \(/],
    ["lack the labels", matFile(matArray(X)), /it has no array y/],
    ["have no arrays", matFile(), /it has no array X/],
    [
      "have something else",
      matFile(numbers, ...both),
      /its element at byte 128 is of type 9: no array/,
    ],
    [
      "have images of another size",
      matFile(matArray({ ...X, dimensions: [3, 2, 3, 3] }), matArray(y)),
      /the dimensions of the array X are 3 x 2 x 3 x 3, not 2 x 3 x 3 x 3/,
    ],
    [
      "have labels in a row",
      matFile(matArray(X), matArray({ ...y, dimensions: [1, 3] })),
      /the dimensions of the array y are 1 x 3, not 3 x 1/,
    ],
    [
      "have fewer numbers than their dimensions say",
      matFile(matArray({ ...X, content: X.content.subarray(1) }), matArray(y)),
      /the array X has 53 bytes for 54 numbers of type 2/,
    ],
    [
      "have text for labels",
      matFile(matArray(X), matArray({ ...y, arrayClass: 4 })),
      /the array y is not one of real numbers/,
    ],
    [
      "have complex labels",
      matFile(matArray(X), matArray({ ...y, flags: 8 })),
      /the array y is not one of real numbers/,
    ],
    [
      "have labels of an unknown type",
      matFile(matArray(X), matArray({ ...y, type: 12 })),
      /the array y has numbers of type 12/,
    ],
    [
      "have a label that is no whole number",
      matFile(matArray(X), matArray({ ...y, content: halves, type: 9 })),
      /number 1 of the array y is 1.5: no byte/,
    ],
    [
      "have a label 0",
      matFile(matArray(X), matArray({ ...y, content: Buffer.from([10, 0, 9]) })),
      /label 1 is 0, and the digit 0 has the label 10/,
    ],
    [
      "have a label beyond the classes",
      matFile(matArray(X), matArray({ ...y, content: Buffer.from([10, 11, 9]) })),
      /label 1 is 11, and there are 10 classes/,
    ],
    [
      "unpack to more than the data set has",
      matFile(matArray({ ...X, content: Buffer.alloc(1e5) }), matArray(y)),
      /its element at byte 128 cannot be unpacked/,
    ],
  ])("are refused when they %s", (_what, file, message) => {
    const { dataset, parent } = smallSvhn({ "train_2x3.mat": file });
    expect(() => dataset.load("train", [parent])).toThrow(damaged(message));
  });
});

describe("published files that are not here", () => {
  it("are asked for by name, address and folder, or are to be downloaded", () => {
    const { dataset, parent, folder } = smallSvhn();
    rmSync(folder, { recursive: true });
    expect(() => dataset.load("train", [parent])).toThrow(
      expect.objectContaining({
        code: "DATA_MISSING",
        message:
          "The data set small-svhn is not here: " +
          "put train_2x3.mat (from http://numbers.example/train_2x3.mat) and " +
          `test_2x3.mat (from http://numbers.example/test_2x3.mat) into ${folder}, ` +
          "or download once (0 MB): npx corollary datasets fetch small-svhn",
      }),
    );
  });

  it("are told apart from one that is there and too short", () => {
    const { dataset, parent, folder } = smallSvhn();
    truncateSync(join(folder, "test_2x3.mat"), 100);
    const bytes = SVHN_FILES["test_2x3.mat"]?.length ?? NaN;
    expect(() => dataset.load("train", [parent])).toThrow(
      `put test_2x3.mat (from http://numbers.example/test_2x3.mat; the one there has 100 bytes, ` +
        `not ${bytes}) into ${folder}, or`,
    );
  });
});
