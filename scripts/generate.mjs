// Writes docs/generated/, or with --check says what in it is out of date. Each page is the text
// that a module of the built program returns.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** `from` exports a function `name` that returns (a promise of) the text of `file`. */
const writers = [
  {
    file: "docs/generated/configuration.md",
    from: "config/configuration-page.js",
    name: "configurationPage",
  },
  {
    file: "docs/generated/claims.md",
    from: "cli/claims-page.js",
    name: "claimsPage",
  },
  {
    file: "docs/generated/measures.md",
    from: "cli/measures-page.js",
    name: "measuresPage",
  },
  {
    file: "docs/generated/schema.graphql",
    from: "server/print-schema.js",
    name: "printedSchema",
  },
  {
    file: "docs/generated/schema.sql",
    from: "database/schema-page.js",
    name: "schemaPage",
  },
  {
    file: "docs/generated/evidence.schema.json",
    from: "exports/json-schemas.js",
    name: "evidenceSchemaPage",
  },
  {
    file: "docs/generated/baseline.schema.json",
    from: "exports/json-schemas.js",
    name: "baselineSchemaPage",
  },
];

async function textOf({ file, from, name }) {
  const module = await import(pathToFileURL(join(root, "dist/src", from)).href);
  const text = await module[name]();
  if (!file.endsWith(".md")) return text;
  return format(text, { ...(await resolveConfig(join(root, file))), parser: "markdown" });
}

const isCheck = process.argv.includes("--check");
let stale = 0;
for (const writer of writers) {
  const path = join(root, writer.file);
  const text = await textOf(writer);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale += 1;
  if (isCheck) {
    console.log(`${writer.file} is out of date: run \`npm run generate\` and commit it.`);
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${writer.file}`);
}
if (isCheck && stale > 0) process.exitCode = 1;
