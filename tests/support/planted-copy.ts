import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findProject } from "../../src/config/root.ts";
import type { toRegressionJson } from "../../src/exports/regression-json.ts";
import { ONE_PROCESS, type Finished } from "./command-line.ts";
import { applied, plant, type Plant } from "./plant.ts";

const { root: PROJECT } = findProject(import.meta.url);
const SOURCES = ["src", "scripts", "migrations", "package.json", "package-lock.json"];
/** What was built of them; not the notes of what runs from the checkout. */
const BUILT = ["dist/src", "dist/migrations", "dist/build.json", "dist/tfjs.cjs"];
/** What `npm ci` notes at its end; a copy, so that an edited one stays here. */
const INSTALLED = "node_modules/.package-lock.json";

export type RegressionJson = ReturnType<typeof toRegressionJson>;

export interface Regressed extends Finished {
  readonly report: RegressionJson;
}

/**
 * The sources of this checkout in a folder and with a home of their own, to be edited and run as a
 * user does: `corollary` builds what has changed, and computes. Packages are those of the checkout.
 */
export class PlantedCopy {
  readonly root = mkdtempSync(join(tmpdir(), "corollary-planted-"));

  constructor() {
    for (const path of [...SOURCES, ...BUILT, "tsconfig.json", INSTALLED]) {
      cpSync(join(PROJECT, path), join(this.root, path), { recursive: true });
    }
    this.#linkPackages();
  }

  /** One by one: what an installation here would remove are links. */
  #linkPackages(): void {
    for (const name of readdirSync(join(PROJECT, "node_modules"))) {
      const path = join(this.root, "node_modules", name);
      if (!existsSync(path)) symlinkSync(join(PROJECT, "node_modules", name), path);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** @throws Error where what is to be replaced does not stand in the file exactly once */
  edit(change: Plant): void {
    this.write(change.file, applied(this.read(change.file), change));
  }

  /** Runs the command in the copy's folder, with an environment of its own. */
  async corollary(args: readonly string[]): Promise<Finished> {
    const child = spawn(process.execPath, ["scripts/corollary.cjs", ...args], {
      cwd: this.root,
      env: {
        ...{ PATH: process.env["PATH"], COROLLARY_HOME: join(this.root, "home") },
        ...ONE_PROCESS,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, ...texts };
  }

  /** Verifies what a word names as the copy is now; returns the baseline's path in the copy. */
  async baseline(of: string): Promise<string> {
    const path = `baselines/${of}.jsonl`;
    mkdirSync(join(this.root, dirname(path)), { recursive: true });
    const made = await this.corollary(["baseline", of, "--budget", "smoke", "--out", path]);
    if (made.code !== 0) throw new Error(`no baseline of ${of}: ${made.err}`);
    return path;
  }

  async regress(against: string, args: readonly string[] = []): Promise<Regressed> {
    const ended = await this.corollary(["regress", "--against", against, ...args, "--json"]);
    if (ended.out === "") throw new Error(`regress printed nothing: ${ended.err}`);
    return { ...ended, report: JSON.parse(ended.out) as RegressionJson };
  }

  /** The same with some files edited, which are then as they were. */
  async regressWith(
    changes: readonly Plant[],
    against: string,
    args: readonly string[] = [],
  ): Promise<Regressed> {
    const originals = new Map(changes.map(({ file }) => [file, this.read(file)]));
    try {
      for (const change of changes) this.edit(change);
      return await this.regress(against, args);
    } finally {
      for (const [file, text] of originals) this.write(file, text);
    }
  }

  /** Adds a paper of tests/regression/ to the sources, two levels below src/ as every paper. */
  addPaper(folder: string, { slug, name }: { readonly slug: string; readonly name: string }): void {
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), "utf8").replaceAll('"../../../src/', '"../../');
      this.write(`src/papers/${slug}/${file}`, text);
    }
    this.edit(
      plant(
        "src/papers/index.ts",
        ["\n/** Every paper,", `import { ${name} } from "./${slug}/paper.ts";\n\n/** Every paper,`],
        ["  sharir2018Overlaps,\n];", `  sharir2018Overlaps,\n  ${name},\n];`],
      ),
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The one claim that was compared. */
export function itemOf({ report }: Regressed): RegressionJson["items"][number] {
  const [item, ...others] = report.items;
  if (item === undefined || others.length > 0) {
    throw new Error(`${report.items.length} claims were compared: ${report.reason ?? ""}`);
  }
  return item;
}

interface Judged {
  readonly outcome: { readonly tier: string; readonly code: number | null };
  readonly item: RegressionJson["items"][number];
}

/** What becomes of the one claim of a baseline with some files edited. */
export async function outcomeOf(
  copy: PlantedCopy,
  baseline: string,
  ...changes: readonly Plant[]
): Promise<Judged> {
  const ended = await copy.regressWith(changes, baseline);
  const item = itemOf(ended);
  return { item, outcome: { tier: item.tier, code: ended.code } };
}
