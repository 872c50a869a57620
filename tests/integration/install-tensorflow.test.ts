import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireTensorflow } from "../../src/compute/engine/engines/tensorflow-binding.ts";
import {
  findTensorflow,
  partsOf,
  type TensorflowName,
} from "../../src/compute/engine/engines/tensorflow-folder.ts";
import { findProject } from "../../src/config/root.ts";
import { computeRuns } from "../../src/worker/compute-process.ts";
import { probeEngine } from "../../src/worker/probe-engine.ts";
import { checkBuilt } from "../../src/worker/tensorflow/check.ts";
import {
  installTensorflow,
  removeTensorflow,
  type InstallOptions,
} from "../../src/worker/tensorflow/install.ts";
import { canRun } from "../support/can-run.ts";
import { trained } from "../support/scratch-papers.ts";
import {
  copyOf,
  openTfjsRegistry,
  sha256Of,
  smallTensorflow,
  smallWheel,
} from "../support/small-tensorflow.ts";

const { root } = findProject(import.meta.url);
const INSTALLER = fileURLToPath(new URL("../support/install-process.ts", import.meta.url));

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const isPossible =
  process.platform === "linux" &&
  runs("g++", ["--version"]) &&
  runs("python3", ["-m", "pip", "--version"]);
const possible = canRun("building TensorFlow's engine", isPossible, "Linux, g++, python3 and pip");

let registry: Awaited<ReturnType<typeof openTfjsRegistry>>;
beforeAll(async () => {
  registry = await openTfjsRegistry();
});
afterAll(() => {
  registry.close();
});

type Changes = Partial<InstallOptions>;

function optionsOf(from: string | null, changes: Changes = {}) {
  const lines: string[] = [];
  const installed = join(mkdtempSync(join(tmpdir(), "corollary-home-")), "engines");
  const log = (line: string) => void lines.push(line);
  return { root, installed, from, lines, log, packages: registry.cpu, ...changes };
}

/** Installs, sees that it is refused and that nothing is left; returns the refusal. */
async function refusal(from: string | null, changes: Changes = {}, name?: TensorflowName) {
  const options = optionsOf(from, changes);
  const tried = installTensorflow(name ?? "tensorflow-cpu", options);
  const error = await tried.then(
    () => expect.fail("it was installed"),
    (thrown: unknown) => thrown as { code: string; message: string },
  );
  const left = existsSync(options.installed) ? readdirSync(options.installed) : [];
  expect(left).toEqual([]);
  return { ...options, code: error.code, message: error.message };
}

/** Runs with only these programs to be found; each is given as a script. */
async function withPrograms<T>(
  scripts: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const kept = process.env["PATH"];
  const folder = mkdtempSync(join(tmpdir(), "corollary-path-"));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  process.env["PATH"] = folder;
  try {
    return await work();
  } finally {
    process.env["PATH"] = kept;
  }
}

async function withEnvironment<T>(changes: Record<string, string>, work: () => Promise<T>) {
  const kept = { ...process.env };
  Object.assign(process.env, changes);
  try {
    return await work();
  } finally {
    process.env = kept;
  }
}

