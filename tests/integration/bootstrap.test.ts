import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/patience.ts";
import { SmallProject } from "../support/small-project.ts";

/** Says what it was given; on SIGTERM notes that and ends with 7. */
const PROGRAM = `
  import { writeFileSync } from "node:fs";
  const waiting: NodeJS.Timeout = setInterval(() => undefined, 1e6);
  process.on("SIGTERM", () => {
    writeFileSync("stopped", "");
    clearInterval(waiting);
    process.exitCode = 7;
  });
  console.log(JSON.stringify(process.argv.slice(2)));
`;

let project: SmallProject;

beforeEach(() => {
  project = new SmallProject();
});

afterEach(() => project.remove());

function output(path: string): string {
  return readFileSync(join(project.root, "dist", path), "utf8");
}

/** Starts the program through the bootstrap and waits for its first line. */
async function startProgram() {
  project.write("src/bin/cli.ts", PROGRAM);
  const child = project.spawn("bootstrap.mjs", ["cli", "claims", "--json"]);
  child.stderr.resume();
  const closed = once(child, "close");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, closed, line };
}

describe("the build", () => {
  it("compiles to modules whose imports lead to the compiled files", async () => {
    project.write("src/one.ts", "export const one: number = 1;\n");
    project.write("src/two.ts", 'import { one } from "./one.ts";\nexport const two = one + one;\n');
    project.write("src/page/index.html", "<p>");
    const { code, err } = await project.run("build.mjs");
    expect({ code, err }).toEqual({ code: 0, err: "compiled 3 files\n" });
    expect(output("src/two.js")).toContain('from "./one.js"');
    expect(output("src/two.js")).toContain("export const two");
    expect(output("src/page/index.html")).toBe("<p>");
  });

  it("compiles only what has changed, and does not load TypeScript for nothing", async () => {
    project.write("src/one.ts", "export const one = 1;\n");
    project.write("src/two.ts", "export const two = 2;\n");
    await project.run("build.mjs");
    project.write("src/one.ts", "export const one = 11;\n");
    expect((await project.run("build.mjs")).err).toBe("compiled 1 files\n");
    expect(output("src/one.js")).toContain("11");
    // Only the version of the compiler is looked at.
    rmSync(join(project.root, "node_modules/typescript"));
    project.write("node_modules/typescript/package.json", typescriptManifest());
    expect(await project.run("build.mjs")).toMatchObject({ code: 0, err: "compiled 0 files\n" });
  });

  function typescriptManifest(): string {
    return readFileSync(new URL("../../node_modules/typescript/package.json", import.meta.url), {
      encoding: "utf8",
    });
  }

  it("sees an edit that keeps size and time: evidence would name sources that did not run", async () => {
    project.write("src/one.ts", "export const one = 16;\n");
    await project.run("build.mjs");
    const file = join(project.root, "src/one.ts");
    const { atime, mtime } = statSync(file);
    project.write("src/one.ts", "export const one = 17;\n");
    utimesSync(file, atime, mtime);
    expect((await project.run("build.mjs")).err).toBe("compiled 1 files\n");
    expect(output("src/one.js")).toContain("17");
  });

  it("removes what a deleted source has left", async () => {
    project.write("src/one.ts", "export const one = 1;\n");
    project.write("src/two.ts", "export const two = 2;\n");
    await project.run("build.mjs");
    rmSync(join(project.root, "src/two.ts"));
    await project.run("build.mjs");
    expect(existsSync(join(project.root, "dist/src/two.js"))).toBe(false);
    expect(existsSync(join(project.root, "dist/src/one.js"))).toBe(true);
  });

  it("names file, line and column of a syntax error, and recovers when it is mended", async () => {
    project.write("src/one.ts", "export const one = 1;\nexport const = 2;\n");
    const { code, err } = await project.run("build.mjs");
    expect(code).toBe(4);
    expect(err).toMatch(/^The build failed:\nsrc\/one\.ts:2:\d+ /);
    project.write("src/one.ts", "export const one = 1;\n");
    expect((await project.run("build.mjs")).code).toBe(0);
  });

  it("may run twice at the same time", async () => {
    for (let file = 0; file < 30; file += 1) {
      project.write(`src/file-${file}.ts`, `export const value: number = ${file};\n`);
    }
    const builds = await Promise.all([project.run("build.mjs"), project.run("build.mjs")]);
    const counts = builds.map(({ err }) => /compiled (\d+) files/.exec(err)?.[1]);
    expect(counts.toSorted()).toEqual(["0", "30"]);
    expect(readdirSync(join(project.root, "dist/src"))).toHaveLength(30);
  });

  it("takes over the lock of a process that is gone", async () => {
    project.write("src/one.ts", "export const one = 1;\n");
    project.write("dist/locks/build", JSON.stringify({ pid: 2 ** 30, mark: "1" }));
    expect((await project.run("build.mjs")).code).toBe(0);
  });
});

