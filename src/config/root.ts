import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const manifestSchema = z.object({ name: z.string(), version: z.string() });

export interface Project {
  /** The folder that holds package.json, src/ and dist/. */
  readonly root: string;
  readonly version: string;
}

function readManifest(folder: string) {
  const path = join(folder, "package.json");
  return existsSync(path) ? manifestSchema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
}

/** The project that a module belongs to, from the sources or from dist/ alike. */
export function findProject(moduleUrl: string): Project {
  for (let folder = dirname(fileURLToPath(moduleUrl)); ; folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest?.name === "corollary") return { root: folder, version: manifest.version };
    if (folder === dirname(folder))
      throw new Error(`no package.json of corollary above ${moduleUrl}`);
  }
}
