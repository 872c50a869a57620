import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { canonicalJson, sha256 } from "../domain/canonical.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Release } from "../domain/evidence-record.ts";

/** The rooms that can change a number. A page or a resolver makes no new release. */
const VERIFYING_ROOMS = ["domain", "compute", "verification", "papers"];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const manifestSchema = z.object({
  version: z.string(),
  /** Names that modules import by, and the files of ours that they stand for: bundled packages. */
  imports: z.record(z.string(), z.string()).default({}),
});
/** Written by scripts/build.mjs: for each source, the digest of the bytes that were compiled. */
const buildSchema = z.object({ files: z.record(z.string(), z.string()) });

/** Where the running code lies: the sources themselves, or what was compiled from them. */
interface Code {
  /** Holds src/ as it runs. */
  readonly folder: string;
  /** Digest of each source file by its path from the project's folder. */
  readonly digests: ReadonlyMap<string, string>;
}

function isVerifying(file: string): boolean {
  return VERIFYING_ROOMS.some((room) => file.startsWith(`src/${room}/`));
}

function sourceDigests(root: string): Map<string, string> {
  const files = VERIFYING_ROOMS.flatMap((room) =>
    readdirSync(join(root, "src", room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".d.ts"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(
    files.map((file) => {
      const path = file.slice(root.length + 1).replaceAll(sep, "/");
      return [path, sha256(readFileSync(file))];
    }),
  );
}

/** The sources may have changed since: what counts is what was compiled. */
function compiledDigests(root: string): Map<string, string> {
  try {
    const state: unknown = JSON.parse(readFileSync(join(root, "dist", "build.json"), "utf8"));
    return new Map(
      Object.entries(buildSchema.parse(state).files).filter(([file]) => isVerifying(file)),
    );
  } catch (cause) {
    const told = "the program is being built anew: start it again when that is done";
    throw new PlatformError("VERIFICATION_FAILED", told, { cause });
  }
}

function runningCode(root: string): Code {
  const compiled = join(root, "dist");
  const isCompiled = dirname(fileURLToPath(import.meta.url)).startsWith(compiled + sep);
  if (isCompiled) return { folder: compiled, digests: compiledDigests(root) };
  return { folder: root, digests: sourceDigests(root) };
}

/** Packages that a module loads; an import of types alone is gone when it is compiled. */
function importedPackages(text: string): string[] {
  const imports = text.matchAll(
    /^(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s*)?"((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^":]*)?"/gm,
  );
  // Native libraries are loaded only when an engine is.
  const later = text.matchAll(/\bimport\("((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^":]*)?"\)/g);
  return [...imports, ...later]
    .map((match) => match[1] ?? "")
    .filter((name) => !name.startsWith("."));
}

function packagesOf({ folder, digests }: Code): Set<string> {
  const isCompiled = folder.endsWith(`${sep}dist`);
  const modules = [...digests.keys()].filter((file) => file.endsWith(".ts"));
  return new Set(
    modules.flatMap((file) => {
      const path = join(folder, isCompiled ? file.replace(/\.ts$/, ".js") : file);
      return importedPackages(readFileSync(path, "utf8"));
    }),
  );
}

/** Name, version and integrity of every locked package that the given ones bring in. */
function lockedVersions(root: string, names: Iterable<string>): string[] {
  const { packages } = lockSchema.parse(
    JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")),
  );
  const found = new Map<string, string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const locked = packages[`node_modules/${name}`];
    if (locked === undefined || found.has(name)) continue;
    found.set(name, `${name}@${locked.version ?? ""} ${locked.integrity ?? ""}`);
    waiting.push(...Object.keys(locked.dependencies ?? {}));
  }
  return [...found.values()].toSorted();
}

/** Bundles by their bytes: what made them may have changed more than their packages' versions. */
function bundleDigests(root: string, imports: Readonly<Record<string, string>>): string[] {
  return Object.entries(imports)
    .map(([name, file]) => `${name} ${sha256(readFileSync(join(root, file)))}`)
    .toSorted();
}

/**
 * The version of the verifying code that runs here: digests of the sources that it was compiled
 * from and of the locked packages that they import, with what those bring in, bundled or not. The same from the
 * sources and from dist/. Read it when a process starts: later, what lies on disk may be other code.
 *
 * @param folder of the project (it holds package.json, package-lock.json and src/)
 * @throws PlatformError VERIFICATION_FAILED while dist/ is being built
 */
export function loadRelease(folder: string): Release {
  const root = resolve(folder);
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
  );
  const code = runningCode(root);
  const sources = [...code.digests].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const dependencies = [
    ...lockedVersions(root, packagesOf(code)),
    ...bundleDigests(root, manifest.imports),
  ];
  return {
    version: manifest.version,
    sourceDigest: sha256(canonicalJson(sources)),
    dependencyDigest: sha256(canonicalJson(dependencies)),
  };
}
