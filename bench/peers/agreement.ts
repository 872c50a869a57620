import type { EngineName } from "../../src/domain/engine-name.ts";
import { apart, type Peer, type Timing } from "./peer.ts";

/** Who runs a program. */
export type Runner = EngineName | Peer;

/** The losses of one try. */
export interface Said {
  readonly who: Runner;
  readonly losses: Timing["losses"];
}

/**
 * Why the times of some mean nothing: their losses are not those that most others have too. Of
 * equally many the first are right.
 *
 * @param what the losses, in words
 * @param most how far apart the same losses may be, relative to their size
 */
export function strangers(
  all: readonly Said[],
  what: string,
  most: number,
): Partial<Record<Runner, string>> {
  const votes = all.map((one) => {
    return all.filter((other) => apart(one.losses, other.losses) <= most).length;
  });
  const right = all[votes.indexOf(Math.max(...votes))];
  if (right === undefined) return {};
  const wrong = all.flatMap(({ who, losses }) => {
    const difference = apart(losses, right.losses);
    if (difference <= most) return [];
    const told = `${what} differ by ${difference.toPrecision(2)} of their size`;
    return [[who, `${told} from those of ${right.who}`] as const];
  });
  return Object.fromEntries(wrong);
}
