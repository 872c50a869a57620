import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runTool, type ToolOptions } from "./run-tool.ts";

/** A package of npm in one version; npm compares what it gets with the integrity. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

export interface NpmOptions extends ToolOptions {
  /** Folder of the project: its scripts know the machine's npm. */
  readonly root: string;
}

/** A project whose lock file names these packages and nothing that they would bring along. */
function writeProject(folder: string, packages: readonly PinnedPackage[]): void {
  const entries = packages.map(({ name, version }) => [name, version] as const);
  const dependencies = Object.fromEntries(entries);
  const locked = packages.map(({ name, version, integrity }) => {
    return [`node_modules/${name}`, { version, integrity }] as const;
  });
  const lock = {
    lockfileVersion: 3,
    requires: true,
    packages: { "": { dependencies }, ...Object.fromEntries(locked) },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
}

/**
 * Makes a project of npm in a folder and installs these packages, none of their scripts and nothing
 * besides.
 *
 * @returns what went wrong, in words; null: nothing
 * @throws PlatformError INTERRUPTED when the signal ends it
 */
export async function installPackages(
  folder: string,
  packages: readonly PinnedPackage[],
  { root, signal }: NpmOptions,
): Promise<string | null> {
  writeProject(folder, packages);
  const script = join(root, "scripts/fetch-package.mjs");
  const done = await runTool(process.execPath, [script, folder], { signal });
  return done?.ok ? null : (done?.output ?? `${process.execPath} is gone`);
}
