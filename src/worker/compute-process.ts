import { once } from "node:events";
import type { Dataset } from "../compute/datasets/index.ts";
import type { EngineName } from "../domain/engine-name.ts";
import type { Environment } from "../domain/environment.ts";
import { PlatformError } from "../domain/errors.ts";
import type { Budget } from "../domain/verdict.ts";
import type { ComputeFolders, ComputeOrder, VerifyingCode } from "./child-protocol.ts";
import { Crew, type Listener } from "./crew.ts";
import { fetchForClaim } from "./fetch-dataset.ts";
import type { FetchOptions } from "./fetch-options.ts";
import { createSlots, type Release, type Slots } from "./slots.ts";
import { HIRED_ONCE, type Staff } from "./staff.ts";

export interface ComputeRequest {
  /** Slug. */
  readonly claim: string;
  readonly budget: Budget;
  /** What computes a claim that needs an engine; null where none does. */
  readonly engine: EngineName | null;
  /** Whether a first engine has computed it: then the controls are not computed. */
  readonly isSecond?: boolean;
  /** Must be here before the first run; none unless said otherwise. */
  readonly data?: readonly Dataset[];
  /** None unless said otherwise. */
  readonly folders?: ComputeFolders;
  /** The code whose numbers are wanted: a child that loads other code computes nothing. */
  readonly code?: VerifyingCode;
}

export interface ComputeOptions extends Listener {
  readonly signal: AbortSignal;
  /** A module that exports `papers`; the product's own unless said otherwise. */
  readonly catalogue?: URL;
  /** Processes at a time, shared with other computations; one unless said otherwise. */
  readonly slots?: Slots;
  /** Where the processes come from and go; unless said otherwise each serves this claim alone. */
  readonly staff?: Staff;
  /** How data sets that are not here are fetched; absent: they are not. */
  readonly fetching?: Omit<FetchOptions, "signal">;
  /**
   * Claims that need an engine take turns where this is given: they may train the same networks,
   * and the second finds what the first has kept.
   */
  readonly turns?: Slots;
}

const EXTENSION = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const CATALOGUE = new URL(`../papers/index${EXTENSION}`, import.meta.url);

function toOrder(request: ComputeRequest, catalogue: URL): ComputeOrder {
  const { claim, budget, engine, folders = { states: null, data: [] }, code = null } = request;
  const { isSecond = false } = request;
  return {
    kind: "order",
    ...{ claim, budget, engine, isSecond, folders, code },
    catalogue: catalogue.href,
    parent: process.pid,
  };
}

function interrupted(): PlatformError {
  return new PlatformError("INTERRUPTED", "the computation was interrupted");
}

/** Waits for a slot unless the signal aborts; a slot that comes too late is given back. */
async function takeSlot(slots: Slots, signal: AbortSignal): Promise<Release> {
  const taken = slots.take();
  const stop = new AbortController();
  const aborted = once(signal, "abort", { signal: stop.signal }).catch(() => undefined);
  if (!signal.aborted) await Promise.race([taken, aborted]);
  stop.abort();
  if (!signal.aborted) return taken;
  void taken.then((release) => {
    release();
  });
  throw interrupted();
}

async function compute(request: ComputeRequest, options: ComputeOptions): Promise<Environment> {
  const { signal, fetching, catalogue = CATALOGUE } = options;
  const { slots = createSlots(1), staff = HIRED_ONCE } = options;
  if (fetching !== undefined) {
    for (const dataset of request.data ?? []) await fetchForClaim(dataset, { ...fetching, signal });
  }
  const first = await takeSlot(slots, signal);
  const crew = new Crew(toOrder(request, catalogue), options, { slots, staff });
  const abort = () => {
    crew.fail(interrupted());
  };
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await crew.work(first);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * Computes the runs of a claim in processes of their own, which never outlive this one and see
 * neither its environment nor the database. Their number changes no result.
 *
 * @returns in what they were computed, the same for all of them
 * @throws PlatformError NOT_FOUND for a claim that the catalogue lacks, INTERRUPTED when the signal
 *   aborted, ENGINE_UNAVAILABLE, DATA_MISSING or another of the machine, VERIFICATION_FAILED when a
 *   process died, hung, or would compute with other code than is asked for; and whatever `onRun`
 *   throws
 */
export async function computeRuns(
  request: ComputeRequest,
  options: ComputeOptions,
): Promise<Environment> {
  const { turns, signal } = options;
  if (request.engine === null || turns === undefined) return compute(request, options);
  const release = await takeSlot(turns, signal);
  try {
    return await compute(request, options);
  } finally {
    release();
  }
}
