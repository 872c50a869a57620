import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/index.ts";
import { findProject } from "../../../src/config/root.ts";
import { formatBaseline } from "../../../src/exports/baseline-file.ts";
import { older } from "../../support/rod-papers.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

const folder = mkdtempSync(join(tmpdir(), "corollary-reports-"));
const against = join(folder, "b.jsonl");

beforeAll(async () => {
  const records = [await sampleEvidence("author2026-rods", "rod-even")];
  writeFileSync(against, formatBaseline({ of: "all", budget: "smoke", accepted: [], records }));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Compares with the baseline where the configuration cannot be read, for a reason nobody foresaw. */
async function regressWithABug(signal: AbortSignal, name: string) {
  const file = (kind: string) => join(folder, `${name}.${kind}`);
  const told = { err: "", code: 0 };
  const output = {
    ...{ isTerminal: false, columns: 100, out: () => undefined },
    ...{ document: () => undefined, control: () => undefined },
    err: (text: string) => void (told.err += `${text}\n`),
  };
  const reports = ["--junit", file("xml"), "--sarif", file("sarif"), "--markdown", file("md")];
  await runCli(["regress", "--against", against, ...reports], {
    ...{ root: findProject(import.meta.url).root, version: "0.2.0", papers: older, output, signal },
    setExitCode: (code) => void (told.code = code),
    loadConfig: () => {
      throw new TypeError("undefined is not a function");
    },
    openPlatform: () => Promise.reject(new Error("no database")),
    ...{ serve: () => Promise.resolve(), work: () => Promise.resolve() },
  });
  return { ...told, files: ["xml", "sarif", "md"].map(file) };
}

describe("a comparison that ends in a bug of ours", () => {
  it("is in every report, in the words that the command prints", async () => {
    const { code, err, files } = await regressWithABug(new AbortController().signal, "bug");
    expect(code).toBe(4);
    const [, words = ""] = /^corollary: INTERNAL (a bug of ours \([\da-f-]{36}\))/.exec(err) ?? [];
    expect(words).not.toBe("");
    for (const file of files) {
      const text = readFileSync(file, "utf8").replaceAll("\\", "");
      expect(text).toContain("INTERNAL");
      expect(text).toContain(words);
    }
  });

  it("is in no report where it was interrupted: nobody waits for one", async () => {
    const { code, files } = await regressWithABug(AbortSignal.abort(), "interrupted");
    expect(code).toBe(130);
    expect(files.filter((file) => existsSync(file))).toEqual([]);
  });
});
