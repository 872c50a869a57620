/**
 * The data of a block: images of its own, their class as a one-hot target.
 *
 * @source    spec kawaguchi2019-depth-width 3.4
 * @shape     X [m, pixels x channels + 1], its last column ones; Y [m, classes]
 * @random    one permutation of the training images for all blocks, (seed 0, purpose 5 = data, stream 0):
 *            block s takes the s-th run of m of it, so that blocks have no image in common
 * @precision float64; pixels are averaged over squares, then scaled to mean 0 and variance 1 for each
 *            channel over the block's images
 */
import { findDataset, noDataset, selection, take } from "../../datasets/index.ts";
import type { DataFolders, Dataset, Samples } from "../../datasets/index.ts";
import { PlatformError } from "../../../domain/errors.ts";
import type { RegressionData } from "../minima/dense-network.ts";
import { standardised } from "./teacher.ts";

export interface ImageBlocks {
  readonly kind: "images";
  /** Name of the data set; its training images are used. */
  readonly dataset: string;
  readonly samples: number;
  /** Side of the squares of pixels that are averaged to one; 1: every pixel as it is. */
  readonly pool: number;
}

function datasetOf({ dataset }: ImageBlocks): Dataset {
  const found = findDataset(dataset);
  if (found === undefined) throw new PlatformError("BAD_CLAIM", noDataset(dataset));
  return found;
}

/** What is wrong with them, in sentences. */
export function problemsOfImages(blocks: ImageBlocks): string[] {
  const found = findDataset(blocks.dataset);
  if (found === undefined) return [noDataset(blocks.dataset)];
  const { shape, sizes } = found;
  const { samples, pool } = blocks;
  const fits =
    Number.isInteger(pool) && pool >= 1 && shape[0] % pool === 0 && shape[1] % pool === 0;
  return [
    ...(fits ? [] : [`squares of ${pool} pixels do not divide images of ${shape.join(" x ")}`]),
    ...(samples >= 2 && samples <= sizes.train
      ? []
      : [`${samples} samples of ${sizes.train} training images`]),
  ];
}

/** The means over squares of one image, channel by channel. */
function averaged(
  { images }: Samples,
  image: number,
  { shape: [height, width, channels], pool }: { shape: Dataset["shape"]; pool: number },
): number[] {
  const columns = width / pool;
  const sums = new Array<number>((height / pool) * columns * channels).fill(0);
  const start = image * height * width * channels;
  for (let at = 0; at < height * width * channels; at += 1) {
    const pixel = Math.floor(at / channels);
    const row = Math.floor(pixel / width / pool);
    const place = (row * columns + Math.floor((pixel % width) / pool)) * channels + (at % channels);
    sums[place] = (sums[place] ?? 0) + (images[start + at] ?? 0);
  }
  return sums.map((sum) => sum / pool ** 2);
}

/** Mean 0 and variance 1 over all numbers of a channel. */
function standardisedByChannel(rows: readonly number[][], channels: number): number[][] {
  const scaled = Array.from({ length: channels }, (_, channel) =>
    standardised(rows.flatMap((row) => row.filter((_one, at) => at % channels === channel))),
  );
  const perRow = (rows[0]?.length ?? 0) / channels;
  return rows.map((row, index) =>
    row.map((_, at) => scaled[at % channels]?.[index * perRow + Math.floor(at / channels)] ?? NaN),
  );
}

/** @param seed of the block, from 1; beyond the last whole run of images it starts over */
export function imagesOfBlock(
  blocks: ImageBlocks,
  seed: number,
  folders: DataFolders,
): RegressionData {
  const dataset = datasetOf(blocks);
  const { samples, pool } = blocks;
  const all = dataset.load("train", folders);
  const size = all.labels.length;
  const block = (seed - 1) % Math.floor(size / samples);
  const own = take(all, selection(0, size, size).subarray(block * samples, (block + 1) * samples));
  const rows = Array.from(own.labels, (_, image) => averaged(own, image, { ...dataset, pool }));
  const inputs = standardisedByChannel(rows, dataset.shape[2]).map((row) => [...row, 1]);
  const targets = Array.from(own.labels, (label) =>
    Array.from({ length: dataset.classes }, (_, one) => Number(one === label)),
  );
  return { inputs, targets };
}
