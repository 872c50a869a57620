import { fileURLToPath } from "node:url";
import { runPinned } from "../engine/pinned.ts";
import type { Compared } from "./compared.ts";

/** What one process measures of one way of running a program. */
export interface Timing {
  /** From the program to the parameters after `steps` steps, compiling included. */
  readonly jobMs: number;
  /** Only where the steady step is asked for. */
  readonly stepMs: number;
  /** Of the first steps, one for each replica. */
  readonly losses: readonly (readonly number[])[];
}

export const PEERS = ["jax", "pytorch"] as const;
export type Peer = (typeof PEERS)[number];

/** A peer's ways of running a program, by their names. */
export type Forms = Readonly<Record<string, Timing>>;

const SCRIPTS: Readonly<Record<Peer, string>> = {
  jax: fileURLToPath(new URL("jax_training.py", import.meta.url)),
  pytorch: fileURLToPath(new URL("torch_training.py", import.meta.url)),
};

/** Where peers compute. */
export const DEVICES = ["cpu", "gpu"] as const;
export type Device = (typeof DEVICES)[number];

export interface PeerPlace {
  readonly python: string;
  readonly folder: string;
  readonly cores: number;
  readonly device: Device;
}

/** Runs a peer in a fresh process on what lies in the folder. */
export function runPeer(
  peer: Peer,
  { python, folder, cores, device }: PeerPlace,
  { forms }: Compared,
): Forms {
  const given = [device, ...(peer === "jax" ? forms : [String(cores)])];
  // -B: no compiled files beside the scripts.
  const told = runPinned(python, ["-B", SCRIPTS[peer], folder, ...given], cores);
  return (JSON.parse(told) as { forms: Forms }).forms;
}

/** The largest difference of losses of the same steps, relative to them; infinite where some are missing. */
export function apart(ours: Timing["losses"], theirs: Timing["losses"]): number {
  const [a, b] = [ours.flat(), theirs.flat()];
  if (a.length === 0 || a.length !== b.length) return Infinity;
  const differences = a.map((one, at) => {
    const other = b[at] ?? NaN;
    return Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
  });
  return differences.some(Number.isNaN) ? Infinity : Math.max(...differences);
}
