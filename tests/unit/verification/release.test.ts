import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findProject } from "../../../src/config/root.ts";
import { loadRelease } from "../../../src/verification/release.ts";

const { root: project } = findProject(import.meta.url);
let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

interface Locked {
  version?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
}

function writeLock(changes: Record<string, Locked> = {}): void {
  const packages: Record<string, Locked> = {
    zod: { version: "4.0.0", integrity: "sha512-a", dependencies: { deep: "^1.0.0" } },
    deep: { version: "1.0.0", integrity: "sha512-b" },
    native: { version: "3.0.0", integrity: "sha512-n" },
    express: { version: "5.0.0", integrity: "sha512-c" },
    typed: { version: "1.0.0", integrity: "sha512-d" },
    ...changes,
  };
  const entries = Object.entries(packages).map(([name, locked]) => [
    `node_modules/${name}`,
    locked,
  ]);
  write("package-lock.json", JSON.stringify({ packages: Object.fromEntries(entries) as object }));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "release-"));
  write("package.json", '{ "version": "1.2.3", "imports": { "#bundle": "./dist/bundle.cjs" } }');
  write("dist/bundle.cjs", "exports.one = 1;\n");
  write("src/domain/words.ts", 'import { z } from "zod";\nimport type { T } from "typed";\n');
  write("src/compute/rank.ts", 'import { words } from "../domain/words.ts";\n');
  write("src/compute/engine.ts", 'export const load = () => import("native");\n');
  write("src/verification/decide.ts", 'import { join } from "node:path";\n');
  write("src/papers/index.ts", "export const papers = [];\n");
  write("src/server/server.ts", 'import express from "express";\n');
  writeLock();
});

afterEach(() => rmSync(root, { recursive: true }));

const sources: readonly (readonly [boolean, string, () => void])[] = [
  [true, "a verifying source", () => write("src/compute/rank.ts", "export {};\n")],
  [true, "a new claim", () => write("src/papers/a/b.claim.ts", "export {};\n")],
  [true, "data beside a claim", () => write("src/papers/a/table.json", "[1]\n")],
  [true, "the name of a source", () => write("src/domain/other.ts", "")],
  [false, "a page", () => write("src/server/page/index.html", "<p>\n")],
  [false, "a resolver", () => write("src/resolvers/paper.ts", "export {};\n")],
];

const packages: readonly (readonly [boolean, string, () => void])[] = [
  [true, "the version of an imported package", () => writeLock({ zod: { version: "4.0.1" } })],
  [
    true,
    "the bytes of what that brings in",
    () => writeLock({ deep: { version: "1.0.0", integrity: "sha512-x" } }),
  ],
  [true, "a package that is loaded late", () => writeLock({ native: { version: "3.0.1" } })],
  [true, "what is bundled", () => write("dist/bundle.cjs", "exports.one = 2;\n")],
  [false, "a package of the server", () => writeLock({ express: { version: "6.0.0" } })],
  [false, "a package of types", () => writeLock({ typed: { version: "2.0.0" } })],
];

describe("a release", () => {
  it.each(sources)(
    "has (%s) another digest of its sources after a change of %s",
    (other, _, change) => {
      const before = loadRelease(root);
      change();
      const after = loadRelease(root);
      expect(after.sourceDigest !== before.sourceDigest).toBe(other);
      expect(after.dependencyDigest).toBe(before.dependencyDigest);
    },
  );

  it.each(packages)(
    "has (%s) another digest of its packages after a change of %s",
    (other, _, change) => {
      const before = loadRelease(root);
      change();
      const after = loadRelease(root);
      expect(after.dependencyDigest !== before.dependencyDigest).toBe(other);
      expect(after.sourceDigest).toBe(before.sourceDigest);
    },
  );

  it("does not depend on how its folder is written", () => {
    expect(loadRelease(`${root}/`)).toEqual(loadRelease(root));
    expect(loadRelease(join(root, "src", "..") + "/.")).toEqual(loadRelease(root));
  });

  it("has the version of the project", () => {
    expect(loadRelease(root).version).toBe("1.2.3");
  });

  it("is the same from the sources and from what was compiled from them", () => {
    const compiled = pathToFileURL(join(project, "dist/src/verification/release.js")).href;
    const script = `
      const { loadRelease } = await import(${JSON.stringify(compiled)});
      console.log(JSON.stringify(loadRelease(${JSON.stringify(project)})));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toEqual(loadRelease(project));
    expect(readFileSync(join(project, "dist/build.json"), "utf8")).toContain(
      "src/domain/verdict.ts",
    );
  });
});
