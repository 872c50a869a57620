import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EngineName } from "../../src/domain/engine-name.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { assembleEvidence } from "../../src/verification/assemble-evidence.ts";
import type { ClaimDefinition } from "../../src/verification/index.ts";
import { loadRelease } from "../../src/verification/release.ts";
import { computeRuns } from "../../src/worker/compute-process.ts";
import { learning, learningToo } from "../support/scratch-papers.ts";

const ROOMS = ["domain", "compute", "verification", "papers"];
const TRAININGS = 3;

/** A project whose release is its own: the words make it. */
function releaseOf(words: string) {
  const root = mkdtempSync(join(tmpdir(), "corollary-release-"));
  writeFileSync(join(root, "package.json"), '{ "version": "1.0.0" }');
  writeFileSync(join(root, "package-lock.json"), '{ "packages": {} }');
  for (const room of ROOMS) {
    mkdirSync(join(root, "src", room), { recursive: true });
    writeFileSync(join(root, "src", room, "index.ts"), `// ${words}\n`);
  }
  return { root, release: loadRelease(root) };
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "corollary-states-"));
}

/** What came out, as evidence states it. */
async function resultOf(
  claim: ClaimDefinition,
  states: string | null,
  code = releaseOf("one"),
  engine: EngineName = "onnx-cpu",
): Promise<string> {
  const runs: RunRecord[] = [];
  const environment = await computeRuns(
    {
      ...{ claim: claim.slug, budget: "smoke", engine, code },
      folders: { states, data: [] },
    },
    {
      signal: new AbortController().signal,
      catalogue: new URL("../support/scratch-papers.ts", import.meta.url),
      onRun: ({ record }) => void runs.push(record),
    },
  );
  const verification = { paper: "scratch2026-tests", budget: "smoke", environment } as const;
  return assembleEvidence({ ...verification, claim, release: code.release }, runs).resultDigest;
}

/** Each file with its inode: one that is written again is another. */
function filesIn(folder: string): Map<string, number> {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  return new Map(found.map((path) => [path, statSync(path).ino]));
}

describe("networks that a verification has trained", () => {
  it("serve another claim with the same training, which trains none", async () => {
    const states = newFolder();
    await resultOf(learning, states);
    const kept = filesIn(states);
    expect(kept.size).toBe(TRAININGS);
    const found = await resultOf(learningToo, states);
    expect(filesIn(states)).toEqual(kept);
    expect(found).toBe(await resultOf(learningToo, null));
  });

  it("do not serve another release, which trains and keeps its own", async () => {
    const states = newFolder();
    await resultOf(learning, states);
    const kept = filesIn(states);
    await resultOf(learning, states, releaseOf("two"));
    const both = filesIn(states);
    expect(both.size).toBe(2 * TRAININGS);
    expect([...both].filter(([path]) => kept.has(path))).toEqual([...kept]);
  });

  it("do not serve another engine, which trains and keeps its own", async () => {
    const states = newFolder();
    const code = releaseOf("one");
    const first = await resultOf(learning, states, code);
    const kept = filesIn(states);
    const second = await resultOf(learning, states, code, "reference");
    expect(second).not.toBe(first);
    expect(second).toBe(await resultOf(learning, null, code, "reference"));
    const both = filesIn(states);
    expect(both.size).toBe(2 * TRAININGS);
    expect([...both].filter(([path]) => kept.has(path))).toEqual([...kept]);
  });

  it("are trained again, to the same result, where their files are damaged", async () => {
    const states = newFolder();
    const result = await resultOf(learning, states);
    const whole = [...filesIn(states).keys()].map((path) => [path, readFileSync(path)] as const);
    for (const [path, { length }] of whole) truncateSync(path, length - 1);
    expect(await resultOf(learning, states)).toBe(result);
    for (const [path, bytes] of whole) expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});
