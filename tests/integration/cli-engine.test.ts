import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runCommandLine, startCommandLine } from "../support/command-line.ts";

const listSchema = z.object({
  engines: z.object({
    edges: z.array(
      z.object({
        node: z.object({
          name: z.string(),
          isAvailable: z.boolean(),
          reason: z.string().nullable(),
          device: z.string().nullable(),
        }),
      }),
    ),
  }),
});

const home = () => mkdtempSync(join(tmpdir(), "corollary-home-"));

describe("corollary engine", () => {
  it("lists every engine as one JSON document: available, or why not and what to do", async () => {
    const env = { COROLLARY_HOME: home() };
    const { code, out } = await runCommandLine(["engine", "list", "--json"], { env });
    expect(code).toBe(0);
    const { edges } = listSchema.parse(JSON.parse(out)).engines;
    const install = "not installed: npx corollary engine install tensorflow";
    const no = { isAvailable: false, device: null };
    expect(edges.map(({ node }) => node)).toEqual([
      { name: "onnx-cpu", isAvailable: true, reason: null, device: "CPU" },
      { name: "reference", isAvailable: true, reason: null, device: "CPU" },
      { name: "tensorflow-cpu", ...no, reason: install },
      { name: "tensorflow-gpu", ...no, reason: `${install} --gpu` },
    ]);
  });

  it("says in words what the one for GPUs is for", async () => {
    const { out } = await runCommandLine(["engine"], { env: { COROLLARY_HOME: home() } });
    expect(out).toMatch(/^tensorflow-gpu \(not available\)\n {2}.*for large networks/m);
  });

  it.each([
    ["lst", "unknown command 'lst' of engine; did you mean list?; see: "],
    [
      "frobnicate",
      "unknown command 'frobnicate' of engine; there are: list, install, remove; see: ",
    ],
  ])("says of %s that it is none of its commands", async (word, told) => {
    const { code, err } = await runCommandLine(["engine", word], {
      env: { COROLLARY_HOME: home() },
    });
    expect(code).toBe(2);
    expect(err).toBe(`corollary: BAD_INPUT ${told}npx corollary engine --help\n`);
  });

  it("installs nothing else, and says what it could", async () => {
    const env = { COROLLARY_HOME: home() };
    const ours = await runCommandLine(["engine", "install", "onnx-cpu"], { env });
    const none = await runCommandLine(["engine", "install", "jax"], { env });
    expect([ours.code, none.code]).toEqual([2, 2]);
    expect(ours.err).toMatch(/NOT_FOUND onnx-cpu comes with the product: the one to name here/);
    expect(none.err).toMatch(/NOT_FOUND no engine jax can be installed: the one to name here/);
  });

  it("refuses a library that is not there, as one JSON document where that is asked for", async () => {
    const from = ["--from", "/nowhere.whl", "--json"];
    const env = { COROLLARY_HOME: home() };
    const { code, out } = await runCommandLine(["engine", "install", "tensorflow", ...from], {
      env,
    });
    expect(code).toBe(2);
    const message = "/nowhere.whl is not there: --from names a wheel or folder of this machine";
    expect(JSON.parse(out)).toEqual({ errors: [{ code: "BAD_INPUT", message, path: ["from"] }] });
  });

  it("takes the names that the list has, and not two that contradict each other", async () => {
    const env = { COROLLARY_HOME: home() };
    const remove = (...words: string[]) => runCommandLine(["engine", "remove", ...words], { env });
    expect((await remove("tensorflow-cpu")).out).toBe("tensorflow-cpu is not installed\n");
    expect((await remove("tensorflow-gpu")).out).toBe("tensorflow-gpu is not installed\n");
    expect((await remove("tensorflow-cpu", "--gpu")).err).toMatch(/NOT_FOUND no engine/);
  });

  it("ends an installation and what its tools have started on Ctrl-C", async () => {
    const folder = mkdtempSync(join(tmpdir(), "corollary-path-"));
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    // Stands for g++, whose compiler proper is a process of its own: it holds the pipe while it is there.
    const tool = `#!/bin/sh\n/bin/sleep 600 > ${pipe} &\nwait\n`;
    writeFileSync(join(folder, "g++"), tool, { mode: 0o755 });
    const env = { COROLLARY_HOME: home(), PATH: folder };
    const { child, finished } = startCommandLine(["engine", "install", "tensorflow"], { env });
    const held = createReadStream(pipe);
    const released = once(held.resume(), "end");
    await once(held, "open");
    child.kill("SIGINT");
    expect((await finished).code).toBe(130);
    await released;
  });

  it("removes one that is installed, whole or damaged, and says where there is none", async () => {
    const env = { COROLLARY_HOME: home() };
    const folder = join(env.COROLLARY_HOME, "engines/tensorflow-cpu");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "engine.json"), "{");
    const remove = ["engine", "remove", "tensorflow"];
    expect(await runCommandLine(remove, { env })).toMatchObject({
      code: 0,
      out: "tensorflow-cpu is removed\n",
    });
    expect(existsSync(folder)).toBe(false);
    const again = await runCommandLine([...remove, "--json"], { env });
    expect(JSON.parse(again.out)).toEqual({ engine: "tensorflow-cpu", isRemoved: false });
  });
});
