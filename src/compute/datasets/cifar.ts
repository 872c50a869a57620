import { gunzipSync } from "node:zlib";
import type { DatasetFacts, ReadSplit, Samples } from "./dataset.ts";
import { copyImage } from "./pixel-order.ts";
import { readTar } from "./tar.ts";

const FOLDER = "cifar-10-batches-bin";
const MEMBERS = {
  train: [1, 2, 3, 4, 5].map((batch) => `${FOLDER}/data_batch_${batch}.bin`),
  test: [`${FOLDER}/test_batch.bin`],
};

/** One label byte, then the image: all of its red, of its green, of its blue, each row by row. */
function readRecords(
  batches: readonly Uint8Array[],
  { shape }: DatasetFacts,
  size: number,
): Samples {
  const [height, width, channels] = shape;
  const strides = { row: width, column: 1, channel: height * width };
  const bytes = height * width * channels;
  const samples = { images: new Uint8Array(size * bytes), labels: new Uint8Array(size) };
  let sample = 0;
  for (const batch of batches) {
    for (let at = 0; at < batch.length; at += 1 + bytes) {
      samples.labels[sample] = batch[at] ?? 0;
      const image = samples.images.subarray(sample * bytes, (sample + 1) * bytes);
      copyImage(batch.subarray(at + 1, at + 1 + bytes), strides, image, shape);
      sample += 1;
    }
  }
  return samples;
}

function unzip(archive: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(archive);
  } catch {
    return null;
  }
}

/**
 * A split from the archive of the binary version: five batches for training, in their order, and
 * one for testing, all equally long within a split.
 */
export const readCifar: ReadSplit = ([archive], split, facts) => {
  const damage = (problem: string) => ({ file: 0, problem });
  const unzipped = unzip(archive ?? new Uint8Array());
  if (unzipped === null) return damage("it is no gzip file, or not a whole one");
  const members = readTar(unzipped);
  if ("problem" in members) return damage(members.problem);
  const [height, width, channels] = facts.shape;
  const size = facts.sizes[split];
  const expected = (size / MEMBERS[split].length) * (1 + height * width * channels);
  const batches: Uint8Array[] = [];
  for (const name of MEMBERS[split]) {
    const batch = members.get(name);
    if (batch === undefined) return damage(`it has no member ${name}`);
    if (batch.length !== expected) {
      return damage(`its member ${name} has ${batch.length} bytes, not ${expected}`);
    }
    batches.push(batch);
  }
  return readRecords(batches, facts, size);
};
