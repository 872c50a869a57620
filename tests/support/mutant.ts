import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Budget, Verdict } from "../../src/domain/verdict.ts";
import type { Plant } from "./plant.ts";

export interface MutantOrder {
  /** Slug. */
  readonly claim: string;
  readonly changes: readonly Plant[];
  readonly budget: Budget;
}

export interface MutantOutcome {
  readonly verdict: Verdict;
  readonly reason: string;
  /** The names of the conditions that did not pass, controls' aside. */
  readonly failed: readonly string[];
}

const PROGRAM = fileURLToPath(new URL("./compute-mutant.ts", import.meta.url));
const run = promisify(execFile);

/**
 * What a claim concludes at smoke when the sources are changed so, in a process of its own; the
 * files stay as they are. No change: what it concludes as it is.
 */
export async function concludes(claim: string, ...changes: Plant[]): Promise<MutantOutcome> {
  const order: MutantOrder = { claim, changes, budget: "smoke" };
  const { stdout } = await run(process.execPath, [PROGRAM, JSON.stringify(order)]);
  return JSON.parse(stdout) as MutantOutcome;
}
