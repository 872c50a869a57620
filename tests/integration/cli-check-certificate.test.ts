import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../support/command-line.ts";
import { cellCertificate, resealed } from "../support/small-certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "cli-certificate-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const check = (path: string, ...more: string[]) =>
  runCommandLine(["check-certificate", path, ...more]);

describe("corollary check-certificate", () => {
  it("says what a certificate proves, with exit code 0", async () => {
    const result = await check(fileWith("cell.json", JSON.stringify(cellCertificate())));
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).toMatch(/^HOLDS:\n {2}- .*\n.*\n.*exactly 5\/2\n$/);
  });

  it("says which step of the proof fails, with exit code 1", async () => {
    const wrong = resealed(cellCertificate(), { point: ["2", "-3/2", "1"] });
    const result = await check(fileWith("wrong.json", JSON.stringify(wrong)), "--json");
    expect(result).toMatchObject({ code: 1, err: "" });
    expect(JSON.parse(result.out)).toEqual({
      holds: false,
      reason: expect.stringMatching(/^unit 0: the residual's moment in column 0 is/) as string,
    });
  });

  it.each([
    ["a file that is not there", () => join(folder, "none.json"), /cannot be read/],
    ["a folder", () => folder, /cannot be read/],
    ["text that is no JSON", () => fileWith("text.json", "{"), /is not JSON/],
    [
      "another document",
      () => fileWith("other.json", '{"format":"corollary-minimum","kind":"x"}'),
      /^corollary: BAD_INPUT kind/,
    ],
    [
      "a document of evidence that proves nothing, and says what it is not",
      () => fileWith("record.json", '{"classical":0.175,"units":[[0]]}'),
      /^corollary: BAD_INPUT format: .*this is no certificate of a local minimum/,
    ],
  ])("refuses %s with exit code 2", async (_, path, told) => {
    const result = await check(path());
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toMatch(told);
  });
});