describe("the bootstrap", () => {
  it("runs the program on the pinned Node with the given words, and hands on its exit code", async () => {
    project.write(
      "src/bin/cli.ts",
      "console.log(process.argv.slice(2).join(' '), process.version); process.exitCode = 3;",
    );
    const { code, out, err } = await project.run("corollary.cjs", ["claims", "all", "--json"]);
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(out).toBe("claims all --json v22.23.2\n");
  });

  it("says that the build failed as a failure of the system, never as the program's answer", async () => {
    project.write("src/bin/cli.ts", "export const = 2;\n");
    const { code, err } = await project.run("bootstrap.mjs", ["cli", "regress"]);
    expect([code, err]).toEqual([4, expect.stringContaining("The build failed:")]);
  });

  it("hands on SIGTERM and waits for the program to end", async () => {
    const { child, closed, line } = await startProgram();
    expect(line).toBe('["claims","--json"]');
    child.kill("SIGTERM");
    expect(await closed).toEqual([7, null]);
    expect(existsSync(join(project.root, "stopped"))).toBe(true);
  });

  it("killed outright, still has the program stop as on SIGTERM", async () => {
    const { child, closed } = await startProgram();
    child.kill("SIGKILL");
    await closed;
    await until(() => {
      expect(existsSync(join(project.root, "stopped"))).toBe(true);
    });
  });

  it("refuses to install under a running program, naming it", async () => {
    const { child, closed } = await startProgram();
    project.lock({ "node_modules/left": { version: "1.0.0", integrity: "sha512-x" } });
    const { code, err } = await project.run("bootstrap.mjs", ["cli", "papers"]);
    child.kill("SIGTERM");
    await closed;
    expect(code).toBe(4);
    expect(err).toContain(`process ${child.pid} (corollary claims) still runs`);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("forgets programs that were killed", async () => {
    project.write("src/bin/cli.ts", "console.log('ran');");
    project.write("dist/running/999999999.json", JSON.stringify({ pid: 999_999_999, mark: "1" }));
    project.write("dist/running/1.json", "{");
    project.lock({
      "node_modules/left": { version: "1.0.0", resolved: "http://127.0.0.1:9/x.tgz" },
    });
    const { err } = await project.run("bootstrap.mjs", ["cli"], { npm_config_fetch_retries: "0" });
    expect(err).not.toContain("still runs");
    expect(readdirSync(join(project.root, "dist/running"))).toEqual([]);
  });

  it.each([
    ["node_modules/.package-lock.json is missing (a killed installation)", {}, null],
    [
      "a package has another version",
      { "node_modules/left": { version: "2.0.0" } },
      { "node_modules/left": { version: "1.0.0" } },
    ],
    ["a package is missing", { "node_modules/left": { version: "2.0.0" } }, {}],
  ])("installs when %s", async (_reason, wanted, present) => {
    project.write("src/bin/cli.ts", "console.log('ran');");
    project.lock(wanted);
    if (present === null) rmSync(join(project.root, "node_modules/.package-lock.json"));
    else project.installed(present);
    // The packages are not to be had, so the attempt is what is seen.
    const { err } = await project.run("bootstrap.mjs", ["cli"], unreachable);
    expect(err).toContain("Installing packages");
  });

  it.each([
    [
      "optional packages of other platforms",
      { "node_modules/left": { version: "2.0.0", optional: true } },
    ],
    [
      "tools that a command does not need",
      { "node_modules/left": { version: "2.0.0", dev: true } },
    ],
  ])("does not miss %s", async (_name, wanted) => {
    project.write("src/bin/cli.ts", "console.log('ran');");
    project.lock(wanted);
    expect(await project.run("bootstrap.mjs", ["cli"], unreachable)).toEqual({
      code: 0,
      out: "ran\n",
      err: "",
    });
  });

  const unreachable = {
    npm_config_registry: "http://127.0.0.1:9/",
    npm_config_fetch_retries: "0",
    npm_config_cache: "/nonexistent-cache-of-a-test",
  };

  it("says in one line that the registry cannot be reached", async () => {
    const version = "1.0.0";
    const resolved = `http://127.0.0.1:9/left/-/left-${version}.tgz`;
    project.write(
      "package.json",
      JSON.stringify({ name: "small", version, dependencies: { left: version } }),
    );
    const root = { name: "small", version, dependencies: { left: version } };
    project.lock({ "": root, "node_modules/left": { version, resolved } });
    const cache = join(project.root, "cache");
    mkdirSync(cache);
    const { code, err } = await project.run("bootstrap.mjs", ["cli"], {
      ...unreachable,
      npm_config_cache: cache,
    });
    expect(code).toBe(4);
    expect(err).toContain("Installing failed: the npm registry cannot be reached");
    expect(err).not.toContain("    at ");
  });

  it("knows its verbs", async () => {
    const { code, err } = await project.run("bootstrap.mjs", ["strat"]);
    expect(code).toBe(2);
    expect(err).toContain('There is no "strat". Known: start,');
  });

  it("lists the benchmarks by the command lines at their heads, and gives options to one alone", async () => {
    const head = "/**\n * How long nothing takes.\n *\n *   npm run bench -- one [--much]\n */\n";
    project.write("bench/one.bench.ts", `${head}console.log(process.argv.slice(2).join());`);
    const bench = (...args: string[]) => project.run("bootstrap.mjs", ["bench", ...args]);
    expect(await bench("--help")).toEqual({
      ...{ code: 0, err: "" },
      out: "Without a name all of them run, one after the other:\n\n  npm run bench -- one [--much]\n",
    });
    expect(await bench("one", "--much")).toMatchObject({ code: 0, out: "--much\n" });
    const known = "Known: one (npm run bench -- --help).\n";
    expect([await bench("--much"), await bench("two")]).toMatchObject([
      { code: 2, out: "", err: `Name one benchmark before --much. ${known}` },
      { code: 2, out: "", err: `There is no benchmark two. ${known}` },
    ]);
  });

  it("keeps a compiled file that is not to be compiled again", async () => {
    project.write("src/bin/cli.ts", "console.log('ran');");
    await project.run("bootstrap.mjs", ["cli"]);
    const file = join(project.root, "dist/src/bin/cli.js");
    const long = new Date(1_600_000_000_000);
    utimesSync(file, long, long);
    await project.run("bootstrap.mjs", ["cli"]);
    expect(statSync(file).mtime).toEqual(long);
    writeFileSync(join(project.root, "src/bin/cli.ts"), "console.log('ran again');");
    expect((await project.run("bootstrap.mjs", ["cli"])).out).toBe("ran again\n");
  });
});
