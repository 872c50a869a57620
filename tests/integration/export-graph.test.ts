import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { recordRun } from "../../src/cli/replay/record-run.ts";
import { findProject } from "../../src/config/root.ts";
import { canRun } from "../support/can-run.ts";
import { runCommandHere } from "../support/command-line-here.ts";
import { ReplayCopy, type Expected } from "../support/replay-copy.ts";
import { findReplayPython, replay } from "../support/replay-python.ts";

const home = mkdtempSync(join(tmpdir(), "export-graph-"));
const RUN = ["k4-sharp-full", "--budget", "smoke", "--arm", "LB", "--seed", "1"];
const WRITE_MS = 300_000;
const out = join(home, "runs", "one");

const exportGraph = (...args: string[]) =>
  runCommandHere(["export-graph", ...args], { env: { COROLLARY_HOME: home } });

const saidSchema = z.object({
  run: z.object({ claim: z.string(), arm: z.string(), seed: z.number(), stored: z.null() }),
  graphs: z.number(),
  calls: z.number(),
  digest: z.string(),
});
const expectedSchema = z.object({
  digest: z.string(),
  claim: z.string(),
  run: z.object({ status: z.string(), arm: z.string(), seed: z.number() }),
  environment: z.object({ engine: z.string(), precision: z.string(), threads: z.number() }),
  files: z.record(z.string(), z.string()),
  graphs: z.array(z.object({ precision: z.string() })),
  calls: z.array(z.object({})),
});

let said: z.infer<typeof saidSchema>;

beforeAll(async () => {
  const told = await exportGraph(...RUN, "--out", out, "--json");
  expect(told).toMatchObject({ code: 0, err: expect.stringContaining("k4-sharp-full") as string });
  said = saidSchema.parse(JSON.parse(told.out));
}, WRITE_MS);

afterAll(() => {
  rmSync(home, { recursive: true });
});

describe("corollary export-graph", () => {
  it("writes the graphs, their inputs and outputs, and what must come out again", () => {
    const text = readFileSync(join(out, "expected.json"), "utf8");
    const expected = expectedSchema.parse(JSON.parse(text));
    expect(readdirSync(out).toSorted()).toEqual(
      ["expected.json", ...Object.keys(expected.files)].toSorted(),
    );
    expect(expected.files).toHaveProperty(["graph.onnx"]);
    expect(expected).toMatchObject({
      ...{ claim: "k4-sharp-full", digest: said.digest },
      run: { status: "SUCCEEDED", arm: "LB", seed: 1 },
      environment: { engine: "onnx-cpu", precision: "float32", threads: 1 },
    });
    expect(expected.calls).toHaveLength(said.calls);
    expect(new Set(expected.graphs.map(({ precision }) => precision))).toEqual(
      new Set(["float32", "float64"]),
    );
  });

  it("leaves nothing beside the folder", () => {
    expect(readdirSync(join(home, "runs"))).toEqual(["one"]);
  });

  it.each([
    ["a folder that is not empty", [...RUN, "--out", out], /is not empty: name a new one/],
    ["a file", [...RUN, "--out", join(out, "graph.onnx")], /cannot be written/],
    ["an arm that is missing", ["k1-gap", "--budget", "smoke"], /with --arm: "SB", "LB"/],
    ["an unknown arm", ["k1-gap", "--arm", "MB", "--seed", "1"], /with --arm: "SB", "LB"/],
    ["a seed that is missing", ["k1-gap", "--budget", "smoke", "--arm", "SB"], /with --seed: 1, 2/],
    ["a seed that is no number", ["k1-gap", "--arm", "SB", "--seed", "x"], /a seed is a whole/],
    ["an unknown control", ["k1-gap", "--control", "none"], /with --control: /],
    ["an unknown claim", ["k1-gab", "--arm", "SB", "--seed", "1"], /did you mean k1-gap\?/],
    ["a paper", ["keskar2017-large-batch"], /names several claims/],
    ["a claim without an engine", ["s1-nonoverlap-upper"], /no graph to replay.*check-certificate/],
  ])("refuses %s, before it computes", async (_, args, told) => {
    const folder = args.includes("--out") ? [] : ["--out", join(home, "none")];
    const { code, err } = await exportGraph(...args, ...folder);
    expect(code).toBe(2);
    expect(err).toMatch(told);
    expect(err).not.toContain("computing");
    expect(existsSync(join(home, "none"))).toBe(false);
  });
});

