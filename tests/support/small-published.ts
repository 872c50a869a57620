/** Data sets of a few images in the true formats of CIFAR-10 and SVHN. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { readCifar } from "../../src/compute/datasets/cifar.ts";
import type { DataFile, ReadSplit, Split } from "../../src/compute/datasets/dataset.ts";
import { defineDataset } from "../../src/compute/datasets/define-dataset.ts";
import { readSvhn } from "../../src/compute/datasets/svhn.ts";
import { fileOf } from "./small-dataset.ts";

/** Height, width, channels. */
export const SHAPE = [2, 3, 3] as const;
const [HEIGHT, WIDTH, CHANNELS] = SHAPE;
const PIXELS = HEIGHT * WIDTH * CHANNELS;

/** Image number n counts on from 18 n, row by row, the channels of a pixel side by side. */
export const pixelOf = (n: number, row: number, column: number, channel: number) =>
  (PIXELS * n + (row * WIDTH + column) * CHANNELS + channel) % 256;

/** What a loader gives for images number `first` and so on. */
export function imagesFrom(first: number, count: number): number[] {
  return Array.from({ length: count * PIXELS }, (_, at) => (first * PIXELS + at) % 256);
}

const range = (length: number) => Array.from({ length }, (_, at) => at);

/** A record of CIFAR-10: its label, its red pixels row by row, then green, then blue. */
export function cifarRecord(n: number, label: number): Buffer {
  const planes = range(CHANNELS).flatMap((channel) =>
    range(HEIGHT).flatMap((row) => range(WIDTH).map((column) => pixelOf(n, row, column, channel))),
  );
  return Buffer.from([label, ...planes]);
}

const BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
/** Ten training images in five batches, numbers 0 to 9, labels 9 to 0; two for testing, 10 and 11. */
export const CIFAR_MEMBERS: Readonly<Record<string, Buffer>> = {
  "batches.meta.txt": Buffer.from("airplane\nautomobile\n"),
  ...Object.fromEntries(
    BATCHES.map((name, batch) => [
      name,
      Buffer.concat([2 * batch, 2 * batch + 1].map((n) => cifarRecord(n, 9 - n))),
    ]),
  ),
  "test_batch.bin": Buffer.concat([cifarRecord(10, 4), cifarRecord(11, 0)]),
};

/** Packed by the system's tar, the folder itself first and the batches in no order. */
export function packCifar(members = CIFAR_MEMBERS): Buffer {
  const parent = mkdtempSync(join(tmpdir(), "corollary-cifar-"));
  const folder = join(parent, "cifar-10-batches-bin");
  mkdirSync(folder);
  const names = Object.keys(members).toReversed();
  for (const name of names) writeFileSync(join(folder, name), members[name] ?? "");
  const paths = names.map((name) => `cifar-10-batches-bin/${name}`);
  const all = ["--no-recursion", "cifar-10-batches-bin", ...paths];
  execFileSync("tar", ["czf", "all.tar.gz", ...all], { cwd: parent });
  return readFileSync(join(parent, "all.tar.gz"));
}

const [INT8, UINT8, INT32, UINT32, MATRIX, COMPRESSED] = [1, 2, 5, 6, 14, 15];

