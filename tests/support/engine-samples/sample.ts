import { sizeOf } from "../../../src/compute/engine/graph.ts";
import type { Inputs } from "../../../src/compute/engine/ops/operation.ts";
import type { Tensor, TraceTf } from "../../../src/compute/engine/program.ts";

/** An array that a sample is run on. */
export interface SampleArray {
  readonly shape: readonly number[];
  readonly type: "float" | "int32" | "bool";
  readonly data: readonly number[];
}

/** Calls a kernel that no function of tfjs is for. */
export type Call = (
  kernel: string,
  inputs: Readonly<Record<string, Tensor>>,
  attributes: object,
) => readonly Tensor[];

interface Options {
  /** What is special about it, where a kernel has several. */
  readonly note?: string;
  /**
   * How often it can be differentiated where its arguments are; twice unless said. A row whose
   * tangent is "constant" has derivatives too: they are 0.
   */
  readonly derivatives?: 0 | 1 | 2;
  /** The size of what is added and cancels on the way, which is what rounding is relative to. */
  readonly magnitude?: number;
  /** Relative error that float32 may have; 2e-6 unless said, with the reason beside it. */
  readonly float32?: number;
  /** Why the cpu backend of tfjs gives other numbers than the reference: then it is not asked. */
  readonly unlikeTfjs?: string;
  /** The kernel is one of ours, which tfjs does not have. */
  readonly isOurs?: true;
}

/** One use of one kernel, written as an author would write it. */
export interface Sample extends Options {
  readonly kernel: string;
  readonly inputs: readonly SampleArray[];
  readonly run: (tf: TraceTf, inputs: Inputs<Tensor>, call: Call) => Tensor | readonly Tensor[];
}

export function sample(
  kernel: string,
  inputs: readonly SampleArray[],
  run: Sample["run"],
  options: Options = {},
): Sample {
  return { kernel, inputs, run, ...options };
}

export function floats(shape: readonly number[], ...data: number[]): SampleArray {
  return { shape, type: "float", data };
}

export function integers(shape: readonly number[], ...data: number[]): SampleArray {
  return { shape, type: "int32", data };
}

export function truths(shape: readonly number[], ...data: number[]): SampleArray {
  return { shape, type: "bool", data };
}

/**
 * Different numbers between two bounds, in no order: multiples of the golden ratio, modulo 1.
 *
 * @param start another one gives other numbers
 */
export function spread(
  shape: readonly number[],
  [from, to]: readonly [number, number],
  start = 1,
): SampleArray {
  const at = (index: number) => ((index + start) * 0.6180339887498949) % 1;
  const data = Array.from({ length: sizeOf(shape) }, (_, index) => from + (to - from) * at(index));
  return { shape, type: "float", data };
}

export function nameOf({ kernel, note }: Sample): string {
  return note === undefined ? kernel : `${kernel}, ${note}`;
}
