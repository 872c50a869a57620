/** A chunk of updates is to take about this: the grain of progress, checkpoints and interruptions. */
const CHUNK_MS = 100;
const FIRST = 16;
const LARGEST = 4096;

/** How many updates one native call makes. No result depends on it. */
export interface Pace {
  size(): number;
  measured(count: number, milliseconds: number): void;
}

export function createPace(): Pace {
  let size = FIRST;
  return {
    size: () => size,
    measured(count, milliseconds) {
      const wanted = Math.round((count * CHUNK_MS) / Math.max(milliseconds, 0.01));
      size = Math.max(1, Math.min(wanted, 4 * count, LARGEST));
    },
  };
}