describe.runIf(possible)("installing TensorFlow", () => {
  it("builds from a wheel, says each step, and states what the engine is made of", async () => {
    const wheel = smallWheel();
    const options = optionsOf(wheel);
    const { manifest, folder } = await installTensorflow("tensorflow-cpu", options);
    expect(manifest).toMatchObject({
      ...{ engine: "tensorflow-cpu", tensorflow: "2.21.0", tfjsNode: "4.22.0" },
      ...{ sources: [sha256Of(wheel)], sawGpu: false },
      ...{ platform: `linux-${process.arch}`, node: { nodeApi: 8 } },
    });
    expect(options.lines).toEqual([
      "getting @tensorflow/tfjs-node 4.22.0",
      `unpacking ${wheel}`,
      expect.stringMatching(/^compiling the native half of @tensorflow\/tfjs-node with g\+\+/),
      "loading it in a process of its own",
      `installed into ${folder}`,
    ]);
    expect(readdirSync(options.installed)).toEqual(["tensorflow-cpu"]);
  });

  it("makes a folder that can be moved, and holds what is needed to run: no headers, no wheel", async () => {
    const { folder } = await installTensorflow("tensorflow-cpu", optionsOf(smallWheel()));
    const moved = join(mkdtempSync(join(tmpdir(), "corollary-moved ")), "elsewhere");
    renameSync(folder, moved);
    expect(await checkBuilt(moved, "tensorflow-cpu")).toMatchObject({ version: "2.21.0" });
    const files = readdirSync(moved, { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => /\.h$|\.whl$|node-api-headers\//.test(name))).toEqual([]);
  });

  it("takes a folder that pip installed into, and leaves it as it was", async () => {
    const site = smallTensorflow();
    const before = readdirSync(site, { recursive: true, encoding: "utf8" });
    const { manifest } = await installTensorflow("tensorflow-cpu", optionsOf(site));
    expect(manifest.sources).toEqual([{ name: site, sha256: null }]);
    expect(readdirSync(site, { recursive: true, encoding: "utf8" })).toEqual(before);
  });

  it("does nothing where one is installed, and replaces it by a library that is named", async () => {
    const options = optionsOf(smallWheel());
    const first = await installTensorflow("tensorflow-cpu", options);
    const log = () => expect.fail("it says something");
    const same = await installTensorflow("tensorflow-cpu", { ...options, from: null, log });
    expect(same.manifest).toEqual(first.manifest);
    const from = smallWheel({ version: "2.22.0" });
    const other = await installTensorflow("tensorflow-cpu", { ...options, from });
    expect(other.manifest.tensorflow).toBe("2.22.0");
    expect(readdirSync(options.installed)).toEqual(["tensorflow-cpu"]);
  });

  it("takes the place of a link that leads nowhere, and what is such a link can be removed", async () => {
    const options = optionsOf(smallWheel());
    const place = join(options.installed, "tensorflow-cpu");
    mkdirSync(options.installed);
    symlinkSync("/nowhere", place);
    expect(await removeTensorflow(options.installed, "tensorflow-cpu")).toBe(true);
    symlinkSync("/nowhere", place);
    await installTensorflow("tensorflow-cpu", options);
    expect(findTensorflow(options.installed, "tensorflow-cpu").isInstalled).toBe(true);
  });

  it("says by which signal a library ended the process that loaded it", async () => {
    const { code, message } = await refusal(smallWheel({ crashes: true }));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/does not work here: .*\(signal SIGSEGV\)/);
  });

  it.each([
    ["something else", { seven: 8 }, "it computed 0, 0.9640275835990906 in float32, not 0, 0.76"],
    ["a loop of one step in place of two", { steps: 1 }, "it computed 4, 6, 3.3333"],
  ])("refuses a library that computes %s", async (_what, small, told) => {
    const { code, message } = await refusal(smallWheel(small));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toContain(`TensorFlow was built, and does not work here: ${told}`);
  });

  it("shows the compiler's words for headers that it does not take", async () => {
    const { code, message } = await refusal(smallWheel({ header: "#error from another time\n" }));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/does not compile .*:\n.*from another time/);
  });
});

