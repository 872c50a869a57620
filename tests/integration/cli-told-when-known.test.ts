import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../../src/cli/index.ts";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";

const { root, version } = findProject(import.meta.url);

/** What a reader has seen who leaves after the first answer: nothing later can be in it. */
async function firstAnswer(...args: string[]): Promise<string[]> {
  const seen: string[] = [];
  const elsewhere = () => expect.fail("a server, a worker and a database are not needed");
  const home = mkdtempSync(join(tmpdir(), "corollary-home-"));
  await runCli(args, {
    ...{ root, version, papers: [], signal: new AbortController().signal },
    output: {
      ...{ isTerminal: false, columns: 100, control: () => undefined, err: () => undefined },
      out(text) {
        seen.push(text);
        throw new Error("the reader has left");
      },
      document: elsewhere,
    },
    setExitCode: () => undefined,
    loadConfig: () => loadConfig({ COROLLARY_HOME: home }, root),
    ...{ openPlatform: elsewhere, serve: elsewhere, work: elsewhere },
  });
  return seen;
}

it("the doctor tells a finding before it looks at the next", async () => {
  expect(await firstAnswer("doctor")).toEqual([expect.stringMatching(/^node +ok +v\d\S+ on \S+$/)]);
});

it("engines are listed one by one, each when it has computed", async () => {
  const [answer, ...later] = await firstAnswer("engine", "list");
  expect(answer).toMatch(/^onnx-cpu \(available\)\n {2}.*onnxruntime-node [\d.]+[^\n]*$/);
  expect(later).toEqual([]);
});