describe("an export that does not come to its end", () => {
  it("says which data are missing, and leaves no folder", async () => {
    const args = ["dw-emp-depth-cifar10", "--budget", "smoke", "--seed", "1"];
    const arm = ["--arm", "relu, 1 hidden layer, width 4"];
    const { code, err } = await exportGraph(...args, ...arm, "--out", join(home, "half", "one"));
    expect(code).toBe(4);
    expect(err).toContain("DATA_MISSING");
    expect(existsSync(join(home, "half"))).toBe(false);
  });

  it("ends with the signal, its process with it", async () => {
    const folder = mkdtempSync(join(home, "unfinished-"));
    const { root } = findProject(import.meta.url);
    const wanted = { claim: "k4-sharp-full", budget: "standard", place: 0 } as const;
    const order = { ...wanted, folder, data: [], root, stored: null };
    await expect(recordRun(order, AbortSignal.timeout(2_000))).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });

  it("is told like any other where the folder cannot be written", async () => {
    const { root } = findProject(import.meta.url);
    const wanted = { claim: "k4-sharp-full", budget: "smoke", place: 0 } as const;
    const order = { ...wanted, folder: join(home, "none"), data: [], root, stored: null };
    await expect(recordRun(order, new AbortController().signal)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("cannot be written") as string,
    });
  });
});

const python = await findReplayPython();
const possible = canRun(
  "replay.py on what export-graph writes",
  python !== null,
  "python3 with numpy and onnxruntime, at COROLLARY_TEST_PYTHON or in .corollary/replay-python",
);