describe.runIf(possible)("a library that will not do", () => {
  it("is one of which a part is missing", async () => {
    const wheel = copyOf(smallWheel());
    truncateSync(wheel, 2000);
    const { code, message } = await refusal(wheel);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/is no whole wheel \(damaged: .*\): get it again/);
  });

  it("is one whose content was changed", async () => {
    const wheel = copyOf(smallWheel());
    const bytes = readFileSync(wheel);
    // Behind the name of a file, in the middle of what it holds.
    const place = bytes.indexOf("tensorflow/libtensorflow_cc.so.2") + 500;
    bytes[place] = (bytes[place] ?? 0) ^ 255;
    writeFileSync(wheel, bytes);
    const { code, message } = await refusal(wheel);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/is no whole wheel/);
  });

  it("is a path where nothing is, or another file", async () => {
    expect(await refusal("/nowhere.whl")).toMatchObject({
      code: "BAD_INPUT",
      message: "/nowhere.whl is not there: --from names a wheel or folder of this machine",
    });
    expect((await refusal("")).message).toMatch(/^--from is empty/);
    // Whoever reads a pipe waits for one who writes.
    const pipe = join(mkdtempSync(join(tmpdir(), "corollary-site-")), "pipe.whl");
    execFileSync("mkfifo", [pipe]);
    for (const other of [join(root, "package.json"), pipe]) {
      const { message } = await refusal(other);
      expect(message).toMatch(/is neither a wheel \(its name ends in .whl\) nor a folder/);
    }
  });

  it("is a folder without TensorFlow, before anything is downloaded", async () => {
    const from = mkdtempSync(join(tmpdir(), "corollary-site-"));
    const { code, message, lines } = await refusal(from);
    expect([code, lines]).toEqual(["BAD_INPUT", []]);
    expect(message).toMatch(/holds no TensorFlow for linux-.*: libtensorflow_cc.so.2 is not in it/);
  });

  it("is one that cannot be read, which is no fault of the folder of engines", async () => {
    const from = mkdtempSync(join(tmpdir(), "corollary-site-"));
    for (const file of ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "include"])
      mkdirSync(join(from, file));
    mkdirSync(join(from, "include/tensorflow/c/eager/c_api.h"), { recursive: true });
    const { code, message } = await refusal(from);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(new RegExp(`^${from} cannot be read: EISDIR`));
  });

  it("is one for another processor", async () => {
    const site = copyOf(smallTensorflow());
    const path = join(site, "tensorflow/libtensorflow_cc.so.2");
    const bytes = readFileSync(path);
    bytes.writeUInt16LE(process.arch === "arm64" ? 0x3e : 0xb7, 18);
    writeFileSync(path, bytes);
    const { code, message } = await refusal(site);
    const other = process.arch === "arm64" ? "x64" : "arm64";
    expect([code, message]).toEqual([
      "BAD_INPUT",
      `${site} is for ${other}, and this is linux-${process.arch}`,
    ]);
  });

  it("is one for another system", async () => {
    const site = copyOf(smallTensorflow());
    const folder = join(site, "tensorflow");
    renameSync(join(folder, "libtensorflow_cc.so.2"), join(folder, "libtensorflow_cc.2.dylib"));
    const { code, message } = await refusal(folder);
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/it is for macOS$/);
  });

  it("is one that is too old, as pip notes beside it, before anything is compiled", async () => {
    const { code, message, lines } = await refusal(smallWheel({ noted: "2.9.0" }));
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/is TensorFlow 2.9.0: 2.18 or later is needed/);
    expect(lines.join()).not.toMatch(/compiling/);
  });

  it("is not one beside which pip notes the version of another package", async () => {
    const site = copyOf(smallTensorflow());
    const addons = join(site, "tensorflow_addons-0.23.0.dist-info");
    mkdirSync(addons);
    writeFileSync(join(addons, "METADATA"), "Name: tensorflow-addons\nVersion: 0.23.0\n");
    const { manifest } = await installTensorflow("tensorflow-cpu", optionsOf(site));
    expect(manifest.tensorflow).toBe("2.21.0");
  });

  it("is one that is too old by its own word", async () => {
    const { code, message } = await refusal(smallTensorflow({ noted: null, version: "2.9.0" }));
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(/is TensorFlow 2.9.0: 2.18 or later is needed/);
  });
});

