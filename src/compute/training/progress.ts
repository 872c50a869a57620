import type { HostArrays } from "../engine/engines/engine.ts";
import { prefixed, unprefixed } from "../engine/names.ts";
import type { StoredState } from "./state-file.ts";

/** The loss on all examples after so many updates. */
export interface Check {
  readonly update: number;
  readonly loss: number;
}

export type Outcome =
  | { readonly stopped: "TARGET" | "PLATEAU" | "LIMIT" }
  /** The first update whose loss or result is not finite. */
  | { readonly stopped: "DIVERGED"; readonly step: number };

/** A training as far as it has come: what a checkpoint holds. */
export interface Progress {
  /** Updates that are done. */
  readonly step: number;
  readonly state: HostArrays;
  /** The loss that each update saw, on its own batch. */
  readonly losses: readonly number[];
  readonly checks: readonly Check[];
  readonly outcome: Outcome | null;
}

export function toStored({ step, state, losses, checks, outcome }: Progress): StoredState {
  return {
    step,
    arrays: {
      ...prefixed("state", state),
      losses: Float64Array.from(losses),
      "checks/update": Int32Array.from(checks, ({ update }) => update),
      "checks/loss": Float64Array.from(checks, ({ loss }) => loss),
    },
    facts: { outcome },
  };
}

export function fromStored({ step, arrays, facts }: StoredState): Progress {
  const updates = Array.from(arrays["checks/update"] ?? []);
  const checked = arrays["checks/loss"] ?? new Float64Array();
  return {
    step,
    state: unprefixed("state", arrays),
    losses: Array.from(arrays["losses"] ?? []),
    checks: updates.map((update, at) => ({ update, loss: checked[at] ?? NaN })),
    outcome: facts["outcome"] as Outcome | null,
  };
}
