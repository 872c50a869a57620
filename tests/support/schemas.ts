/** What the published schemas of JUnit and SARIF say about a report. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { validateXML } from "xmllint-wasm";
import { z } from "zod";

function readSchema(name: string): string {
  return readFileSync(new URL(`schemas/${name}`, import.meta.url), "utf8");
}

/** The parts that are amended; everything else passes through. */
const sarifSchemaSchema = z.looseObject({
  definitions: z.looseObject({ region: z.looseObject({}) }),
});

/** Draft 4 of JSON Schema as draft 7 says it (here: the name of `id`), and OASIS's last amendment. */
function loadSarifSchema() {
  const { $schema, id, definitions, ...rest } = sarifSchemaSchema.parse(
    JSON.parse(readSchema("sarif-2.1.0-rtm.5.json")),
  );
  const places = ["startLine", "charOffset", "byteOffset"].map((name) => ({ required: [name] }));
  return {
    ...rest,
    definitions: { ...definitions, region: { ...definitions.region, anyOf: places } },
  };
}

const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const isSarif = ajv.compile(loadSarifSchema());

/** What is wrong with a SARIF log; empty for a valid one. */
export function sarifErrors(log: unknown): string[] {
  isSarif(log);
  return (isSarif.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ""}`,
  );
}

const JUNIT_SCHEMAS = ["junit-10.xsd", "junit-4.xsd"].map(readSchema);

/** What is wrong with any of these JUnit reports: not well-formed, or not as a schema has it. */
export async function junitErrors(reports: readonly string[]): Promise<string[]> {
  const xml = reports.map((contents, index) => ({ fileName: `report-${index}.xml`, contents }));
  const results = await Promise.all(
    JUNIT_SCHEMAS.map((schema) => validateXML({ xml, schema: [schema] })),
  );
  return results.flatMap(({ errors }) => errors.map(({ rawMessage }) => rawMessage));
}

/** The document in canonical form (C14N): what a strict reader understood of it. */
export async function readXml(contents: string): Promise<string> {
  const xml = [{ fileName: "report.xml", contents }];
  const { normalized, errors } = await validateXML({ xml, normalization: "c14n" });
  if (errors.length > 0) throw new Error(errors.map(({ rawMessage }) => rawMessage).join("\n"));
  return normalized;
}
