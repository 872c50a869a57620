import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export const TENSORFLOW_NAMES = ["tensorflow-cpu", "tensorflow-gpu"] as const;
export type TensorflowName = (typeof TENSORFLOW_NAMES)[number];

/** The npm package whose native half `corollary engine install tensorflow` builds. */
export const TFJS_PACKAGES: Readonly<Record<TensorflowName, string>> = {
  "tensorflow-cpu": "@tensorflow/tfjs-node",
  "tensorflow-gpu": "@tensorflow/tfjs-node-gpu",
};

/** Machines that a library is named for in scripts/tensorflow/. */
const PLATFORMS: Readonly<Record<TensorflowName, readonly string[]>> = {
  "tensorflow-cpu": ["linux-x64", "linux-arm64"],
  "tensorflow-gpu": ["linux-x64"],
};

/** Why an engine cannot be had on a machine, and what to do; null where it can. */
export function whyNotOn(platform: string, name: TensorflowName): string | null {
  const platforms = PLATFORMS[name];
  if (platforms.includes(platform)) return null;
  const told = `${name} is for ${platforms.join(" and ")}, and this is ${platform}`;
  return `${told}: use onnx-cpu here, or run Corollary on such a machine or in such a container`;
}

/** The version of Node's binary interface that the native half is compiled for. */
export const NODE_API = 8;

/** Written last: a folder that has it is whole. */
export const MANIFEST = "engine.json";
export const manifestSchema = z.object({
  format: z.literal(1),
  engine: z.enum(TENSORFLOW_NAMES),
  /** As the library itself says when it is loaded. */
  tensorflow: z.string(),
  tfjsNode: z.string(),
  /** Files that the library came in, or the folder, which has no digest. */
  sources: z.array(z.object({ name: z.string(), sha256: z.string().nullable() })).min(1),
  compiler: z.string(),
  /** That built it; any with the same binary interface loads it. */
  node: z.object({ version: z.string(), nodeApi: z.number() }),
  platform: z.string(),
  /** Whether TensorFlow saw a GPU when it was checked: an image is built where there is none. */
  sawGpu: z.boolean(),
  installedAt: z.string(),
  bytes: z.number(),
});
export type TensorflowManifest = z.infer<typeof manifestSchema>;

export interface TensorflowFolder {
  readonly folder: string;
  /** The native half of tfjs-node, to be required. */
  readonly binding: string;
  readonly manifest: TensorflowManifest;
}

export type FoundTensorflow =
  | ({ readonly isInstalled: true } & TensorflowFolder)
  | { readonly isInstalled: false; /** What is wrong and what to do. */ readonly reason: string };

/** The command that installs an engine. */
export function howToInstall(name: TensorflowName): string {
  return `npx corollary engine install tensorflow${name === "tensorflow-gpu" ? " --gpu" : ""}`;
}

/** Where the parts of an engine lie, below its folder. */
export function partsOf(folder: string, name: TensorflowName) {
  const tfjs = join(folder, "node_modules", TFJS_PACKAGES[name]);
  return {
    tfjs,
    binding: join(tfjs, `lib/napi-v${NODE_API}/tfjs_binding.node`),
    library: join(tfjs, "deps/lib"),
    cuda: join(tfjs, "deps/nvidia"),
  };
}

export interface Machine {
  readonly platform: string;
  readonly nodeApi: number;
}
export const HERE: Machine = {
  platform: `${process.platform}-${process.arch}`,
  nodeApi: Number(process.versions["napi"]),
};

function readManifest(folder: string): TensorflowManifest | "none" | "damaged" {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), "utf8");
  } catch {
    return "none";
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return "damaged";
  }
}

/**
 * The TensorFlow that is installed, if one is that this process can load.
 *
 * @param installed folder of installed engines, each in one of its own
 */
export function findTensorflow(
  installed: string | undefined,
  name: TensorflowName,
  here: Machine = HERE,
): FoundTensorflow {
  const install = howToInstall(name);
  const no = (reason: string): FoundTensorflow => ({ isInstalled: false, reason });
  const foreign = whyNotOn(here.platform, name);
  if (foreign !== null) return no(foreign);
  if (installed === undefined) return no(`not installed: ${install}`);
  const folder = join(installed, name);
  const manifest = readManifest(folder);
  if (manifest === "none") return no(`not installed: ${install}`);
  if (manifest === "damaged") {
    return no(`${join(folder, MANIFEST)} is damaged or of another version: ${install}`);
  }
  if (manifest.platform !== here.platform) {
    return no(`it was built for ${manifest.platform}, and this is ${here.platform}: ${install}`);
  }
  if (here.nodeApi < NODE_API) {
    const told = `Node's binary interface is version ${here.nodeApi} here, and ${NODE_API} is needed`;
    return no(`${told}: start with npx corollary, which brings its own Node`);
  }
  const { binding } = partsOf(folder, name);
  if (!existsSync(binding)) return no(`a part of it is lost, ${binding}: ${install}`);
  return { isInstalled: true, folder, binding, manifest };
}