/** One element of a MAT-file; up to four bytes go into its tag. */
function element(type: number, content: Buffer): Buffer {
  const tag = Buffer.alloc(8);
  if (content.length > 0 && content.length <= 4) {
    tag.writeUInt16LE(type, 0);
    tag.writeUInt16LE(content.length, 2);
    content.copy(tag, 4);
    return tag;
  }
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(content.length, 4);
  return Buffer.concat([tag, content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
}

const words = (values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer);

export interface MatArray {
  readonly name: string;
  /** 9: of bytes; 6: of doubles, which MATLAB stores as bytes where they are such. */
  readonly arrayClass: number;
  readonly dimensions: readonly number[];
  readonly content: Buffer;
  /** Of the content: 2, bytes, unless said otherwise. */
  readonly type?: number;
  readonly flags?: number;
}

/** An array as an element, compressed as MATLAB does: no fill after what is compressed. */
export function matArray(array: MatArray, isCompressed = true): Buffer {
  const { name, arrayClass, dimensions, content, type = UINT8, flags = 0 } = array;
  const parts = Buffer.concat([
    element(UINT32, words([arrayClass + 256 * flags, 0])),
    element(INT32, words(dimensions)),
    element(INT8, Buffer.from(name)),
    element(type, content),
  ]);
  const matrix = Buffer.concat([words([MATRIX, parts.length]), parts]);
  if (!isCompressed) return matrix;
  const packed = deflateSync(matrix);
  return Buffer.concat([words([COMPRESSED, packed.length]), packed]);
}

export function matFile(...elements: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(128, " ");
  header.write("MATLAB 5.0 MAT-file, Platform: GLNXA64");
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write("IM", 126);
  return Buffer.concat([header, ...elements]);
}

/** X and y of images number `first` and so on, with these labels; the first index runs fastest. */
export function svhnArrays(first: number, labels: readonly number[]): { X: MatArray; y: MatArray } {
  const content = range(labels.length).flatMap((n) =>
    range(CHANNELS).flatMap((channel) =>
      range(WIDTH).flatMap((column) =>
        range(HEIGHT).map((row) => pixelOf(first + n, row, column, channel)),
      ),
    ),
  );
  return {
    X: {
      ...{ name: "X", arrayClass: 9, dimensions: [...SHAPE, labels.length] },
      content: Buffer.from(content),
    },
    y: {
      ...{ name: "y", arrayClass: 6, dimensions: [labels.length, 1] },
      content: Buffer.from(labels),
    },
  };
}

function svhnFile(first: number, labels: readonly number[]): Buffer {
  const { X, y } = svhnArrays(first, labels);
  return matFile(matArray(X), matArray(y));
}

/** Three images for training, numbers 0 to 2, and two for testing, 3 and 4. */
export const SVHN_FILES: Readonly<Record<string, Buffer>> = {
  "train_2x3.mat": svhnFile(0, [10, 1, 9]),
  "test_2x3.mat": svhnFile(3, [5, 10]),
};

function publishedFile(name: string, content: Buffer): DataFile {
  return { ...fileOf(name, content), md5: createHash("md5").update(content).digest("hex") };
}

interface Published {
  readonly name: string;
  readonly files: Readonly<Record<string, Buffer>>;
  readonly sizes: Readonly<Record<Split, number>>;
  readonly of: Readonly<Record<Split, string>>;
  readonly read: ReadSplit;
}

/** A data set of files, and a folder with a place for it in which they lie. */
function published({ name, files, sizes, of, read }: Published, below: string) {
  const parent = mkdtempSync(join(tmpdir(), "corollary-published-"));
  const folder = join(parent, name);
  mkdirSync(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const file = (split: Split) => publishedFile(of[split], files[of[split]] ?? Buffer.alloc(0));
  const dataset = defineDataset(
    {
      ...{ name, title: "Small", citation: "none", remarks: [], sizes, shape: SHAPE, classes: 10 },
      licence: { name: "MIT", source: "this test" },
      source: { kind: "files", below },
      files: { train: [file("train")], test: [file("test")] },
    },
    { read },
  );
  return { dataset, parent, folder };
}

/** @param archive what the makers published in place of the right one, digest included */
export function smallCifar(archive = packCifar(), below = "https://images.example/") {
  const name = "small-binary.tar.gz";
  return published(
    {
      ...{ name: "small-cifar", files: { [name]: archive }, read: readCifar },
      ...{ sizes: { train: 10, test: 2 }, of: { train: name, test: name } },
    },
    below,
  );
}

/** @param changed what the makers published in place of the right files, digests included */
export function smallSvhn(
  changed: Readonly<Record<string, Buffer>> = {},
  below = "http://numbers.example/",
) {
  return published(
    {
      ...{ name: "small-svhn", files: { ...SVHN_FILES, ...changed }, read: readSvhn },
      sizes: { train: 3, test: 2 },
      of: { train: "train_2x3.mat", test: "test_2x3.mat" },
    },
    below,
  );
}
