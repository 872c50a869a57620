import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/compute/datasets/define-dataset.ts";
import { datasets, SPLITS, type Dataset } from "../../src/compute/datasets/index.ts";
import { findProject } from "../../src/config/root.ts";
import { canRun } from "../support/can-run.ts";

type PackageSource = Exclude<Dataset["source"], { readonly kind: "files" }>;

const { root } = findProject(import.meta.url);
const FOLDERS = [join(root, ".corollary/datasets")];

describe.each(datasets)("the data set $name", (dataset) => {
  const isHere = canRun(
    `the files of ${dataset.name}`,
    dataset.locate(FOLDERS) !== null,
    `\`npx corollary datasets fetch ${dataset.name}\``,
  );

  it("says what it is, who made it and under which licence, with sources", () => {
    expect(dataset.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(dataset.title).not.toBe("");
    expect(dataset.citation).toMatch(/\b(19|20)\d\d\b/);
    expect(dataset.licence.name).not.toBe("");
    expect(dataset.licence.source).toMatch(/https?:\/\//);
  });

  it("names the digest of every file", () => {
    for (const file of filesOf(dataset)) {
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(file.md5 ?? "0".repeat(32)).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it("names one version of a package with its integrity, or an address on the web", () => {
    const { source } = dataset;
    if (source.kind === "files") {
      expect(source.below).toMatch(/^https?:\/\/.*\/$/);
      return;
    }
    expect(source.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(source.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  it.runIf(dataset.source.kind !== "files")(
    "is installed in the version of the lock file, or fetched when that is over 60 MB",
    () => {
      const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
        packages: Record<string, { version: string; integrity: string }>;
      };
      const { kind, name, version, integrity, bytes } = dataset.source as PackageSource;
      const locked = packages[`node_modules/${name}`];
      expect(locked === undefined).toBe(bytes > 60e6);
      expect(kind).toBe(bytes > 60e6 ? "fetched" : "installed");
      expect(dataset.unpack !== null).toBe(kind === "fetched");
      if (locked !== undefined) expect(locked).toMatchObject({ version, integrity });
    },
  );

  it.runIf(dataset.source.kind !== "files")("has files as long as its shape and sizes say", () => {
    const pixels = dataset.shape.reduce((product, size) => product * size, 1);
    for (const split of SPLITS) {
      const [images, labels] = dataset.files[split];
      expect(images?.bytes).toBe(16 + dataset.sizes[split] * pixels);
      expect(labels?.bytes).toBe(8 + dataset.sizes[split]);
    }
  });

  it.runIf(isHere).each(SPLITS)("loads its %s split, every class in it and no other", (split) => {
    const { images, labels } = dataset.load(split, FOLDERS);
    expect(labels.length).toBe(dataset.sizes[split]);
    expect(images.length).toBe(
      dataset.shape.reduce((product, size) => product * size, labels.length),
    );
    expect(new Set(labels).size).toBe(dataset.classes);
    expect(Math.max(...new Set(labels))).toBe(dataset.classes - 1);
  });
});
