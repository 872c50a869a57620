/** What documents say that can be looked up: links, commands, claims and questions to the API. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { papers } from "../../../src/papers/index.ts";
import { runCommandHere } from "../../support/command-line-here.ts";

const markdownIn = (folder: string, recursive: boolean) =>
  readdirSync(folder, { recursive, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const documents = [
  ...markdownIn(".", false),
  ...markdownIn("docs", true),
  ...markdownIn("clients", true),
].toSorted();

const textOf = (file: string) => readFileSync(file, "utf8");
const FENCED = /^```.*?^```/gms;

/** As code hosts name a heading: "On a GPU" is #on-a-gpu. */
function anchorsOf(file: string): string[] {
  const headings =
    textOf(file)
      .replaceAll(FENCED, "")
      .match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function leadsNowhere(file: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && !anchorsOf(target).includes(anchor);
}

/** Every `npx corollary ...` as its words, up to a comment, a pipe or the end of the code. */
const commandsIn = (file: string) =>
  [...textOf(file).matchAll(/npx corollary ([^`#|&>\n]+)/g)].map(([, words = ""]) =>
    words.trim().split(/\s+/),
  );

/** Those that have commands of their own. */
const GROUPS = new Set(["datasets", "engine"]);

/** The options in the help of the command; null where there is no such command. */
async function optionsOf([verb = "", second = ""]: readonly string[]): Promise<string[] | null> {
  const isNested = GROUPS.has(verb) && /^[a-z]/.test(second);
  const words = isNested ? [verb, second] : [verb];
  const { code, out } = await runCommandHere([...words, "--help"]);
  const isTold = out.includes(`Usage: corollary ${words.join(" ")} `);
  return code === 0 && isTold ? [...out.matchAll(/--[a-z-]+/g)].map(([option]) => option) : null;
}

/** What is wrong with a command as it stands in a document; empty where nothing is. */
async function faultsOf(words: readonly string[]): Promise<string[]> {
  const given = words.flatMap((word) => /--[a-z-]+/.exec(word)?.[0] ?? []);
  const [verb = ""] = words;
  if (verb.startsWith("-") || verb.startsWith("<")) return [];
  const known = await optionsOf(words);
  if (known === null) return [`no command: ${words.join(" ")}`];
  return given.filter((option) => !known.includes(option)).map((option) => `${verb}: no ${option}`);
}

const TAKE_A_CLAIM = new Set(["verify", "claims", "evidence", "export", "export-graph"]);
const listed = new Set([
  "all",
  ...papers.flatMap(({ slug, claims }) => [slug, ...claims.map((claim) => claim.slug)]),
]);

/** Blocks of GraphQL, and what is sent by curl. */
function questionsIn(file: string): (readonly string[])[] {
  const sent = [...textOf(file).matchAll(/-d '(\{"query":.*?\})'/gs)].map(([, body = ""]) => {
    const { query } = JSON.parse(body) as { query: string };
    return [file, query];
  });
  return [...textOf(file).matchAll(/^```graphql\n(.*?)^```/gms), ...sent];
}

/** What was found in each document, with its name; a search that finds nothing has gone blind. */
function inDocuments(find: (file: string) => Iterable<readonly string[]>) {
  const found = documents.flatMap((file) => [...find(file)].map((words) => ({ file, words })));
  expect(found).not.toEqual([]);
  return found;
}

describe("the documents", () => {
  it("have links that lead somewhere", () => {
    const links = inDocuments((file) =>
      textOf(file)
        .replaceAll(FENCED, "")
        .matchAll(/\]\((?!https?:)([^)\s]+)\)/g),
    );
    const broken = links.filter(({ file, words: [, link = ""] }) => leadsNowhere(file, link));
    expect(broken).toEqual([]);
  });

  it("name commands and options that there are", async () => {
    const commands = inDocuments(commandsIn);
    const faults = await Promise.all(
      commands.map(async ({ file, words }) =>
        (await faultsOf(words)).map((fault) => `${file}: ${fault}`),
      ),
    );
    expect(faults.flat()).toEqual([]);
  });

  it("name claims that are listed", () => {
    const named = inDocuments((file) =>
      commandsIn(file).filter(
        ([verb = "", slug = ""]) => TAKE_A_CLAIM.has(verb) && /^[a-z]/.test(slug),
      ),
    );
    expect(named.filter(({ words: [, slug = ""] }) => !listed.has(slug))).toEqual([]);
  });

  it("ask the API what its schema has", () => {
    const schema = buildSchema(textOf("docs/generated/schema.graphql"));
    const asked = inDocuments(questionsIn);
    const errors = asked.flatMap(({ file, words: [, query = ""] }) =>
      validate(schema, parse(query)).map(({ message }) => `${file}: ${message}`),
    );
    expect(errors).toEqual([]);
  });

  it("run scripts and benchmarks that the project has", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: object };
    const named = inDocuments((file) =>
      textOf(file).matchAll(/npm run ([a-z]+)(?: -- ([a-z][a-z-]*))?/g),
    );
    const unknown = named.filter(
      ({ words: [, script = "", bench] }) =>
        !(script in scripts) || (bench !== undefined && !existsSync(`bench/${bench}.bench.ts`)),
    );
    expect(unknown).toEqual([]);
  });
});
