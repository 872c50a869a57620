import type { Tensors, TraceTf } from "../../engine/program.ts";
import type { Tensor } from "../../engine/tfjs.ts";
import type { WeightDecay } from "../weight-decay.ts";

/** One array and all that its update needs. */
export interface Update {
  readonly tf: TraceTf;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly slots: Tensors;
  readonly factors: Tensors;
}

/**
 * A rule of updates, the same for every array of the parameters. Its state is raw: what it keeps
 * from step to step lies in slots, arrays like the parameter, which start at 0.
 */
export interface Optimiser {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  readonly slots: readonly string[];
  readonly decay: WeightDecay | null;
  /**
   * The scalars of one step, computed outside of the graph in float64.
   *
   * @param rate the learning rate of this step
   * @param step from 1
   */
  factors(rate: number, step: number): Readonly<Record<string, number>>;
  update(given: Update): { readonly parameter: Tensor; readonly slots: Tensors };
}

/** A tensor that the rule itself has named. */
export function take(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`an update is given no ${name}`);
  return tensor;
}
