import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { datasets, SPLITS, type Dataset } from "../../src/compute/datasets/index.ts";
import { findProject } from "../../src/config/root.ts";
import { canRun } from "../support/can-run.ts";

const { root } = findProject(import.meta.url);
const FOLDERS = [join(root, ".corollary/datasets")];

const filesOf = ({ files }: Dataset) =>
  SPLITS.flatMap((split) => [files[split].images, files[split].labels]);

describe.each(datasets)("the data set $name", (dataset) => {
  const isHere = canRun(
    `the files of ${dataset.name}`,
    dataset.locate(FOLDERS) !== null,
    `\`corollary datasets fetch ${dataset.name}\``,
  );

  it("says what it is, who made it and under which licence, with sources", () => {
    expect(dataset.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(dataset.title).not.toBe("");
    expect(dataset.citation).toMatch(/\b(19|20)\d\d\b/);
    expect(dataset.licence.name).not.toBe("");
    expect(dataset.licence.source).toMatch(/https:\/\//);
  });

  it("names one version of a package with its integrity, and the digest of every file", () => {
    expect(dataset.package.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(dataset.package.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    for (const file of filesOf(dataset)) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is installed in the version of the lock file, or fetched when that is over 60 MB", () => {
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version: string; integrity: string }>;
    };
    const { name, version, integrity, bytes } = dataset.package;
    const locked = packages[`node_modules/${name}`];
    expect(locked === undefined).toBe(bytes > 60e6);
    expect(dataset.unpack !== null).toBe(bytes > 60e6);
    if (locked !== undefined) expect(locked).toMatchObject({ version, integrity });
  });

  it("has files as long as its shape and sizes say", () => {
    const pixels = dataset.shape.reduce((product, size) => product * size, 1);
    for (const split of SPLITS) {
      expect(dataset.files[split].images.bytes).toBe(16 + dataset.sizes[split] * pixels);
      expect(dataset.files[split].labels.bytes).toBe(8 + dataset.sizes[split]);
    }
  });

  it.runIf(isHere).each(SPLITS)("loads its %s split twice the same, labels in range", (split) => {
    const { images, labels } = dataset.load(split, FOLDERS);
    expect(labels.length).toBe(dataset.sizes[split]);
    expect(new Set(labels).size).toBe(dataset.classes);
    expect(Math.max(...new Set(labels))).toBe(dataset.classes - 1);
    const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(digest(dataset.load(split, FOLDERS).images)).toBe(digest(images));
  });
});
