import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/domain/canonical.ts";
import { PlatformError } from "../../../src/domain/errors.ts";
import { sealEvidence, type EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { formatBaseline } from "../../../src/exports/baseline-file.ts";
import { formatEvidence, parseEvidence } from "../../../src/exports/evidence-file.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

let record: EvidenceRecord;
let text: string;

beforeAll(async () => {
  record = await sampleEvidence("rods2020-lengths", "long-rods");
  text = formatEvidence(record);
});

function refusalOf(wrong: string): PlatformError {
  try {
    parseEvidence(wrong, "rods.json");
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error("it was read");
}

describe("a record of evidence as a file", () => {
  it("is read as it was written", () => {
    expect(parseEvidence(text, "rods.json")).toEqual(record);
  });

  it("is its canonical form on one line", () => {
    expect(text).toBe(`${canonicalJson(record)}\n`);
    expect(formatEvidence(parseEvidence(text, "rods.json"))).toBe(text);
  });

  it("keeps what no terminal may see", () => {
    const odd = sealEvidence({ ...record, reason: "\u007f\u009b31m\u2028 é 漢 🙂" });
    expect(parseEvidence(formatEvidence(odd), "rods.json")).toEqual(odd);
  });

  it("is not written of a record that was edited", () => {
    expect(() => formatEvidence({ ...record, seeds: [7] })).toThrow(
      expect.objectContaining({ code: "DIGEST_MISMATCH" }),
    );
    expect(() => formatEvidence({ ...record, budget: "paper" })).toThrow(
      "the evidence of long-rods was edited: its digest is not that of its contents",
    );
  });
});

describe("a file that is not a record of evidence", () => {
  it.each([
    [
      "nothing",
      () => "",
      "BAD_INPUT",
      "rods.json is empty; take the file from version control; write it anew only if",
    ],
    ["package.json", () => readFileSync("package.json", "utf8"), "BAD_INPUT", "is not a record of"],
    ["another document", () => "{}\n", "BAD_INPUT", "line 1: it has no schemaVersion"],
    ["a table", () => "claim,verdict\n", "BAD_INPUT", 'it begins with "claim,verdict"'],
    [
      "a baseline",
      () => formatBaseline({ of: "all", budget: "smoke", accepted: [], records: [record] }),
      "BAD_INPUT",
      "rods.json is a baseline, not a record of evidence",
    ],
    ["half a record", () => text.slice(0, 200), "BAD_INPUT", "or not a whole one: it begins with"],
    ["one without its last character", () => text.slice(0, -1), "BAD_INPUT", "the file is cut off"],
    ["two records", () => text + text, "BAD_INPUT", "line 2: something follows the record"],
    [
      "one that a formatter wrote anew",
      () => `${JSON.stringify(record)}\n`,
      "BAD_INPUT",
      "line 1 (claim long-rods): it is not in canonical form",
    ],
    [
      "one with an edited number",
      () => text.replace('"value":12', '"value":13'),
      "DIGEST_MISMATCH",
      "line 1 (claim long-rods): it was edited: its resultDigest is not",
    ],
    [
      "one whose rules of drift were loosened",
      () => text.replace('"margin":1', '"margin":9'),
      "DIGEST_MISMATCH",
      "line 1 (claim long-rods): it was edited: its digest is not",
    ],
    [
      "one of a newer version",
      () => text.replace('"schemaVersion":1', '"schemaVersion":3'),
      "UNSUPPORTED_EVIDENCE_VERSION",
      "its schemaVersion is 3 (this tool reads 1)",
    ],
  ])("is refused: %s", (_, make, code, told) => {
    const refused = refusalOf(make());
    expect(refused.message).toContain(told);
    expect(refused.code).toBe(code);
  });
});
