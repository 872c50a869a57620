import { expect } from "vitest";
import { runCli } from "../../src/cli/index.ts";
import { plain } from "../../src/cli/output.ts";
import { loadConfig } from "../../src/config/config.ts";
import { findProject } from "../../src/config/root.ts";
import { papers as catalogue } from "../../src/papers/index.ts";
import { ONE_PROCESS, type Finished } from "./command-line.ts";

const { root, version } = findProject(import.meta.url);

export interface CommandHere {
  readonly env?: Readonly<Record<string, string>>;
  /** What the product has; all of it unless given. */
  readonly papers?: typeof catalogue;
}

/**
 * The command in this process, put together as `bin/cli.ts` does it, for what a command says and
 * not how its process starts and ends: a process takes longer to load than most commands to answer.
 */
export async function runCommandHere(
  args: readonly string[],
  { env = {}, papers = catalogue }: CommandHere = {},
): Promise<Finished> {
  const told = { out: "", err: "", code: 0 };
  const elsewhere = () => expect.fail("a server and a worker are processes of their own");
  const err = (text: string) => void (told.err += `${plain(text)}\n`);
  await runCli(args, {
    ...{ root, version, papers, signal: new AbortController().signal },
    output: {
      ...{ isTerminal: false, columns: 100, control: () => undefined },
      out: (text) => void (told.out += `${plain(text)}\n`),
      err,
      document: (text) => void (told.out += text),
    },
    setExitCode: (code) => void (told.code = code),
    loadConfig: () => loadConfig({ ...ONE_PROCESS, ...env }, root),
    openPlatform: async (config) =>
      (await import("../../src/app.ts")).openPlatform(config, { log: err }),
    ...{ serve: elsewhere, work: elsewhere },
  });
  return told;
}
