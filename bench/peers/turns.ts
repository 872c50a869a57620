import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineName, Precision } from "../../src/domain/engine-name.ts";
import { runPinned } from "../engine/pinned.ts";
import { checkOf, JOB_STEPS, type Compared } from "./compared.ts";
import { handOver } from "./hand-over.ts";
import { apart, PEERS, runPeer, type Device, type Forms, type Peer, type Timing } from "./peer.ts";

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
type Refused = { readonly refused: string };

export interface PeerRow extends Pair {
  readonly program: string;
  readonly precision: Precision;
  readonly cores: number;
  readonly engine: EngineName;
  readonly peers: Readonly<Partial<Record<Peer, Pair | Refused>>>;
  /** Of the better peer to ours: above 1, ours is faster. */
  readonly ratios: { readonly step: number; readonly job: number } | null;
}

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
  const told = runPinned(process.execPath, [...process.execArgv, ...own], cores);
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

/**
 * Why a peer's times would mean nothing, for each peer that computes something else.
 *
 * @param row the program's place in COMPARED
 */
export function refusals(
  compared: Compared,
  row: number,
  { engines, python, device, cores }: Contest & { readonly cores: number },
): Partial<Record<Peer, string>> {
  const [engine] = engines;
  if (engine === undefined || python === null) return {};
  const check = checkOf(compared);
  const ours = runOurs({ row, isCheck: true, engine }, cores);
  return within(check, (folder) => {
    const differences = PEERS.map((peer): [Peer, number] => {
      const forms = Object.values(runPeer(peer, { python, folder, cores, device }, check));
      return [peer, Math.max(...forms.map(({ losses }) => apart(ours.losses, losses)))];
    });
    const wrong = differences.filter(([, difference]) => !(difference <= SAME));
    return Object.fromEntries(
      wrong.map(([peer, difference]) => [
        peer,
        `losses differ by ${difference.toPrecision(2)} of their size in float64`,
      ]),
    );
  });
}

interface Tried {
  readonly engine?: EngineName;
  readonly peer?: Peer;
  readonly timing: Timing;
}

/** One turn: each engine and each peer once, in a fresh process. */
function turn(
  compared: Compared,
  row: number,
  { engines, python, device, cores }: Contest & { readonly cores: number },
): Tried[] {
  const ours = engines.map((engine) => ({
    engine,
    timing: runOurs({ row, isCheck: false, engine }, cores),
  }));
  if (python === null) return ours;
  const theirs = within(compared, (folder) =>
    PEERS.flatMap((peer) => {
      const forms: Forms = runPeer(peer, { python, folder, cores, device }, compared);
      return Object.values(forms).map((timing) => ({ peer, timing }));
    }),
  );
  return [...ours, ...theirs];
}

/** The least of several tries; steps that were not run count as steady ones. */
function leastOf(timings: readonly Timing[], steps: number): Pair {
  const stepMs = Math.min(...timings.map((one) => one.stepMs));
  const jobs = timings.map((one) => one.jobMs + (JOB_STEPS - steps) * one.stepMs);
  return { stepMs, jobMs: Math.min(...jobs) };
}

function ratiosOf(ours: Pair, peers: PeerRow["peers"]): PeerRow["ratios"] {
  const counted = Object.values(peers).filter((one): one is Pair => !("refused" in one));
  if (counted.length === 0) return null;
  const best = (key: keyof Pair) => Math.min(...counted.map((one) => one[key]));
  return { step: best("stepMs") / ours.stepMs, job: best("jobMs") / ours.jobMs };
}

/** The rows of one program on some cores, an engine each. */
export function rowsOf(
  compared: Compared,
  row: number,
  contest: Contest & { readonly cores: number; readonly refused: Partial<Record<Peer, string>> },
): PeerRow[] {
  const { program, precision, steps } = compared;
  const { engines, turns, cores, refused } = contest;
  const tries = Array.from({ length: turns }, () => turn(compared, row, contest)).flat();
  const first = tries[0]?.timing.losses.slice(0, 1) ?? [];
  const peers = PEERS.flatMap((peer): [Peer, Pair | Refused][] => {
    const timings = tries.filter((one) => one.peer === peer).map(({ timing }) => timing);
    if (timings.length === 0) return [];
    const off = Math.max(...timings.map(({ losses }) => apart(first, losses.slice(0, 1))));
    const why =
      refused[peer] ??
      (off <= SAME_AT_FIRST[precision]
        ? null
        : `first losses differ by ${off.toPrecision(2)} of their size in ${precision}`);
    return [[peer, why === null ? leastOf(timings, steps) : { refused: why }]];
  });
  return engines.map((engine) => {
    const own = tries.filter((one) => one.engine === engine).map(({ timing }) => timing);
    const ours = leastOf(own, steps);
    const told = Object.fromEntries(peers);
    return {
      ...{ program: program.name, precision, cores, engine, ...ours },
      ...{ peers: told, ratios: ratiosOf(ours, told) },
    };
  });
}
