import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { formatBaseline } from "../../../src/exports/baseline-file.ts";
import { formatEvidence } from "../../../src/exports/evidence-file.ts";
import { baselineSchemaPage, evidenceSchemaPage } from "../../../src/exports/json-schemas.ts";
import type { EvidenceRecord } from "../../../src/domain/evidence-record.ts";
import { sampleEvidence } from "../../support/sample-evidence.ts";

const pages = {
  "evidence.schema.json": evidenceSchemaPage,
  "baseline.schema.json": baselineSchemaPage,
};

/** The committed schema, as a user gives it to a validator. */
function validatorOf(file: keyof typeof pages) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const schema = JSON.parse(readFileSync(`docs/generated/${file}`, "utf8")) as object;
  return ajv.compile(schema);
}

let record: EvidenceRecord;

beforeAll(async () => {
  record = await sampleEvidence("rods2020-lengths", "long-rods");
});

const documentsOf = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as object);

it.each(Object.entries(pages))("%s is committed as it is written today", (file, page) => {
  expect(readFileSync(`docs/generated/${file}`, "utf8")).toBe(page());
});

describe("the schema of evidence", () => {
  const validate = validatorOf("evidence.schema.json");

  it("takes a record as it is written", () => {
    for (const document of documentsOf(formatEvidence(record))) {
      validate(document);
      expect(validate.errors).toBeNull();
    }
  });

  it.each([
    ["a field too many", { extra: 1 }],
    ["another version", { schemaVersion: 2 }],
    ["a digest in capitals", { digest: "A".repeat(64) }],
    ["a seed below 0", { seeds: [-1] }],
    ["an unknown verdict", { verdict: "PROVED" }],
    ["a run without its arm", { runs: [{ seed: 1 }] }],
    ["no environment", { environment: undefined }],
  ])("refuses %s", (_, change) => {
    const document = JSON.parse(JSON.stringify({ ...record, ...change })) as object;
    expect(validate(document)).toBe(false);
  });

  it("says which version it is of", () => {
    expect(validate.schema).toMatchObject({
      $id: "urn:corollary:evidence:1",
      title: "Evidence, schema version 1",
    });
  });
});

describe("the schema of a baseline", () => {
  const validate = validatorOf("baseline.schema.json");
  const accepted = {
    ...({ claim: "long-rods", tier: "CHANGED", reason: "finer", date: "2026-11-26" } as const),
    ...{ from: null, to: null },
  };
  const linesOf = () =>
    documentsOf(
      formatBaseline({ of: "all", budget: "smoke", accepted: [accepted], records: [record] }),
    );

  it("takes every line as it is written", () => {
    const lines = linesOf();
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      validate(line);
      expect(validate.errors).toBeNull();
    }
  });

  it.each([
    ["without its digest", { digest: undefined }],
    ["of another format", { format: "other" }],
    ["of another version", { schemaVersion: 2 }],
    ["that accepts a change on no day", { accepted: [{ ...accepted, date: "2026-13-26" }] }],
    ["that accepts a change without a reason", { accepted: [{ ...accepted, reason: "" }] }],
  ])("refuses a header %s", (_, change) => {
    const header = JSON.parse(JSON.stringify({ ...linesOf()[0], ...change })) as object;
    expect(validate(header)).toBe(false);
  });
});
