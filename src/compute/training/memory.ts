import type { Precision } from "../../domain/engine-name.ts";
import { PlatformError } from "../../domain/errors.ts";
import { sizeOf, type Graph, type Value } from "../engine/graph.ts";

function bytesOf({ shape, type }: Value, precision: Precision): number {
  const width = { float: precision === "float32" ? 4 : 8, int32: 4, uint32: 4, uint8: 1, bool: 1 };
  return sizeOf(shape) * width[type];
}

/**
 * Bytes that a graph needs at once: its inputs and constants, and the most that its nodes' outputs
 * take together while they are still to be read. An estimate from below: an engine may copy.
 */
export function bytesOfGraph(graph: Graph, precision: Precision): number {
  const lastRead = new Map<Value, number>();
  graph.nodes.forEach(({ inputs }, at) => {
    for (const input of inputs) lastRead.set(input, at);
  });
  for (const output of Object.values(graph.outputs)) lastRead.set(output, Infinity);
  const fixed = [...Object.values(graph.inputs), ...graph.constants.map(({ value }) => value)];
  let held = fixed.reduce((sum, value) => sum + bytesOf(value, precision), 0);
  let most = held;
  const made = new Set<Value>();
  graph.nodes.forEach(({ inputs, outputs }, at) => {
    for (const output of outputs) {
      made.add(output);
      held += bytesOf(output, precision);
    }
    most = Math.max(most, held);
    for (const value of new Set([...inputs, ...outputs])) {
      if (made.has(value) && (lastRead.get(value) ?? at) <= at) held -= bytesOf(value, precision);
    }
  });
  return most;
}

function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/**
 * Refuses before anything is compiled what cannot fit.
 *
 * @param available bytes; what the process may still take, limits of its container included
 * @throws PlatformError NOT_ENOUGH_MEMORY with both numbers
 */
export function assertMemory(
  what: string,
  needed: number,
  available = process.availableMemory(),
): void {
  if (needed <= available) return;
  const told = `${what} needs about ${inMebibytes(needed)} of memory and ${inMebibytes(available)} are free: take a smaller batch, less data or another machine`;
  throw new PlatformError("NOT_ENOUGH_MEMORY", told);
}
