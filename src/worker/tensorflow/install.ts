import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findTensorflow,
  HERE,
  MANIFEST,
  NODE_API,
  TFJS_PACKAGES,
  whyNotOn,
  type TensorflowFolder,
  type TensorflowManifest,
  type TensorflowName,
} from "../../compute/engine/engines/tensorflow-folder.ts";
import { PlatformError } from "../../domain/errors.ts";
import { installPackages, type PinnedPackage } from "../npm-packages.ts";
import { buildBinding } from "./build.ts";
import { checkBuilt, type Checked } from "./check.ts";
import { assertNewEnough, examineLibrary } from "./library.ts";
import { sourceOf } from "./library-source.ts";
import { obtainLibrary, type Obtained } from "./obtain.ts";
import { isTaken, putInPlace } from "./put-in-place.ts";
import { lookForTools } from "./tools.ts";
import type { WheelOptions } from "./wheels.ts";
import { assertRoom, withWorkFolder } from "./work-folder.ts";

const TFJS = { name: TFJS_PACKAGES["tensorflow-cpu"], version: "4.22.0" };
const NODE_HEADERS: PinnedPackage = {
  name: "node-api-headers",
  version: "1.9.0",
  integrity:
    "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
};

/** The native half of tfjs-node as sources, and what it is compiled with. */
const PACKAGES: Readonly<Record<TensorflowName, readonly [PinnedPackage, PinnedPackage]>> = {
  "tensorflow-cpu": [
    {
      ...TFJS,
      integrity:
        "sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
    },
    NODE_HEADERS,
  ],
  "tensorflow-gpu": [
    {
      ...TFJS,
      name: TFJS_PACKAGES["tensorflow-gpu"],
      integrity:
        "sha512-p//NN6DGiN4hInUmIkRffaFVMcdTREUMjPyjW04J7OXvB2zBlQimj61eFKSgRrH3f5TnOfKzb0n56he/B6a4bw==",
    },
    NODE_HEADERS,
  ],
};

/** While it lasts: the wheel, what is unpacked of it, and pip's copy of it. */
const ROOM_BYTES: Readonly<Record<TensorflowName, number>> = {
  "tensorflow-cpu": 1.3e9,
  "tensorflow-gpu": 7.5e9,
};

export interface InstallOptions extends WheelOptions {
  /** Folder of installed engines. */
  readonly installed: string;
  /** A wheel, or a folder that holds TensorFlow; null: pip gets it. */
  readonly from: string | null;
  /** Other packages, for tests. */
  readonly packages?: readonly [PinnedPackage, PinnedPackage];
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

interface Built extends Obtained {
  readonly compiler: string;
  readonly checked: Checked;
  readonly tfjsNode: string;
}

async function build(
  name: TensorflowName,
  { engine, work }: { readonly engine: string; readonly work: string },
  options: InstallOptions,
): Promise<Built> {
  const { log, signal, from, installed, packages = PACKAGES[name] } = options;
  const source = sourceOf(from);
  if (source.kind === "folder") examineLibrary(source.path, name, source.path);
  const compiler = await lookForTools(source, { signal });
  assertRoom(installed, ROOM_BYTES[name]);
  const [tfjs] = packages;
  log(`getting ${tfjs.name} ${tfjs.version}`);
  const problem = await installPackages(engine, packages, options);
  if (problem !== null) {
    throw new PlatformError("ENGINE_UNAVAILABLE", `${tfjs.name} was not installed. ${problem}`);
  }
  const obtained = await obtainLibrary(source, name, { engine, work }, options);
  log(`compiling the native half of ${tfjs.name} with ${compiler}`);
  await buildBinding(engine, name, obtained.headers, { signal });
  rmSync(join(engine, "node_modules/node-api-headers"), { recursive: true });
  log("loading it in a process of its own");
  const checked = await checkBuilt(engine, name);
  assertNewEnough(checked.version, from ?? "the wheel");
  return { ...obtained, compiler, checked, tfjsNode: tfjs.version };
}

function manifestOf(engine: string, name: TensorflowName, built: Built): TensorflowManifest {
  const { compiler, checked, tfjsNode, sources } = built;
  return {
    ...{ format: 1, engine: name, tensorflow: checked.version, tfjsNode, sources: [...sources] },
    ...{ compiler, node: { version: process.versions.node, nodeApi: NODE_API } },
    ...{ platform: HERE.platform, sawGpu: checked.sawGpu },
    ...{ installedAt: new Date().toISOString(), bytes: bytesIn(engine) },
  };
}

/** Whether the one that is here still computes: it may have been damaged, or the system updated. */
async function stillWorks(folder: string, name: TensorflowName, log: InstallOptions["log"]) {
  try {
    await checkBuilt(folder, name);
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    log(`${error.message}: it is built anew`);
    return false;
  }
}

/**
 * Builds an engine out of TensorFlow's library and the native half of tfjs-node, tries it in a
 * process of its own, and only then gives the folder its name. Whatever ends it, no half of an engine
 * is left. One that is here already and works stays, unless another library is named.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE, BAD_INPUT, DISK_FULL, DATA_FOLDER_UNUSABLE, INTERRUPTED
 */
export async function installTensorflow(
  name: TensorflowName,
  options: InstallOptions,
): Promise<TensorflowFolder> {
  const { installed, from, log } = options;
  const foreign = whyNotOn(HERE.platform, name);
  if (foreign !== null) throw new PlatformError("ENGINE_UNAVAILABLE", foreign);
  const place = join(installed, name);
  const here = findTensorflow(installed, name);
  const stays = here.isInstalled && from === null;
  if (stays && (await stillWorks(here.folder, name, log))) return here;
  return withWorkFolder(installed, async (work) => {
    const engine = join(work, name);
    mkdirSync(engine);
    const built = await build(name, { engine, work }, options);
    const manifest = manifestOf(engine, name, built);
    writeFileSync(join(engine, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
      flush: true,
    });
    putInPlace(engine, place, work);
    const found = findTensorflow(installed, name);
    if (!found.isInstalled) throw new Error(found.reason);
    log(`installed into ${place}`);
    return found;
  });
}

/**
 * Removes an engine that was installed.
 *
 * @returns whether there was one, whole or not
 */
export async function removeTensorflow(installed: string, name: TensorflowName): Promise<boolean> {
  const place = join(installed, name);
  if (!isTaken(place)) return false;
  await withWorkFolder(installed, (work) => {
    renameSync(place, join(work, "removed"));
  });
  return true;
}
