import type { DecayedNames } from "../weight-decay.ts";
import { adam, type AdamOptions } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";

export interface AdamWOptions extends AdamOptions {
  readonly decay: number;
  /** Which parameters decay. */
  readonly of: DecayedNames;
}

/**
 * Adam, and w <- w - rate decay w beside it, not through the moments.
 *
 * @source Loshchilov and Hutter 2019, algorithm 2, with the learning rate as its schedule multiplier
 */
export function adamW({ decay, of, ...options }: AdamWOptions): Optimiser {
  return {
    ...adam(options),
    name: "adamw",
    decay: { kind: "decoupled", coefficient: decay, of },
  };
}