describe.runIf(possible)("a machine that lacks something", () => {
  it("is told how to get a compiler, before anything is downloaded", async () => {
    const told = await withPrograms({}, () => refusal(null));
    expect(told).toMatchObject({ code: "ENGINE_UNAVAILABLE", lines: [] });
    expect(told.message).toMatch(/there is no C\+\+ compiler here; install g\+\+ \(Debian/);
  });

  it("is told how to get Python", async () => {
    const told = await withPrograms({ "g++": "echo g++" }, () => refusal(null));
    expect(told).toMatchObject({ code: "ENGINE_UNAVAILABLE", lines: [] });
    expect(told.message).toMatch(/there is no python3 here; install it with pip/);
  });

  it("is told how to get pip", async () => {
    const python = `[ "$1" = --version ]`;
    const told = await withPrograms({ "g++": "echo g++", python3: python }, () => refusal(null));
    expect(told).toMatchObject({ code: "ENGINE_UNAVAILABLE", lines: [] });
    expect(told.message).toMatch(/python3 has no pip here; install it/);
  });

  it("needs no pip where a wheel is named, and no Python for a folder", async () => {
    const python = `[ "$1" = --version ]`;
    const noPackages = [{ ...registry.cpu[0], integrity: "sha512-AAAA" }, registry.cpu[1]] as const;
    const scripts = { "g++": "echo g++", python3: python };
    const changes = { packages: noPackages };
    const wheel = smallWheel();
    const site = smallTensorflow();
    for (const [from, given] of [
      [wheel, scripts],
      [site, { "g++": "echo g++" }],
    ] as const) {
      const { lines } = await withPrograms(given, () => refusal(from, changes));
      expect(lines).toEqual(["getting @tensorflow/tfjs-node 4.22.0"]);
    }
  });

  it("is told when the index of Python packages cannot be reached", async () => {
    const unreachable = { PIP_INDEX_URL: "http://127.0.0.1:9/simple", PIP_RETRIES: "1" };
    const { code, message } = await withEnvironment(unreachable, () => refusal(null));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/the index of Python packages cannot be reached: check the network/);
  });

  it("is told when the index has another library than the one of this version", async () => {
    const wheel = smallWheel();
    const local = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: dirname(wheel) };
    const { code, message } = await withEnvironment(local, () => refusal(null));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/a package is not the one that this version of Corollary names/);
  });

  it("is told when the index gives none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "corollary-links-"));
    const empty = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: folder };
    const { code, message } = await withEnvironment(empty, () => refusal(null));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/the index of Python packages gives no such wheel: check the network/);
  });

  it("is told when npm's registry cannot be reached", async () => {
    const unreachable = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_fetch_retries: "0",
    };
    const { code, message } = await withEnvironment(unreachable, () => refusal(smallWheel()));
    expect(code).toBe("ENGINE_UNAVAILABLE");
    expect(message).toMatch(/tfjs-node was not installed\. .*registry cannot be reached/s);
  });
});

describe.runIf(possible)("an installation that is broken off", () => {
  it("leaves nothing when it is interrupted", async () => {
    const controller = new AbortController();
    const log = (line: string) => {
      if (line.startsWith("compiling")) controller.abort();
    };
    const { code } = await refusal(smallWheel(), { signal: controller.signal, log });
    expect(code).toBe("INTERRUPTED");
  });

  it.each(["unpacking", "compiling", "loading"])(
    "leaves no engine when it is killed where it begins with %s, and the next one removes what it left",
    async (dieAt) => {
      const options = optionsOf(smallWheel());
      const { installed } = options;
      const order = JSON.stringify({ ...options, dieAt });
      const child = spawn(process.execPath, [INSTALLER, order], { stdio: "inherit" });
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      expect(findTensorflow(installed, "tensorflow-cpu").isInstalled).toBe(false);
      expect(readdirSync(installed)).toEqual([expect.stringMatching(/^unfinished-/)]);
      await installTensorflow("tensorflow-cpu", options);
      expect(readdirSync(installed)).toEqual(["tensorflow-cpu"]);
    },
  );
});

