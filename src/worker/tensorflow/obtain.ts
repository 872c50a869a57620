import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import {
  HERE,
  partsOf,
  type TensorflowName,
} from "../../compute/engine/engines/tensorflow-folder.ts";
import { examineLibrary, LIBRARIES } from "./library.ts";
import type { LibrarySource } from "./library-source.ts";
import { downloadWheels, unpackWheel, type NamedSource, type WheelOptions } from "./wheels.ts";

export interface Obtained {
  readonly sources: readonly NamedSource[];
  /** Folder of TensorFlow's headers. */
  readonly headers: string;
}

const DEVICES: Readonly<Record<TensorflowName, string>> = {
  "tensorflow-cpu": "cpu",
  "tensorflow-gpu": "gpu",
};
const DOWNLOADS: Readonly<Record<TensorflowName, string>> = {
  "tensorflow-cpu": "TensorFlow (280 MB)",
  "tensorflow-gpu": "TensorFlow for CUDA (570 MB)",
};

async function unpack(
  source: LibrarySource,
  name: TensorflowName,
  folder: string,
  options: WheelOptions,
): Promise<NamedSource[]> {
  const { log } = options;
  if (source.kind === "folder") return [{ name: source.path, sha256: null }];
  if (source.kind === "pip") {
    log(`downloading ${DOWNLOADS[name]}, once`);
    return downloadWheels(`${DEVICES[name]}-${HERE.platform}`, folder, options);
  }
  log(`unpacking ${source.path}`);
  return [await unpackWheel(source.path, folder, options)];
}

/** Beside the package in the folder that was named, as pip installs it, or downloaded. */
async function unpackCuda(holder: string, folder: string, options: WheelOptions) {
  const beside = join(dirname(holder), "nvidia");
  if (existsSync(beside)) return { cuda: beside, sources: [] };
  options.log("downloading NVIDIA's libraries (2.8 GB), once");
  const sources = await downloadWheels(`cuda-${HERE.platform}`, folder, options);
  return { cuda: join(folder, "nvidia"), sources };
}

/**
 * TensorFlow looks for NVIDIA's libraries in the folders of all but cuSOLVER, and takes no GPU where it
 * does not find one of them: what cuSOLVER's folder holds is found in cuSPARSE's too.
 */
function linkSolver(cuda: string): void {
  const [solver, sparse] = ["cusolver", "cusparse"].map((one) => join(cuda, one, "lib")) as [
    string,
    string,
  ];
  if (!existsSync(solver) || !existsSync(sparse)) return;
  for (const file of readdirSync(solver)) {
    const place = join(sparse, file);
    if (!existsSync(place)) symlinkSync(join("../../cusolver/lib", file), place);
  }
}

/** Moves what was unpacked, and copies what is someone else's. */
function put(from: string, to: string, unpacked: string): void {
  if (from.startsWith(unpacked)) renameSync(from, to);
  else cpSync(from, to, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE });
}

/**
 * Gets TensorFlow's library and puts it where the engine's folder wants it.
 *
 * @param engine the engine's folder
 * @param work receives what is only needed meanwhile
 * @throws PlatformError BAD_INPUT for a library that will not do; as `downloadWheels`
 */
export async function obtainLibrary(
  source: LibrarySource,
  name: TensorflowName,
  { engine, work }: { readonly engine: string; readonly work: string },
  options: WheelOptions,
): Promise<Obtained> {
  const unpacked = join(work, "unpacked");
  const sources = await unpack(source, name, unpacked, options);
  const label = source.kind === "pip" ? (sources[0]?.name ?? "the wheel") : source.path;
  const folder = source.kind === "folder" ? source.path : unpacked;
  const holder = examineLibrary(folder, name, label);
  const parts = partsOf(engine, name);
  mkdirSync(parts.library, { recursive: true });
  for (const file of LIBRARIES) put(join(holder, file), join(parts.library, file), unpacked);
  if (name === "tensorflow-gpu") {
    const found = await unpackCuda(holder, unpacked, options);
    sources.push(...found.sources);
    put(found.cuda, parts.cuda, unpacked);
    linkSolver(parts.cuda);
  }
  return { sources, headers: join(holder, "include") };
}
