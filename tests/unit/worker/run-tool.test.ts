import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createReadStream, mkdtempSync, writeFileSync, type ReadStream } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { runTool } from "../../../src/worker/run-tool.ts";

const RUN_TOOL = fileURLToPath(new URL("../../../src/worker/run-tool.ts", import.meta.url));

/** Tells its group by a pipe ($1), which is closed when all that hold it have ended. */
const LASTING = `exec 3>"$1"; echo $$ >&3; sleep 600 & wait`;
/** As that one, and has no mind to end. */
const DEAF = `trap "" TERM; ${LASTING}`;
/** Ends at once when it is told to; what it has started does not, and holds none of its outputs. */
const LEAVING = `exec 3>"$1"; (trap "" TERM; exec >/dev/null 2>&1; echo $$ >&3; exec sleep 600) & wait`;

function namedPipe(): string {
  const path = join(mkdtempSync(join(tmpdir(), "corollary-tool-")), "pipe");
  execFileSync("mkfifo", [path]);
  return path;
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    expect(error).toMatchObject({ code: "ESRCH" });
  }
}

/** Waits until a script has begun. Whatever comes of the test, nothing that it started is left. */
async function begun(pipe: ReadStream): Promise<void> {
  const [group] = (await once(pipe.setEncoding("utf8"), "data")) as [string];
  onTestFinished(() => {
    endGroup(Number(group));
  });
}

/** Runs a script until it has begun, and then tells it to stop; is done when nothing of it is left. */
async function stopped(script: string): Promise<unknown> {
  const path = namedPipe();
  const stopping = new AbortController();
  const { signal } = stopping;
  const ended = runTool("sh", ["-c", script, "sh", path], { signal }).catch(
    (error: unknown) => error,
  );
  const pipe = createReadStream(path);
  await begun(pipe);
  const closed = once(pipe, "end");
  stopping.abort();
  const error = await ended;
  await closed;
  return error;
}

/** A process that runs a script as its tool, and ends by itself when its input does. */
function parentOf(script: string, path: string): ChildProcess {
  const program = [
    `import { runTool } from ${JSON.stringify(RUN_TOOL)};`,
    `process.stdin.resume().once("end", () => process.exit());`,
    `await runTool("sh", ["-c", ${JSON.stringify(script)}, "sh", ${JSON.stringify(path)}]);`,
  ].join("\n");
  const stdio = ["pipe", "inherit", "inherit"] as const;
  return spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: [...stdio] });
}

describe("a tool of the machine", () => {
  it("gives what it wrote and whether it was content", async () => {
    const told = await runTool("sh", ["-c", "echo one; echo two >&2; exit 3"]);
    expect(told?.ok).toBe(false);
    expect(told?.output.split("\n").toSorted()).toEqual(["one", "two"]);
  });

  it("is null where it is not there", async () => {
    expect(await runTool("none-such-tool", [])).toBeNull();
  });

  it("is named where it may not be executed", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "corollary-tool-")), "g++");
    writeFileSync(path, "#!/bin/sh\n");
    chmodSync(path, 0o644);
    await expect(runTool(path, [])).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: `${path} is here and cannot be started (EACCES): see that it may be executed`,
    });
  });

  it("ends with all that it has started when it is told to stop", async () => {
    expect(await stopped(LASTING)).toMatchObject({ code: "INTERRUPTED" });
  });

  it("is killed with all that it has started where it does not heed that", async () => {
    expect(await stopped(DEAF)).toMatchObject({ code: "INTERRUPTED" });
  });

  it("leaves nobody behind who does not heed that, holds none of its outputs and outlives it", async () => {
    expect(await stopped(LEAVING)).toMatchObject({ code: "INTERRUPTED" });
  });

  it.each([
    ["heeds signals", LASTING],
    ["does not", DEAF],
  ])(
    "is killed with all that it has started when our process ends: one that %s",
    async (_, script) => {
      const path = namedPipe();
      const parent = parentOf(script, path);
      const pipe = createReadStream(path);
      await begun(pipe);
      const closed = once(pipe, "end");
      parent.stdin?.end();
      await once(parent, "exit");
      await closed;
    },
  );

  it("is not started when it was told to stop before", async () => {
    const running = runTool("none-such-tool", [], { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});
