/** Indices by growing key, smallest first, without sorting those that are never asked for. */
export interface SmallestFirst {
  /** The smallest key left; Infinity when there is none. */
  key(): number;
  /** Takes the index of the smallest key. */
  take(): number;
}

/** A binary heap over the indices whose keys are given; O(n) to build, O(log n) to take. */
export function smallestFirst(indices: Uint32Array, keys: Float64Array): SmallestFirst {
  let size = indices.length;
  const keyAt = (place: number) =>
    place < size ? (keys[indices[place] ?? 0] ?? Infinity) : Infinity;
  const sink = (from: number) => {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const smaller = keyAt(left + 1) < keyAt(left) ? left + 1 : left;
      if (!(keyAt(smaller) < keyAt(place))) return;
      const moved = indices[place] ?? 0;
      indices[place] = indices[smaller] ?? 0;
      indices[smaller] = moved;
      place = smaller;
    }
  };
  for (let place = (size >> 1) - 1; place >= 0; place -= 1) sink(place);
  return {
    key: () => keyAt(0),
    take: () => {
      const taken = indices[0] ?? 0;
      size -= 1;
      indices[0] = indices[size] ?? 0;
      sink(0);
      return taken;
    },
  };
}
