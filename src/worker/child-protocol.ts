import type { EngineName } from "../domain/engine-name.ts";
import type { Environment } from "../domain/environment.ts";
import type { ErrorCode } from "../domain/errors.ts";
import type { Release } from "../domain/evidence-record.ts";
import type { Budget } from "../domain/verdict.ts";
import type { RunOutput } from "../verification/execute-run.ts";

/** Code whose numbers are wanted. */
export interface VerifyingCode {
  /** Folder of the project. */
  readonly root: string;
  readonly release: Release;
}

/** Where computing processes read and write, absolute. */
export interface ComputeFolders {
  /** Trained networks are kept here; null: nowhere. */
  readonly states: string | null;
  /** Data sets may lie here. */
  readonly data: readonly string[];
  /** Engines that a command has installed lie here. */
  readonly installed?: string;
}

/** What a computing process is told first. */
export interface ComputeOrder {
  readonly kind: "order";
  readonly claim: string;
  readonly budget: Budget;
  /** Null for a claim that needs none. */
  readonly engine: EngineName | null;
  /** The protocol's own runs alone: the plan without its controls. */
  readonly isSecond: boolean;
  readonly folders: ComputeFolders;
  /** URL of the module that exports `papers`. */
  readonly catalogue: string;
  /** Null: any; for tests with a catalogue of their own. */
  readonly code: VerifyingCode | null;
  /** Process id of whoever forked it. */
  readonly parent: number;
}

/** Then runs of one group after the other, by their places in the plan, and at last that there is none. */
export type ParentMessage =
  | ComputeOrder
  | { readonly kind: "compute"; readonly places: readonly number[] }
  | { readonly kind: "end" };

/**
 * It is ready once, and answers each group; within a long one it tells each checkpoint that it keeps.
 * Refused: it will compute nothing.
 */
export type ChildMessage =
  | {
      readonly kind: "ready";
      readonly environment: Environment;
      /** The keys of the plan's runs, in its order. */
      readonly plan: readonly string[];
      /** Places of runs that are computed together, and asked for together. */
      readonly groups: readonly (readonly number[])[];
    }
  | {
      readonly kind: "runs";
      /** Those that were asked for, in the order of the plan. */
      readonly outputs: readonly RunOutput[];
      /** Of each of them: an equal share. */
      readonly durationMs: number;
      readonly peakMemoryBytes: number;
    }
  | { readonly kind: "kept" }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string };
