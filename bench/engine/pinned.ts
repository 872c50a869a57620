import { spawnSync } from "node:child_process";

export const canPin = spawnSync("taskset", ["-V"]).status === 0;

/**
 * What a command prints that runs on the first cores only, where there is a taskset.
 *
 * @throws Error with what it said on the way down
 */
export function runPinned(command: string, args: readonly string[], cores: number): string {
  const pinned = ["-c", `0-${cores - 1}`, command, ...args];
  const [program, given] = canPin ? ["taskset", pinned] : [command, args];
  const options = { encoding: "utf8", maxBuffer: 2 ** 26 } as const;
  const { status, signal, stdout, stderr } = spawnSync(program, given, options);
  if (status === 0) return stdout;
  throw new Error(stderr.trim() || `it ended with ${signal ?? status ?? "no exit code"}`);
}

/** The cores of a command line; one and, where there are more, two unless said. */
export function coresOf(given: readonly string[] | undefined, most: number): number[] {
  const cores = (given ?? (most > 1 ? ["1", "2"] : ["1"])).map(Number);
  const wrong = cores.find((one) => !Number.isInteger(one) || one < 1 || one > most);
  if (wrong !== undefined) throw new Error(`--cores ${wrong}: this machine has ${most}`);
  return cores;
}
