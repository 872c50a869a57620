import { digestOf, sha256 } from "../../src/domain/canonical.ts";
import type { Trained } from "../../src/compute/training/index.ts";

/** Of every bit that a training gives, apart from its notes. */
export function digestOfTrained(trained: Trained): string {
  const { parameters, losses, checks, stopped, updates } = trained;
  const arrays = Object.entries(parameters).map(([name, data]) => [
    name,
    sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
  return digestOf({ arrays, losses, checks, stopped, updates });
}
