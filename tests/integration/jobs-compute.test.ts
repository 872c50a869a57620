import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { EXACT_ENVIRONMENT, environmentSchema } from "../../src/domain/environment.ts";
import { findProject } from "../../src/config/root.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { executeRun, runKey, type RunOutput } from "../../src/verification/execute-run.ts";
import type { EngineName } from "../../src/domain/engine-name.ts";
import { computeRuns } from "../../src/worker/compute-process.ts";
import type { RunProgress } from "../../src/worker/crew.ts";
import type { Computer } from "../../src/worker/child-process.ts";
import { createSlots } from "../../src/worker/slots.ts";
import { HIRED_ONCE, keepStaff, type Staff } from "../../src/worker/staff.ts";
import { createGate } from "../support/gate.ts";
import {
  dataless,
  hanging,
  saving,
  steady,
  throwing,
  together,
  trained,
  waiting,
  waitingTwice,
} from "../support/scratch-papers.ts";
import { withoutProcesses } from "../support/without-processes.ts";

const catalogue = new URL("../support/scratch-papers.ts", import.meta.url);

type Options = Partial<Parameters<typeof computeRuns>[1]> & { readonly engine?: EngineName };

async function compute(slug: string, { engine = "onnx-cpu", ...options }: Options = {}) {
  const outputs: RunOutput[] = [];
  const progress: RunProgress[] = [];
  const environment = await computeRuns(
    { claim: slug, budget: "smoke", engine: slug === trained.slug ? engine : null },
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
  return { outputs, progress, environment };
}

/** From here to the end of the test no time passes by itself. */
function holdTheClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Processes that are kept, with each time that one was hired; none waits for too long. */
function watchedStaff() {
  holdTheClock();
  const kept = keepStaff();
  const hired: Computer[] = [];
  const hire: Staff["hire"] = (...asked) => {
    const computer = kept.hire(...asked);
    hired.push(computer);
    return computer;
  };
  return { staff: { ...kept, hire }, hired };
}

const amountOf = ({ record }: RunOutput) => record.measurements[0]?.value;

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

  it("computes all seeds of an arm at once where its measure can", async () => {
    const { outputs, progress } = await compute(together.slug);
    expect(outputs.map(amountOf)).toEqual([-894, -794, -694, 106, 206, 306]);
    expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6]);
    // Three equal shares of one time.
    expect(new Set(progress.slice(3).map(({ durationMs }) => durationMs)).size).toBe(1);
  });

  it("gives what is missing of an arm as if nothing had been known", async () => {
    const all = (await compute(together.slug)).outputs;
    const completed = [all[0], all[4]].flatMap((one) => (one === undefined ? [] : [one.record]));
    const { outputs, progress } = await compute(together.slug, { resume: () => completed });
    expect(outputs).toEqual([all[1], all[2], all[3], all[5]]);
    expect(progress.at(-1)).toMatchObject({ done: 6, total: 6 });
  });

  it("by several processes is the same, each run once and one told after the other", async () => {
    const slots = createSlots(3);
    let inWork = 0;
    const outputs: RunOutput[] = [];
    const done: number[] = [];
    const onRun = async (output: RunOutput, step: RunProgress) => {
      inWork += 1;
      expect(inWork).toBe(1);
      await Promise.resolve();
      inWork -= 1;
      outputs.push(output);
      done.push(step.done);
    };
    await compute(steady.slug, { slots, onRun });
    const here = await Promise.all(steady.plan("smoke").map((planned) => executeRun(planned)));
    const byKey = (list: readonly RunOutput[]) =>
      new Map(list.map((output) => [runKey(output.record), output]));
    expect(byKey(outputs)).toEqual(byKey(here));
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    // All of them were given back.
    const free = [slots.takeFree(), slots.takeFree(), slots.takeFree(), slots.takeFree()];
    expect(free.map((release) => release !== null)).toEqual([true, true, true, false]);
  });

  it("hires more processes when another computation gives some back", async () => {
    const slots = createSlots(2);
    const held = slots.takeFree();
    const gate = await createGate();
    const gated = new URL(`${catalogue.href}?gate=${gate.path}`);
    const computing = compute(waitingTwice.slug, { slots, catalogue: gated });
    const first = await gate.arrival();
    held?.();
    const second = await gate.arrival();
    expect(second.pid).not.toBe(first.pid);
    gate.open();
    expect((await computing).outputs).toHaveLength(6);
    await gate.close();
  });

  it("takes every process with it when one of them dies", async () => {
    const gate = await createGate();
    const gated = new URL(`${catalogue.href}?gate=${gate.path}`);
    const slots = createSlots(2);
    const computing = compute(waitingTwice.slug, { slots, catalogue: gated });
    const refused = expect(computing).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringContaining("SIGKILL") as string,
    });
    const pids = [(await gate.arrival()).pid, (await gate.arrival()).pid];
    process.kill(pids[0] ?? 0, "SIGKILL");
    await refused;
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    await gate.close();
  });

  it("hands over what was finished before a process died, however slow the caller is", async () => {
    const gate = await createGate();
    const slots = createSlots(1);
    const gone = new Promise<void>((resolve) => slots.onFree(resolve));
    const told: number[] = [];
    const computing = compute(waiting.slug, {
      slots,
      catalogue: new URL(`${catalogue.href}?gate=${gate.path}`),
      async onRun(_, { done }) {
        await gone;
        told.push(done);
      },
    });
    const refused = expect(computing).rejects.toMatchObject({ code: "VERIFICATION_FAILED" });
    process.kill((await gate.arrival()).pid, "SIGKILL");
    await refused;
    expect(told).toEqual([1, 2, 3, 4, 5]);
    await gate.close();
  });

  it("gives a slot that comes too late back", async () => {
    const slots = createSlots(1);
    const held = slots.takeFree();
    const abort = new AbortController();
    const computing = compute(steady.slug, { slots, signal: abort.signal });
    abort.abort();
    await expect(computing).rejects.toMatchObject({ code: "INTERRUPTED" });
    held?.();
    await Promise.resolve();
    expect(slots.takeFree()).not.toBeNull();
  });

  it("says in what it computes before the first run: exactly, or with which engine", async () => {
    expect((await compute(steady.slug)).environment).toEqual(EXACT_ENVIRONMENT);
    const told: unknown[] = [];
    const { environment, outputs } = await compute(trained.slug, {
      resume(given) {
        told.push(given);
        return [];
      },
    });
    expect(told).toEqual([environment]);
    expect(environmentSchema.parse(environment)).toEqual(environment);
    expect(environment).toMatchObject({
      ...{ engine: "onnx-cpu", device: "CPU", precision: "float64", threads: 1 },
      cpuFeatures: expect.stringContaining(process.arch) as string,
    });
    expect(environment.versions).toContainEqual({ name: "node", version: process.versions.node });
    expect(environment.versions.map(({ name }) => name)).toContain("onnxruntime-node");
    const values = outputs
      .filter(({ record }) => record.control === null)
      .map(({ record }) => record.measurements[0]?.value);
    expect(values).toEqual(
      [1, 2, 3].map((seed) => expect.closeTo(20 * Math.tanh(seed), 12) as number),
    );
  });

  it("is bit-identical by one process and by several", async () => {
    const one = await compute(trained.slug);
    const several = await compute(trained.slug, { slots: createSlots(2) });
    const digests = (outputs: readonly RunOutput[]) =>
      new Map(outputs.map(({ record }) => [runKey(record), record]));
    expect(several.environment).toEqual(one.environment);
    expect(digests(several.outputs)).toEqual(digests(one.outputs));
  });

  it("lets claims that need an engine take turns, for what the first has trained", async () => {
    const means = { slots: createSlots(2), turns: createSlots(1) };
    const events: string[] = [];
    const start = (name: string) =>
      compute(trained.slug, {
        ...means,
        resume() {
          events.push(`${name} begins`);
          return [];
        },
      }).then(() => events.push(`${name} has ended`));
    await Promise.all([start("one"), start("two")]);
    expect(events).toEqual(["one begins", "one has ended", "two begins", "two has ended"]);
  });

  it("goes on after a run that failed: it is a result", async () => {
    const { outputs } = await compute(throwing.slug);
    expect(outputs.map(({ record }) => record.status)).toContain("FAILED");
    expect(outputs).toHaveLength(6);
  });

  it("makes no result of what is wrong with the machine: it says so", async () => {
    await expect(compute(dataless.slug)).rejects.toMatchObject({
      ...{ code: "DATA_MISSING", message: "the digits are not here" },
    });
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
    // Its own process, which would not end before a timer that is left.
    const script = `
      import { setTimeout as pause } from "node:timers/promises";
      const { computeRuns } = await import(${url("../../src/worker/compute-process.ts")});
      const has = (resource) => process.getActiveResourcesInfo().includes(resource);
      await computeRuns(
        { claim: ${JSON.stringify(steady.slug)}, budget: "smoke", engine: null },
        {
          signal: new AbortController().signal,
          catalogue: new URL(${JSON.stringify(catalogue.href)}),
          async onRun() {
            while (has("ProcessWrap")) await pause(10);
            throw new Error("the database said no");
          },
        },
      ).catch((error) => console.log(error.message, has("Timeout")));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(stdout).toBe("the database said no false\n");
  });

  it("serves one claim after another with the same process, to the same numbers", async () => {
    const { staff, hired } = watchedStaff();
    const first = await compute(steady.slug, { staff });
    const other = await compute(together.slug, { staff });
    const again = await compute(steady.slug, { staff });
    await staff.close();
    expect(new Set(hired).size).toBe(1);
    expect(again.outputs).toEqual(first.outputs);
    expect(other.outputs).toEqual((await compute(together.slug)).outputs);
  });

  it("loads an engine once for all claims that a process serves, to the same numbers", async () => {
    const { staff, hired } = watchedStaff();
    const exact = await compute(steady.slug, { staff });
    const first = await compute(trained.slug, { staff });
    const again = await compute(trained.slug, { staff });
    await staff.close();
    expect(new Set(hired).size).toBe(1);
    expect(exact.environment).toEqual(EXACT_ENVIRONMENT);
    expect(again).toEqual({ ...first, progress: again.progress });
    expect((await compute(trained.slug)).outputs).toEqual(first.outputs);
  });

  it("hires another for another engine: two of one library cannot be in one process", async () => {
    const { staff, hired } = watchedStaff();
    for (const engine of ["onnx-cpu", "reference", "onnx-cpu", "reference"] as const) {
      const { environment } = await compute(trained.slug, { staff, engine });
      expect(environment.engine).toBe(engine);
    }
    await compute(steady.slug, { staff });
    await staff.close();
    const [onnx, reference, ...later] = hired;
    expect(reference).not.toBe(onnx);
    expect(later.slice(0, 2)).toEqual([onnx, reference]);
    expect(new Set(hired).size).toBe(2);
  });

  it("names the engine that is not here, and how to get it", async () => {
    await expect(compute(trained.slug, { engine: "tensorflow-gpu" })).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: expect.stringMatching(/^(engine )?tensorflow-gpu/) as unknown,
    });
  });

  it("hires another when the one that waits has died", async () => {
    const { staff, hired } = watchedStaff();
    await compute(steady.slug, { staff });
    hired[0]?.kill();
    await hired[0]?.ended;
    const { outputs } = await compute(steady.slug, { staff });
    await staff.close();
    expect(new Set(hired).size).toBe(2);
    expect(outputs).toHaveLength(steady.plan("smoke").length);
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

  it.each([
    ["is told by an event", "/nowhere/node"],
    ["is thrown", `/${"n".repeat(5_000)}`],
  ])("gives its slot back where no process can be started, which %s", async (_, program) => {
    const slots = createSlots(1);
    const computing = withoutProcesses(program, () => compute(steady.slug, { slots }));
    await expect(computing).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringMatching(/^no computing process could be started \(spawn /) as string,
    });
    expect((await compute(steady.slug, { slots })).outputs).toHaveLength(6);
  });

  it("takes a process that finishes no run for hung", async () => {
    await expect(compute(hanging.slug, { stallMs: 2_000 })).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringContaining("hangs") as string,
    });
  });

  it("does not take for hung what keeps checkpoints", async () => {
    holdTheClock();
    const states = mkdtempSync(join(tmpdir(), "corollary-kept-"));
    const stallMs = 60_000;
    let kept = 0;
    const hire: Staff["hire"] = (onMessage, engine) =>
      HIRED_ONCE.hire((message) => {
        onMessage(message);
        if (message.kind !== "kept") return;
        kept += 1;
        vi.advanceTimersByTime(0.9 * stallMs);
      }, engine);
    const outputs: RunOutput[] = [];
    const order = { claim: saving.slug, budget: "smoke", engine: "reference" } as const;
    await computeRuns(
      { ...order, folders: { states, data: [] } },
      {
        signal: new AbortController().signal,
        ...{ catalogue, stallMs, staff: { ...HIRED_ONCE, hire } },
        onRun: (output: RunOutput) => void outputs.push(output),
      },
    );
    rmSync(states, { recursive: true });
    expect(kept).toBe(4);
    expect(outputs.map(({ record }) => record.status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
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

  it("keeps the end of a line that is too long for a message", async () => {
    const talking = "process.stderr.write('x'.repeat(1e6) + 'the end', () => process.exit(1))";
    const script = `${talking}; await new Promise(() => {})`;
    const endless = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    await expect(compute(steady.slug, { catalogue: endless })).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringMatching(/^.{0,200}it wrote: x{1,9999}the end; .{0,200}$/) as string,
    });
  });

  it("says where to look when a process dies before it could compute", async () => {
    const killing = "process.kill(process.pid, 'SIGBUS'); await new Promise(() => {})";
    const damaged = new URL(`data:text/javascript,${encodeURIComponent(killing)}`);
    await expect(compute(steady.slug, { catalogue: damaged })).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      message: expect.stringMatching(/SIGBUS.*had not begun: `npx corollary doctor`/) as string,
    });
  });
});