describe.runIf(possible)("TensorFlow for GPUs", () => {
  it("is refused where the library was built without CUDA", async () => {
    const changes = { packages: registry.gpu };
    const { code, message } = await refusal(smallTensorflow(), changes, "tensorflow-gpu");
    expect(code).toBe("BAD_INPUT");
    expect(message).toMatch(
      /was built without CUDA: take the wheel tensorflow, not tensorflow-cpu/,
    );
  });

  it("is installed without a GPU, with NVIDIA's libraries beside it, and does not compute", async () => {
    const options = optionsOf(smallTensorflow({ gpu: true }), { packages: registry.gpu });
    const { installed } = options;
    const { folder, manifest } = await installTensorflow("tensorflow-gpu", options);
    expect(manifest).toMatchObject({ engine: "tensorflow-gpu", sawGpu: false });
    const beside = join(folder, "node_modules/@tensorflow/tfjs-node-gpu/deps");
    expect(readdirSync(beside).toSorted()).toEqual(["lib", "nvidia"]);
    expect(existsSync(join(beside, "nvidia/cublas/lib/libcublas.so.12"))).toBe(true);
    // TensorFlow does not look into cuSOLVER's own folder.
    const solver = join(beside, "nvidia/cusparse/lib/libcusolver.so.11");
    expect(readFileSync(solver, "utf8")).toBe("not loaded: cusolver/lib/libcusolver.so.11");
    expect(() => requireTensorflow({ threads: 1, installed }, "tensorflow-gpu")).toThrow(
      "it is installed, and TensorFlow sees no NVIDIA GPU here: see that nvidia-smi lists one",
    );
    const { NVIDIA_TF32_OVERRIDE: tf32, TF_DETERMINISTIC_OPS: repeats } = env;
    expect({ tf32, repeats }).toEqual({ tf32: "0", repeats: "1" });
  });
});

describe.runIf(possible)("a library that crashes although it was installed", () => {
  /** As after an update of the system that it does not bear. */
  async function installCrashing() {
    const options = optionsOf(smallWheel());
    const { folder } = await installTensorflow("tensorflow-cpu", options);
    const library = partsOf(folder, "tensorflow-cpu").library;
    const crashing = join(smallTensorflow({ crashes: true }), "tensorflow");
    for (const name of readdirSync(library))
      copyFileSync(join(crashing, name), join(library, name));
    return options.installed;
  }

  it("is built anew by the command that installed it", async () => {
    const installed = await installCrashing();
    const options = optionsOf(null, { installed });
    // Where it would be downloaded from gives none.
    const nothing = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: installed };
    const again = withEnvironment(nothing, () => installTensorflow("tensorflow-cpu", options));
    await expect(again).rejects.toMatchObject({ code: "ENGINE_UNAVAILABLE" });
    expect(options.lines[0]).toMatch(/^TensorFlow was built, .* SIGSEGV\).*: it is built anew$/);
    expect(options.lines).toContain("downloading TensorFlow (280 MB), once");
  });

  it("is named with the command that builds it anew where a part of it is lost", async () => {
    const options = optionsOf(smallWheel());
    const { folder } = await installTensorflow("tensorflow-cpu", options);
    rmSync(partsOf(folder, "tensorflow-cpu").library, { recursive: true });
    expect(await probeEngine("tensorflow-cpu", options.installed)).toEqual({
      available: false,
      reason: expect.stringMatching(
        /^tensorflow-cpu does not load: .*; install it anew: npx corollary engine install tensorflow$/,
      ) as unknown,
    });
  });

  it("is named by whoever looks at the engine", async () => {
    expect(await probeEngine("tensorflow-cpu", await installCrashing())).toEqual({
      available: false,
      reason: expect.stringMatching(/^it brought down the process .*signal SIGSEGV/) as unknown,
    });
  });

  it("ends a computing process, which its parent reports and survives", async () => {
    const installed = await installCrashing();
    const computing = computeRuns(
      {
        ...{ claim: trained.slug, budget: "smoke", engine: "tensorflow-cpu" },
        folders: { states: null, data: [], installed },
      },
      {
        signal: new AbortController().signal,
        catalogue: new URL("../support/scratch-papers.ts", import.meta.url),
        onRun: () => expect.fail("it computed something"),
      },
    );
    await expect(computing).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringMatching(/the computing process ended by signal SIGSEGV/) as unknown,
    });
  });
});

describe.runIf(possible)("removing TensorFlow", () => {
  it("removes one that is installed, and says where there is none", async () => {
    const options = optionsOf(smallWheel());
    await installTensorflow("tensorflow-cpu", options);
    expect(await removeTensorflow(options.installed, "tensorflow-cpu")).toBe(true);
    expect(readdirSync(options.installed)).toEqual([]);
    expect(await removeTensorflow(options.installed, "tensorflow-cpu")).toBe(false);
  });
});
