import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { findProject } from "../../src/config/root.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { executeRun, type RunOutput } from "../../src/verification/execute-run.ts";
import { computeRuns, type RunProgress } from "../../src/worker/compute-process.ts";
import { createGate } from "../support/gate.ts";
import { hanging, steady, throwing, waiting } from "../support/scratch-papers.ts";

const catalogue = new URL("../support/scratch-papers.ts", import.meta.url);

async function compute(slug: string, options: Partial<Parameters<typeof computeRuns>[1]> = {}) {
  const outputs: RunOutput[] = [];
  const progress: RunProgress[] = [];
  await computeRuns(
    { claim: slug, budget: "smoke", engine: null },
    {
      signal: new AbortController().signal,
      catalogue,
      onRun(output, step) {
        outputs.push(output);
        progress.push(step);
      },
      ...options,
    },
  );
  return { outputs, progress };
}

describe("computing in a process of its own", () => {
  it("gives the runs of the plan in its order, as computed here", async () => {
    const { outputs, progress } = await compute(steady.slug);
    const here = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    expect(outputs).toEqual(here);
    expect(progress.map(({ done, total }) => [done, total])).toEqual(
      here.map((_, index) => [index + 1, here.length]),
    );
  });

  it("computes what is missing, and nothing twice", async () => {
    const all = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    const completed = [all[0], all[4]].flatMap((one) => (one === undefined ? [] : [one.record]));
    const { outputs, progress } = await compute(steady.slug, {
      resume: () => completed,
    });
    expect(outputs).toEqual([all[1], all[2], all[3], all[5]]);
    expect(progress[0]).toMatchObject({ done: 3, total: 6 });
  });

  it("goes on after a run that failed: it is a result", async () => {
    const { outputs } = await compute(throwing.slug);
    expect(outputs.map(({ record }) => record.status)).toContain("FAILED");
    expect(outputs).toHaveLength(6);
  });

  it("refuses to compute with other code than the evidence will name", async () => {
    const { root } = findProject(import.meta.url);
    const release = loadRelease(root);
    const order = { claim: steady.slug, budget: "smoke", engine: null } as const;
    const outputs: RunOutput[] = [];
    const options = {
      signal: new AbortController().signal,
      catalogue,
      onRun: (output: RunOutput) => void outputs.push(output),
    };
    const other = { ...release, sourceDigest: "0".repeat(64) };
    await expect(
      computeRuns({ ...order, code: { root, release: other } }, options),
    ).rejects.toMatchObject({ code: "VERIFICATION_FAILED" });
    expect(outputs).toEqual([]);
    await computeRuns({ ...order, code: { root, release } }, options);
    expect(outputs).toHaveLength(6);
  });

  it("leaves nothing behind when the caller fails after the process has ended", () => {
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    // Its own process, which ends by itself when nothing is left; a timer would hold it for 10 s.
    const script = `
      import { setTimeout as pause } from "node:timers/promises";
      const { computeRuns } = await import(${url("../../src/worker/compute-process.ts")});
      const hasChild = () => process.getActiveResourcesInfo().includes("ProcessWrap");
      await computeRuns(
        { claim: ${JSON.stringify(steady.slug)}, budget: "smoke", engine: null },
        {
          signal: new AbortController().signal,
          catalogue: new URL(${JSON.stringify(catalogue.href)}),
          async onRun() {
            while (hasChild()) await pause(10);
            throw new Error("the database said no");
          },
        },
      ).catch((error) => console.log(error.message));`;
    const { stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 8_000,
    });
    expect({ stdout, signal }).toEqual({ stdout: "the database said no\n", signal: null });
  });

  it("refuses a claim that the catalogue lacks", async () => {
    await expect(compute("no-such-claim")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("ends with INTERRUPTED when the signal aborts", async () => {
    const gate = await createGate();
    const abort = new AbortController();
    const gated = new URL(`${catalogue.href}?gate=${gate.path}`);
    const computing = compute(waiting.slug, { signal: abort.signal, catalogue: gated });
    const refused = expect(computing).rejects.toMatchObject({ code: "INTERRUPTED" });
    const { pid } = await gate.arrival();
    abort.abort();
    await refused;
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    await gate.close();
    await expect(compute(steady.slug, { signal: abort.signal })).rejects.toMatchObject({
      code: "INTERRUPTED",
    });
  });

  it("takes a process that finishes no run for hung", async () => {
    await expect(compute(hanging.slug, { stallMs: 2_000 })).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringContaining("hangs") as string,
    });
  });

  it("ends when the caller's part of the work fails, with its error", async () => {
    const told: number[] = [];
    const onRun = (_: RunOutput, { done }: RunProgress) => {
      told.push(done);
      return Promise.reject(new Error("no room"));
    };
    await expect(compute(steady.slug, { onRun })).rejects.toThrow("no room");
    expect(told).toEqual([1]);
  });

  it("says how a process ended that died, with its last words", async () => {
    const broken = new URL("./no-such-catalogue.ts", import.meta.url);
    await expect(compute(steady.slug, { catalogue: broken })).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringMatching(/exit code 1 .*it wrote: .*no-such-catalogue/s) as string,
    });
  });
});
