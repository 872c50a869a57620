import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256 } from "../domain/canonical.ts";
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
const manifestSchema = z.object({ version: z.string() });

function sourceFiles(root: string): string[] {
  return VERIFYING_ROOMS.flatMap((room) =>
    readdirSync(join(root, "src", room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${room}/${file}`),
  ).toSorted();
}

function importedPackages(text: string): string[] {
  const imports = text.matchAll(/(?:from|import)\s*\(?\s*"((?:@[\w.-]+\/)?[\w.-]+)[^":]*"/g);
  return [...imports].map((match) => match[1] ?? "").filter((name) => !name.startsWith("."));
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

/**
 * The version of the verifying code: digests of its sources and of the locked packages that they
 * import, with what those bring in.
 *
 * @param root folder of the project (it holds package.json, package-lock.json and src/)
 */
export function loadRelease(root: string): Release {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const sources = sourceFiles(root).map((file) => {
    return { file, text: readFileSync(join(root, "src", file), "utf8") };
  });
  const imported = new Set(sources.flatMap(({ text }) => importedPackages(text)));
  return {
    version: manifestSchema.parse(manifest).version,
    sourceDigest: sha256(canonicalJson(sources.map(({ file, text }) => [file, sha256(text)]))),
    dependencyDigest: sha256(canonicalJson(lockedVersions(root, imported))),
  };
}
