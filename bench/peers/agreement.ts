import type { EngineName } from "../../src/domain/engine-name.ts";
import { apart, PEERS, type Peer, type Timing } from "./peer.ts";

/** Who runs a program. */
export type Runner = EngineName | Peer;

/** The losses of one try. */
export interface Said {
  readonly who: Runner;
  readonly losses: Timing["losses"];
}

interface Distance {
  readonly to: Runner;
  readonly size: number;
}

/** How far apart the losses of two are, in any of their tries. */
function distance(all: readonly Said[], who: Runner, to: Runner): Distance {
  const of = (runner: Runner) => all.filter((one) => one.who === runner);
  const sizes = of(who).flatMap(({ losses }) => of(to).map((other) => apart(losses, other.losses)));
  return { to, size: Math.max(...sizes) };
}

function farthest(all: readonly Said[], who: Runner, others: readonly Runner[]): Distance {
  const [first, ...rest] = others.map((to) => distance(all, who, to));
  if (first === undefined) return { to: who, size: 0 };
  return rest.reduce((far, one) => (one.size > far.size ? one : far), first);
}

/** The peers whose losses are right; none where nobody can tell. */
function rightOf(
  peers: readonly Runner[],
  engines: readonly Runner[],
  isSame: (who: Runner, to: Runner) => boolean,
): readonly Runner[] {
  // One peer against an engine is one word against another.
  if (peers.length < 2) return [];
  if (peers.every((who) => peers.every((to) => isSame(who, to)))) return peers;
  const joined = peers.filter((peer) => engines.some((engine) => isSame(engine, peer)));
  return joined.length === 1 ? joined : [];
}

/**
 * Why the times of some mean nothing. Engines share the trace and the passes, so that they are no
 * witnesses for one another: peers who agree are right, or else the only one with whom an engine
 * agrees. Where neither is there, a disagreement says nothing about who is wrong, and all are refused.
 *
 * @param what the losses, in words
 * @param most how far apart the same losses may be, relative to their size
 */
export function strangers(
  all: readonly Said[],
  what: string,
  most: number,
): Partial<Record<Runner, string>> {
  const runners = [...new Set(all.map(({ who }) => who))];
  const peers = runners.filter((who) => PEERS.some((peer) => peer === who));
  const engines = runners.filter((who) => !peers.includes(who));
  const isSame = (who: Runner, to: Runner) => distance(all, who, to).size <= most;
  const told = (who: Runner, { to, size }: Distance) =>
    [who, `${what} differ by ${size.toPrecision(2)} of their size from those of ${to}`] as const;

  const right = rightOf(peers, engines, isSame);
  const isAlike = runners.every((who) => farthest(all, who, runners).size <= most);
  const wrong = runners
    .map((who) => ({ who, far: farthest(all, who, right.length === 0 ? runners : right) }))
    .filter(({ far }) => (right.length === 0 ? !isAlike : far.size > most))
    .map(({ who, far }) => told(who, far));
  return Object.fromEntries(wrong);
}
