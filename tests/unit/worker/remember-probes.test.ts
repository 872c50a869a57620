import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MANIFEST } from "../../../src/compute/engine/engines/tensorflow-folder.ts";
import { rememberProbes } from "../../../src/worker/remember-probes.ts";
import { INSTALLED, NATIVE_ENGINES } from "../../support/engines-here.ts";
import { withoutProcesses } from "../../support/without-processes.ts";

const emptyFolder = () => mkdtempSync(join(tmpdir(), "corollary-probes-"));

/** What a command writes last when it has installed an engine, at a second of its own. */
function writeManifest(installed: string, second: number) {
  const manifest = join(installed, "onnx-cpu", MANIFEST);
  mkdirSync(join(manifest, ".."), { recursive: true });
  writeFileSync(manifest, "{}");
  utimesSync(manifest, second, second);
}

describe("what is remembered of an engine", () => {
  it("holds as long as it is the one that was asked", async () => {
    const installed = emptyFolder();
    const probe = rememberProbes(installed);
    const first = await probe("onnx-cpu");
    expect(first.available).toBe(true);
    expect(await probe("onnx-cpu")).toBe(first);
    writeManifest(installed, 1000);
    const second = await probe("onnx-cpu");
    expect(second).not.toBe(first);
    expect(await probe("onnx-cpu")).toBe(second);
    writeManifest(installed, 2000);
    const third = await probe("onnx-cpu");
    expect(third).not.toBe(second);
    rmSync(join(installed, "onnx-cpu"), { recursive: true });
    expect(await probe("onnx-cpu")).not.toBe(third);
  });

  it("is not that no process could be started", async () => {
    const probe = rememberProbes(emptyFolder());
    const none = await withoutProcesses("/nowhere/node", () => probe("reference"));
    expect(none).toEqual({
      available: false,
      reason: "no computing process could be started (spawn /nowhere/node ENOENT)",
    });
    expect((await probe("reference")).available).toBe(true);
  });

  it.runIf(NATIVE_ENGINES.includes("tensorflow-cpu"))(
    "is gone with an engine that was removed, and back with it",
    async () => {
      const installed = emptyFolder();
      const place = join(installed, "tensorflow-cpu");
      const probe = rememberProbes(installed);
      const found: boolean[] = [];
      const ask = async () => found.push((await probe("tensorflow-cpu")).available);
      await ask();
      symlinkSync(join(INSTALLED, "tensorflow-cpu"), place);
      await ask();
      rmSync(place);
      await ask();
      symlinkSync(join(INSTALLED, "tensorflow-cpu"), place);
      await ask();
      expect(found).toEqual([false, true, false, true]);
    },
  );
});