describe.skipIf(!possible)("clients/python/replay.py", () => {
  const replayed = (...args: string[]) => replay(python ?? "", ...args);
  const copy = () => new ReplayCopy(out);

  it("finds every bit again", async () => {
    const told = await replayed(out);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out).toMatch(
      new RegExp(`^k4-sharp-full at smoke, arm LB, seed 1\nidentical: ${said.calls} calls, `),
    );
  });

  it.each([
    "graph.onnx",
    "graph-2.onnx",
    "inputs.safetensors",
    "outputs.safetensors",
    "expected.json",
  ])("names %s where a byte of it was changed, with exit code 2", async (name) => {
    const changed = copy();
    changed.change(name, (bytes) => {
      const at = bytes.length - 40;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    });
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toContain(`replay.py: ${name} was changed`);
  });

  it("names a file that is missing, with exit code 2", async () => {
    const changed = copy();
    rmSync(changed.path("graph-2.onnx"));
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({
      code: 2,
      err: expect.stringMatching(/graph-2.onnx cannot be read/) as string,
    });
  });

  it.each(["float32", "float64"])(
    "names an output in %s that is beyond its tolerance, with exit code 1",
    async (precision) => {
      const changed = copy();
      const name = changed.moveOutput(precision, 1.5);
      const told = await replayed(changed.folder);
      expect(told).toMatchObject({ code: 1, err: "" });
      expect(told.out).toContain(` in ${name} (tolerance `);
      expect(told.out).toContain("1 beyond their tolerances");
    },
  );

  it.each(["float32", "float64"])(
    "says that an output in %s is not identical, but within its tolerance",
    async (precision) => {
      const changed = copy();
      const name = changed.moveOutput(precision, 0.5);
      const told = await replayed(changed.folder);
      expect(told).toMatchObject({ code: 0, err: "" });
      expect(told.out).toMatch(/not identical: 1 of \d+ outputs differ/);
      expect(told.out).toContain(` in ${name} (tolerance `);
    },
  );

  it("names what is beyond its tolerance before what is off without bound and has none", async () => {
    const changed = copy();
    const [lost = "", call] = changed.moveOutput("float32", Infinity).split(" of call ");
    changed.seal(({ calls }) => {
      const output = calls[Number(call)]?.outputs[lost];
      if (output !== undefined) output.tolerance = null;
    });
    const name = changed.moveOutput("float32", 1.5);
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 1, err: "" });
    expect(told.out).toContain(` in ${name} (tolerance `);
    expect(told.out).toMatch(/not identical: 2 of \d+ outputs differ/);
  });

  it("says which runtime is needed where the operator set is unknown to the one that is here", async () => {
    const changed = copy();
    changed.change("graph.onnx", (bytes) => {
      // The standard operator set: its domain, which is empty, and its version.
      const set = Buffer.from([0x42, 0x04, 0x0a, 0x00, 0x10, 18]);
      const place = bytes.lastIndexOf(set);
      expect(place).toBeGreaterThan(0);
      bytes[place + set.length - 1] = 99;
    });
    changed.seal();
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 2 });
    expect(told.err).toMatch(
      /onnxruntime [\d.]+ does not take graph.onnx \(1\.14 or later is needed/,
    );
  });

  it("refuses a folder of a later version", async () => {
    const changed = copy();
    changed.seal((expected) => {
      expected.version = 2;
    });
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 2 });
    expect(told.err).toContain(
      "is of format corollary-replay 2; this script reads corollary-replay 1",
    );
  });

  it.each<[string, (expected: Expected) => void, string]>([
    ["has nothing to compute", (expected) => void (expected.calls.length = 0), "nothing to replay"],
    [
      "asks for an array that is not there",
      ({ calls }) => {
        for (const { outputs } of calls) {
          for (const output of Object.values(outputs))
            Object.assign(output, { digest: "", array: -1 });
        }
      },
      "expected.json is not as export-graph writes it (KeyError",
    ],
    ["has no graphs", (expected) => void (expected.graphs.length = 0), "(IndexError"],
    [
      "gives a graph what it does not take",
      ({ calls }) => Object.assign(calls[1]?.inputs ?? {}, { none: { array: 0 } }),
      "does not make call 1: ",
    ],
  ])("refuses a folder that %s", async (_, change, told) => {
    const changed = copy();
    changed.seal(change);
    const answer = await replayed(changed.folder);
    expect(answer.err).toContain(told);
    expect(answer.code).toBe(2);
  });

  it("refuses tolerances that are no numbers: nothing is beyond them", async () => {
    const changed = copy();
    changed.moveOutput("float32", 1.5);
    changed.seal(
      () => undefined,
      (expected) => JSON.stringify(expected).replaceAll(/("tolerance":)[^{,}]+/g, "$1NaN"),
    );
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 2, out: "" });
    expect(told.err).toContain("expected.json is not one that export-graph writes");
  });

  it("refuses what is nested deeper than it can read", async () => {
    const changed = copy();
    writeFileSync(changed.path("expected.json"), "[".repeat(100_000));
    expect(await replayed(changed.folder)).toMatchObject({ code: 2, out: "" });
  });

  it("shows names without what a terminal would obey", async () => {
    const changed = copy();
    changed.seal(({ run }) => {
      run.arm = "\u001B[31mred";
    });
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(told.out).toContain(", arm ?[31mred, seed 1\n");
  });

  it("finds nothing right where other bits have no tolerance", async () => {
    const changed = copy();
    changed.moveOutput("float32", 0.5);
    changed.seal(({ calls }) => {
      const outputs = calls.flatMap((call) => Object.values(call.outputs));
      for (const output of outputs) output.tolerance = null;
    });
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 1, err: "" });
    expect(told.out).toContain("none of them has a tolerance");
  });

  it("refuses what is no such folder, and no folder at all", async () => {
    const other = join(home, "other");
    mkdirSync(other);
    writeFileSync(join(other, "expected.json"), "[]");
    for (const args of [[other], [join(home, "none")], [], ["--fast"], [other, other]]) {
      expect(await replayed(...args)).toMatchObject({ code: 2, out: "" });
    }
  });

  it("reads no file outside of the folder", async () => {
    const changed = copy();
    const elsewhere = relative(changed.folder, "/etc/passwd");
    changed.seal((expected) => {
      expected.files[elsewhere] = "";
    });
    const told = await replayed(changed.folder);
    expect(told).toMatchObject({ code: 2 });
    expect(told.err).toContain(`'${elsewhere}', which is outside of the folder`);
  });
});
