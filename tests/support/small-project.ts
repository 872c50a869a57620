import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const PINNED = `node-${process.platform === "darwin" ? "bin-" : ""}${process.platform}-${process.arch}`;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder with our scripts, and next to nothing for them to work on. */
export class SmallProject {
  readonly root = mkdtempSync(join(tmpdir(), "corollary small-"));

  constructor() {
    cpSync(join(PROJECT, "scripts"), join(this.root, "scripts"), { recursive: true });
    cpSync(join(PROJECT, "tsconfig.json"), join(this.root, "tsconfig.json"));
    this.write("package.json", JSON.stringify({ name: "small", type: "module" }));
    this.lock({});
    mkdirSync(join(this.root, "node_modules"));
    for (const name of ["typescript", "esbuild", "@tensorflow", PINNED]) {
      symlinkSync(join(PROJECT, "node_modules", name), join(this.root, "node_modules", name));
    }
    this.installed({});
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** What the lock file wants. */
  lock(packages: object): void {
    const document = { name: "small", lockfileVersion: 3, packages: { "": {}, ...packages } };
    this.write("package-lock.json", JSON.stringify(document));
  }

  /** What npm noted at the end of an installation. */
  installed(packages: object): void {
    this.write("node_modules/.package-lock.json", JSON.stringify({ packages }));
  }

  spawn(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    return spawn(process.execPath, [join(this.root, "scripts", script), ...args], {
      cwd: this.root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "", ...env },
    });
  }

  async run(
    script: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    const child = this.spawn(script, args, env);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, out, err };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
