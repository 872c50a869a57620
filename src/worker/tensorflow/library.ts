import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { TensorflowName } from "../../compute/engine/engines/tensorflow-folder.ts";
import { PlatformError } from "../../domain/errors.ts";
import { wrongSource } from "./library-source.ts";

export const LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"] as const;
/** The header that the native half of tfjs-node needs most. */
const HEADER = "include/tensorflow/c/eager/c_api.h";

/** It passes the conformance suite; older ones were not tried. */
const OLDEST = [2, 18] as const;

/** Machines of the ELF format, by its numbers. */
const ELF_MACHINES: Readonly<Record<number, string>> = { 0x3e: "x64", 0xb7: "arm64" };
const ELF_MAGIC = 0x7f_45_4c_46;

/** The folder that holds the library: the one named, or the package `tensorflow` in it. */
function holderOf(folder: string): string {
  return (
    [folder, join(folder, "tensorflow")].find((one) => existsSync(join(one, LIBRARIES[0]))) ??
    folder
  );
}

function readHead(path: string, length: number): Buffer {
  const head = Buffer.alloc(length);
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, length, 0);
  } finally {
    closeSync(file);
  }
  return head;
}

/** What an ELF file is for; null where it is none. */
function architectureOf(path: string): string | null {
  const head = readHead(path, 20);
  if (head.readUInt32BE(0) !== ELF_MAGIC) return null;
  const machine = head.readUInt16LE(18);
  return ELF_MACHINES[machine] ?? `machine ${machine}`;
}

function assertForHere(path: string, from: string): void {
  const found = architectureOf(path);
  if (found === null) throw wrongSource(`${from}: ${basename(path)} is damaged: get it again`);
  if (found === process.arch) return;
  throw wrongSource(`${from} is for ${found}, and this is ${process.platform}-${process.arch}`);
}

/** Of pip's notes those on TensorFlow itself: tensorflow_addons is another package. */
const NOTE = /^tensorflow(_cpu)?-[^-]+\.dist-info$/;

/** By what pip notes beside a package; null where it noted nothing. */
function statedVersion(holder: string): string | null {
  const beside = dirname(holder);
  const noted = readdirSync(beside).filter((name) => NOTE.test(name));
  for (const name of noted) {
    const path = join(beside, name, "METADATA");
    const version = existsSync(path) && /^Version: (\S+)/m.exec(readFileSync(path, "utf8"))?.[1];
    if (typeof version === "string") return version;
  }
  return null;
}

/** @throws PlatformError BAD_INPUT for a version that is too old */
export function assertNewEnough(version: string, from: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  const needed = `${OLDEST.join(".")} or later is needed`;
  throw wrongSource(`${from} is TensorFlow ${version}: ${needed}`);
}

/** Its own search path names NVIDIA's packages. */
function isForGpu(holder: string): boolean {
  return readFileSync(join(holder, LIBRARIES[1])).includes("nvidia/cublas/lib");
}

function examine(folder: string, name: TensorflowName, from: string): string {
  const holder = holderOf(folder);
  const lacking = [...LIBRARIES, HEADER].find((file) => !existsSync(join(holder, file)));
  if (lacking !== undefined) {
    const isForeign =
      existsSync(holder) &&
      readdirSync(holder).some((file) => /^libtensorflow_.*\.dylib$/.test(file));
    const why = isForeign ? "it is for macOS" : `${lacking} is not in it`;
    throw wrongSource(
      `${from} holds no TensorFlow for ${process.platform}-${process.arch}: ${why}`,
    );
  }
  for (const library of LIBRARIES) assertForHere(join(holder, library), from);
  const version = statedVersion(holder);
  if (version !== null) assertNewEnough(version, from);
  if (name === "tensorflow-gpu" && !isForGpu(holder)) {
    throw wrongSource(
      `${from} was built without CUDA: take the wheel tensorflow, not tensorflow-cpu`,
    );
  }
  return holder;
}

/**
 * Looks at a TensorFlow before anything is compiled against it.
 *
 * @param from how to call it
 * @returns the folder that holds library and headers
 * @throws PlatformError BAD_INPUT for one that cannot be read or is not whole, for another machine, or too old
 */
export function examineLibrary(folder: string, name: TensorflowName, from: string): string {
  try {
    return examine(folder, name, from);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw wrongSource(`${from} cannot be read: ${error instanceof Error ? error.message : ""}`);
  }
}
