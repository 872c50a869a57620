// src/ and migrations/ to dist/, file by file: types are checked by `npm run lint`, not here.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleTfjs, BUNDLE_TOOLS, isTfjsBundled } from "./lib/bundle-tfjs.mjs";
import { withLock } from "./lib/lock.mjs";
import { note, Problem } from "./lib/problem.mjs";

const FOLDERS = ["src", "migrations"];
const STATE = "dist/build.json";
const PROBLEMS_SHOWN = 10;

function listFiles(root, folders) {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
    } catch (error) {
      if (error.code === "ENOENT") return [];
      throw error;
    }
  });
}

function readState(root) {
  try {
    return JSON.parse(readFileSync(join(root, STATE), "utf8"));
  } catch {
    return null;
  }
}

/** Written beside and renamed: a running process never reads half a file. */
function replaceFile(path, text) {
  const temporary = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

const outputOf = (source) => join("dist", source.replace(/\.ts$/, ".js"));
const digestOf = (data) => createHash("sha256").update(data).digest("hex");

/** Whatever else decides the output: compiler, its settings, this script. */
function toolsDigest(root) {
  const own = ["tsconfig.json", "scripts/build.mjs", "node_modules/typescript/package.json"];
  const files = [...own, ...BUNDLE_TOOLS];
  return digestOf(files.map((file) => readFileSync(join(root, file), "utf8")).join("\0"));
}

/** TypeScript takes a third of a second to load, so only when something has changed. */
async function createTranspiler(root) {
  const { default: ts } = await import("typescript");
  // A file alone cannot tell that package.json says "type": "module", so it is said for it.
  const { ESNext } = ts.ModuleKind;
  const asModule = { module: ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const config = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, root);
  return (source, text) => {
    const { outputText, diagnostics = [] } = ts.transpileModule(text, {
      fileName: join(root, source),
      reportDiagnostics: true,
      compilerOptions: { ...options, ...asModule, noEmit: false },
    });
    const problems = diagnostics
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .map(({ file, start, messageText }) => {
        const { line = 0, character = 0 } = file?.getLineAndCharacterOfPosition(start ?? 0) ?? {};
        const message = ts.flattenDiagnosticMessageText(messageText, " ");
        return `${source}:${line + 1}:${character + 1} ${message}`;
      });
    return { outputText, problems };
  };
}

/** `contents`: what was read of each source, so that the digests in the state are of just that. */
async function compile(root, sources, contents) {
  const needsTypeScript = sources.some((source) => source.endsWith(".ts"));
  const transpile = needsTypeScript ? await createTranspiler(root) : null;
  const problems = [];
  for (const source of sources) {
    const data = contents.get(source);
    if (transpile === null || !source.endsWith(".ts")) {
      replaceFile(join(root, outputOf(source)), data);
      continue;
    }
    const result = transpile(source, data.toString("utf8"));
    problems.push(...result.problems);
    if (result.problems.length === 0) {
      replaceFile(join(root, outputOf(source)), result.outputText);
    }
  }
  if (problems.length === 0) return;
  const shown = problems.slice(0, PROBLEMS_SHOWN);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  throw new Problem(["The build failed:", ...shown, ...more].join("\n"));
}

/** Outputs whose source is gone. */
function removeStrays(root, sources) {
  const expected = new Set(sources.map(outputOf));
  const outputs = listFiles(
    root,
    FOLDERS.map((folder) => join("dist", folder)),
  );
  for (const file of outputs) if (!expected.has(file)) rmSync(join(root, file), { force: true });
}

async function buildLocked(root) {
  const tools = toolsDigest(root);
  const old = readState(root);
  const known = old?.tools === tools ? old.files : {};
  const sources = listFiles(root, FOLDERS).filter((file) => !file.endsWith(".d.ts"));
  // By content: an edit that keeps size and time would else run under another release's name.
  const contents = new Map(sources.map((file) => [file, readFileSync(join(root, file))]));
  const files = Object.fromEntries([...contents].map(([file, data]) => [file, digestOf(data)]));
  const changed = sources.filter((file) => files[file] !== known[file]);
  const gone = Object.keys(known).filter((file) => files[file] === undefined);
  const isFresh = old?.tools === tools && isTfjsBundled(root);
  if (changed.length === 0 && gone.length === 0 && isFresh) return 0;
  // Whatever ends this build early, the next one starts from nothing.
  rmSync(join(root, STATE), { force: true });
  if (!isFresh) await bundleTfjs(root);
  await compile(root, changed, contents);
  removeStrays(root, sources);
  replaceFile(join(root, STATE), JSON.stringify({ tools, files }));
  return changed.length;
}

/**
 * Brings dist/ up to date. Safe beside other builds and beside running processes.
 *
 * @param {string} root folder of the project
 * @returns {Promise<number>} how many files were compiled
 */
export async function build(root) {
  return withLock(join(root, "dist/locks/build"), "it builds", () => buildLocked(root));
}

// On its own, as in the image: `node scripts/build.mjs`.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    note(`compiled ${await build(dirname(dirname(process.argv[1])))} files`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    note(error.message);
    process.exitCode = error.exitCode;
  }
}
