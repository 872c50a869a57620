import type { DataFolders } from "../compute/datasets/dataset.ts";
import type { Engine } from "../compute/engine/engines/engine.ts";
import type { MeasureContext } from "../compute/measures/measure.ts";
import type { StateStore } from "../compute/training/state-store.ts";
import type { Precision } from "../domain/engine-name.ts";

/** What a process that computes has at hand for every run. */
export interface RunTools {
  /** Null for claims that declare none. */
  readonly engine: { readonly engine: Engine; readonly precision: Precision } | null;
  readonly states: StateStore | null;
  readonly data: DataFolders;
}

/** Enough for exact claims. */
export const NO_TOOLS: RunTools = { engine: null, states: null, data: [] };

function engineOf({ engine }: RunTools) {
  if (engine !== null) return engine;
  throw new Error("this measure needs an engine, and its claim declares none: add engine to it");
}

/** What a measure is given for one run. */
export function contextOf(seed: number, tools: RunTools = NO_TOOLS): MeasureContext {
  const { states, data } = tools;
  return {
    ...{ seed, states, data },
    get engine() {
      return engineOf(tools).engine;
    },
    get precision() {
      return engineOf(tools).precision;
    },
  };
}
