import { once } from "node:events";
import { chmodSync, mkdtempSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTool } from "../../../src/worker/run-tool.ts";

/** Runs a script that says by a file that it has begun, and is then told to stop. */
async function stopped(script: string): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "corollary-tool-"));
  const stopping = new AbortController();
  const begun = watch(folder);
  const running = runTool("sh", ["-c", script, "sh", join(folder, "begun")], {
    signal: stopping.signal,
  });
  const ended = running.catch((error: unknown) => error);
  await once(begun, "change");
  begun.close();
  stopping.abort();
  return ended;
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

  // What a tool has started holds its pipes, and it has not ended before they are closed.
  it("ends with all that it has started when it is told to stop", async () => {
    expect(await stopped(`sleep 600 & : > "$1"; wait`)).toMatchObject({ code: "INTERRUPTED" });
  });

  it("is killed with all that it has started where it does not heed that", async () => {
    const deaf = `trap "" TERM; sleep 600 & : > "$1"; wait`;
    expect(await stopped(deaf)).toMatchObject({ code: "INTERRUPTED" });
  });

  it("is not started when it was told to stop before", async () => {
    const running = runTool("none-such-tool", [], { signal: AbortSignal.abort() });
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});
