import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStateStore, type StoredState } from "../../../src/compute/training/index.ts";

const SAVE_STATE = fileURLToPath(new URL("../../support/save-state.ts", import.meta.url));

const state: StoredState = {
  step: 7,
  arrays: {
    single: Float32Array.of(0.1, -0, Infinity),
    double: Float64Array.of(NaN, 5e-324),
    int32: Int32Array.of(-1),
    uint8: Uint8Array.of(255),
    uint32: Uint32Array.of(2 ** 32 - 1),
    none: new Float32Array(),
  },
  facts: { outcome: null, words: "ä" },
};

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corollary-states-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function onlyFile(): string {
  const [name = "", ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, name);
}

const flags = ["--disable-warning=ExperimentalWarning", SAVE_STATE];

describe("a store of states", () => {
  it("gives back every bit of what was saved", async () => {
    const store = openStateStore(join(folder, "made", "when needed"));
    await store.save("key", state);
    const loaded = await store.load("key");
    expect(loaded).toEqual(state);
    expect(Object.is(loaded?.arrays["single"]?.[1], -0)).toBe(true);
  });

  it("has nothing under a key that was never saved", async () => {
    expect(await openStateStore(folder).load("key")).toBeNull();
    expect(await openStateStore(join(folder, "not there")).load("key")).toBeNull();
  });

  it("keeps the newest state of a key, in one file", async () => {
    const store = openStateStore(folder);
    await store.save("key", state);
    await store.save("key", { ...state, step: 8 });
    expect((await store.load("key"))?.step).toBe(8);
    onlyFile();
  });

  it("names files by a digest, so that any text is a key", async () => {
    const store = openStateStore(folder);
    await store.save("../../a key\0", state);
    expect(onlyFile()).toMatch(/[0-9a-f]{64}\.state$/);
  });

  it("refuses a file with any byte changed", async () => {
    const store = openStateStore(folder);
    await store.save("key", { step: 1, arrays: { w: Float64Array.of(1, 2) }, facts: {} });
    const file = onlyFile();
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      writeFileSync(file, changed);
      await expect(store.load("key"), `byte ${at}`).rejects.toMatchObject({
        code: "BAD_CHECKPOINT",
      });
    }
  });

  it("refuses a file that ends anywhere too early, or too late", async () => {
    const store = openStateStore(folder);
    await store.save("key", { step: 1, arrays: { w: Float64Array.of(1, 2) }, facts: {} });
    const file = onlyFile();
    const bytes = readFileSync(file);
    const others = Array.from(bytes.keys(), (length) => bytes.subarray(0, length));
    for (const other of [...others, Buffer.concat([bytes, Buffer.of(0)])]) {
      writeFileSync(file, other);
      await expect(store.load("key"), `${other.length} bytes`).rejects.toMatchObject({
        code: "BAD_CHECKPOINT",
      });
    }
  });

  it("refuses the file of another key under this key's name", async () => {
    const store = openStateStore(folder);
    await store.save("key", state);
    const file = onlyFile();
    await store.save("other", state);
    const [other = ""] = readdirSync(folder).filter((name) => !file.endsWith(name));
    writeFileSync(file, readFileSync(join(folder, other)));
    await expect(store.load("key")).rejects.toThrow("it is of another computation");
  });

  it("refuses a file that cannot be read", async () => {
    const store = openStateStore(folder);
    await store.save("key", state);
    const file = onlyFile();
    rmSync(file);
    mkdirSync(file);
    await expect(store.load("key")).rejects.toMatchObject({ code: "BAD_CHECKPOINT" });
  });

  it("says that a folder cannot be written, and leaves nothing beside", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(openStateStore(file).save("key", state)).rejects.toMatchObject({
      code: "DATA_FOLDER_UNUSABLE",
    });
  });

  it("has a whole state after a kill at any moment of the saving", async () => {
    const child = spawn(process.execPath, [...flags, folder, "key", "3", "100000"]);
    await once(child.stdout, "data");
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    const loaded = await openStateStore(folder).load("key");
    expect(loaded?.step).toBe(3);
    expect(loaded?.arrays["weights"]).toEqual(new Float64Array(50_000).fill(3));
  });

  it("has the state of one of two processes that save at once, never a mixture", async () => {
    const run = promisify(execFile);
    const save = (value: string) => run(process.execPath, [...flags, folder, "key", value, "40"]);
    await Promise.all([save("1"), save("2")]);
    const loaded = await openStateStore(folder).load("key");
    expect([1, 2]).toContain(loaded?.step);
    const weights = new Float64Array(50_000).fill(loaded?.step ?? 0);
    expect(loaded?.arrays["weights"]).toEqual(weights);
    onlyFile();
  });
});
