import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DataPackage, Dataset } from "../../src/compute/datasets/index.ts";
import { openNpmRegistry } from "./npm-registry.ts";
import { RIGHT, smallDataset, type SmallFile } from "./small-dataset.ts";

const NAMES = Object.keys(RIGHT) as SmallFile[];

/** The files of the small data set from the unpacked package. */
export function unpackSmall(folder: string) {
  return NAMES.map((name) => {
    const text = readFileSync(join(folder, `${name}.hex`), "utf8");
    return [name, Buffer.from(text, "hex")] as const;
  });
}

export interface SmallRegistry {
  /** The data set of the package that the registry has, to be fetched. */
  fetchable(changes?: { integrity?: string; unpack?: Dataset["unpack"] }): Dataset;
  close(): void;
}

/**
 * A registry of npm that has one package, `small` 1.0.0, whose files say their bytes in hexadecimal,
 * and is, until it is closed, the one that npm asks.
 */
export async function openSmallRegistry(): Promise<SmallRegistry> {
  const files = NAMES.map((name) => [`${name}.hex`, RIGHT[name].toString("hex")] as const);
  const small = { name: "small", version: "1.0.0", files: Object.fromEntries(files) };
  const { integrities, close } = await openNpmRegistry([small]);
  return {
    fetchable({ integrity = integrities["small"] ?? "", unpack = unpackSmall } = {}) {
      const { dataset } = smallDataset();
      const { name, version, bytes } = dataset.source as DataPackage;
      return { ...dataset, source: { kind: "fetched", name, version, integrity, bytes }, unpack };
    },
    close,
  };
}
