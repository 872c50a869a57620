import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { runPinned } from "../engine/pinned.ts";
import { strangers, type Runner, type Said } from "./agreement.ts";
import { checkOf, JOB_STEPS, type Compared } from "./compared.ts";
import { handOver } from "./hand-over.ts";
import { PEERS, runPeer, type Device, type Peer, type Timing } from "./peer.ts";

/** What a child process of the benchmark is asked: its position in COMPARED, which cannot cross over. */
export interface Task {
  readonly row: number;
  readonly isCheck: boolean;
  readonly engine: EngineName;
}

export interface Pair {
  readonly stepMs: number;
  /** From the program to the parameters after 1,000 steps. */
  readonly jobMs: number;
}

/** What someone took, or why that would mean nothing. */
export type Outcome = Pair | { readonly refused: string };

export type PeerRow = Outcome & {
  readonly program: string;
  readonly precision: Precision;
  readonly cores: number;
  readonly engine: EngineName;
  readonly peers: Readonly<Partial<Record<Peer, Outcome>>>;
  /** Of the better peer to ours: above 1, ours is faster. */
  readonly ratios: { readonly step: number; readonly job: number } | null;
};

export interface Contest {
  readonly engines: readonly EngineName[];
  /** null: our own times only. */
  readonly python: string | null;
  readonly device: Device;
  readonly turns: number;
}

const SELF = fileURLToPath(new URL("../peers.bench.ts", import.meta.url));

function runOurs(task: Task, cores: number): Timing {
  const own = [SELF, "--task", JSON.stringify(task), "--cores", String(cores)];
  const told = runPinned(process.execPath, [...process.execArgv, "--expose-gc", ...own], cores);
  return JSON.parse(told) as Timing;
}

/** The folder of a program for peers, while it is used. */
function within<T>(compared: Compared, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "corollary-peers-"));
  try {
    handOver(folder, compared);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In float64 and over 20 steps: roundings, of which the largest seen is 3e-13. */
const SAME = 1e-11;
/** Of the first losses in the precision that is timed: of a sum in another order. */
const SAME_AT_FIRST: Readonly<Record<Precision, number>> = { float32: 1e-5, float64: SAME };

interface Tried {
  readonly who: Runner;
  readonly timing: Timing;
}

type OnCores = Contest & { readonly cores: number };

/** Each engine and each peer once, in a fresh process. */
function turn(
  compared: Compared,
  { row, isCheck }: Omit<Task, "engine">,
  { engines, python, device, cores }: OnCores,
): Tried[] {
  const ours = engines.map((engine) => ({
    who: engine,
    timing: runOurs({ row, isCheck, engine }, cores),
  }));
  if (python === null) return ours;
  const theirs = within(compared, (folder) =>
    PEERS.flatMap((peer) => {
      const forms = runPeer(peer, { python, folder, cores, device }, compared);
      return Object.values(forms).map((timing) => ({ who: peer, timing }));
    }),
  );
  return [...ours, ...theirs];
}

function saidBy(tries: readonly Tried[], steps: number): Said[] {
  return tries.map(({ who, timing }) => ({ who, losses: timing.losses.slice(0, steps) }));
}

/**
 * Why times would mean nothing, for each engine and each peer that computes something else.
 *
 * @param row the program's place in COMPARED
 */
export function refusals(
  compared: Compared,
  row: number,
  contest: OnCores,
): Partial<Record<Runner, string>> {
  const check = checkOf(compared);
  const tries = turn(check, { row, isCheck: true }, contest);
  return strangers(saidBy(tries, check.steps), "losses in float64", SAME);
}

/** The least of several tries; steps that were not run count as steady ones. */
function leastOf(timings: readonly Timing[], steps: number): Pair {
  const stepMs = Math.min(...timings.map((one) => one.stepMs));
  const jobs = timings.map((one) => one.jobMs + (JOB_STEPS - steps) * one.stepMs);
  return { stepMs, jobMs: Math.min(...jobs) };
}

function ratiosOf(ours: Outcome, peers: PeerRow["peers"]): PeerRow["ratios"] {
  const counted = Object.values(peers).filter((one): one is Pair => !("refused" in one));
  if (counted.length === 0 || "refused" in ours) return null;
  const best = (key: keyof Pair) => Math.min(...counted.map((one) => one[key]));
  return { step: best("stepMs") / ours.stepMs, job: best("jobMs") / ours.jobMs };
}

/** The rows of one program on some cores, an engine each. */
export function rowsOf(
  compared: Compared,
  row: number,
  contest: OnCores & { readonly refused: Partial<Record<Runner, string>> },
): PeerRow[] {
  const { program, precision, steps } = compared;
  const { engines, turns, cores } = contest;
  const tries = Array.from({ length: turns }, () =>
    turn(compared, { row, isCheck: false }, contest),
  ).flat();
  const what = `first losses in ${precision}`;
  const atFirst = strangers(saidBy(tries, 1), what, SAME_AT_FIRST[precision]);
  const refused = { ...atFirst, ...contest.refused };
  const outcomeOf = (who: Runner): Outcome => {
    const why = refused[who];
    if (why !== undefined) return { refused: why };
    const own = tries.filter((one) => one.who === who);
    return leastOf(
      own.map(({ timing }) => timing),
      steps,
    );
  };
  const ran = PEERS.filter((peer) => tries.some(({ who }) => who === peer));
  const peers = Object.fromEntries(ran.map((peer) => [peer, outcomeOf(peer)]));
  return engines.map((engine) => {
    const ours = outcomeOf(engine);
    const about = { program: program.name, precision, cores, engine };
    return { ...about, ...ours, peers, ratios: ratiosOf(ours, peers) };
  });
}
