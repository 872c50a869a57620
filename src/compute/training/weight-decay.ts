import { PlatformError } from "../../domain/errors.ts";
import type { ParameterSpecs } from "../nn/parameters.ts";
import type { Optimiser } from "./optimisers/optimiser.ts";

/** "weights": those whose role it is (no biases, no scales and shifts of norms); or their names. */
export type DecayedNames = "weights" | readonly string[];

/** Pulls parameters towards 0; without one, none decays. */
export interface WeightDecay {
  /**
   * "gradient": coefficient w is added to the gradient, the derivative of coefficient / 2 ||w||^2;
   * "decoupled": rate coefficient w is taken from the parameter beside the update.
   */
  readonly kind: "gradient" | "decoupled";
  readonly coefficient: number;
  readonly of: DecayedNames;
}

/** The same rule of updates, with decay. */
export function withDecay(optimiser: Optimiser, decay: WeightDecay): Optimiser {
  return { ...optimiser, decay };
}

/** @throws PlatformError BAD_INPUT for a name that the network does not have, or a bad coefficient */
export function decayedNames(specs: ParameterSpecs, decay: WeightDecay | null): Set<string> {
  if (decay === null) return new Set();
  if (!(decay.coefficient >= 0 && Number.isFinite(decay.coefficient))) {
    throw new PlatformError("BAD_INPUT", `a weight decay of ${decay.coefficient}: at least 0`);
  }
  const names = Object.keys(specs);
  if (decay.of === "weights") {
    return new Set(names.filter((name) => specs[name]?.role === "weights"));
  }
  const stranger = decay.of.find((name) => !names.includes(name));
  if (stranger === undefined) return new Set(decay.of);
  const told = `weight decay of ${stranger}: the network has ${names.join(", ")}`;
  throw new PlatformError("BAD_INPUT", told);
}
