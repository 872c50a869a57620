import { createWriteStream, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { digester, isThere } from "../compute/datasets/data-file.ts";
import { filesOf, howToGet } from "../compute/datasets/define-dataset.ts";
import {
  SPLITS,
  type DataAddress,
  type DataFile,
  type Dataset,
} from "../compute/datasets/index.ts";
import { PlatformError } from "../domain/errors.ts";
import { interrupted, type FetchOptions } from "./fetch-options.ts";
import { openAddress } from "./open-address.ts";

interface Download {
  readonly address: string;
  readonly file: DataFile;
  /** Where the bytes are written as they come. */
  readonly path: string;
}

/** The server sent something else. */
function wrong({ address }: Download, problem: string): PlatformError {
  return new PlatformError("DATA_DAMAGED", `what came from ${address} is another file: ${problem}`);
}

/** Writes what comes, and holds it to length and digests on the way: no more than that is read. */
async function receive(download: Download, signal: AbortSignal | undefined): Promise<void> {
  const { address, file, path } = download;
  const response = await openAddress(address, signal);
  const digests = digester(file);
  let bytes = 0;
  async function* checked(pieces: AsyncIterable<Uint8Array>) {
    const announced = response.headers["content-length"];
    if (announced !== undefined && Number(announced) !== file.bytes) {
      throw wrong(download, `it has ${announced} bytes, not ${file.bytes}`);
    }
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > file.bytes) throw wrong(download, `it has more than ${file.bytes} bytes`);
      digests.update(piece);
      yield piece;
    }
  }
  const written = createWriteStream(path, { flush: true });
  await pipeline(response, checked, written, signal === undefined ? {} : { signal });
  if (bytes !== file.bytes) throw wrong(download, `it has ${bytes} bytes, not ${file.bytes}`);
  const problem = digests.problem();
  if (problem !== null) throw wrong(download, problem);
}

/** What the disk says goes to whoever knows the folder; the rest is the network's. */
function isOfTheDisk(error: Error): boolean {
  return "syscall" in error && (error.syscall === "write" || error.syscall === "open");
}

function notDownloaded(address: string, error: unknown, howTo: string): unknown {
  if (error instanceof PlatformError || !(error instanceof Error) || isOfTheDisk(error)) {
    return error;
  }
  const told = `${address} was not downloaded: ${error.message}. By hand: ${howTo}`;
  return new PlatformError("DATA_MISSING", told, { cause: error });
}

/**
 * Downloads the files that are not here from the makers' server, each into a folder for work, and
 * moves it to where it is looked for once it is known to be the one. What was broken off is begun
 * anew.
 */
export async function fetchFiles(
  work: string,
  dataset: Dataset,
  source: DataAddress,
  { folder, log, signal }: FetchOptions,
): Promise<void> {
  const finished = dataset.fetchedInto(folder);
  mkdirSync(finished, { recursive: true });
  for (const file of filesOf(dataset)) {
    if (isThere(join(finished, file.name), file)) continue;
    const download = {
      address: `${source.below}${file.name}`,
      file,
      path: join(work, file.name),
    };
    log(`downloading ${download.address}, ${(file.bytes / 1e6).toFixed(0)} MB, once`);
    try {
      await receive(download, signal);
    } catch (error) {
      if (signal?.aborted) throw interrupted();
      throw notDownloaded(download.address, error, howToGet(dataset, [folder]));
    }
    renameSync(download.path, join(finished, file.name));
  }
  // They are the published bytes: whether this program understands them is seen now, not later.
  for (const split of SPLITS) dataset.load(split, [folder]);
}
