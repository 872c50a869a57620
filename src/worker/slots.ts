/** How many computing processes there may be at a time, shared by all computations of a process. */
export interface Slots {
  readonly count: number;
  /** Waits for one; whoever waits comes before anybody's further processes. */
  take(): Promise<Release>;
  /** One more now, or null where none is free. */
  takeFree(): Release | null;
  /** Calls when one may have become free; answers with a function that ends it. */
  onFree(listener: () => void): () => void;
}

/** Gives a slot back; to call it again does nothing. */
export type Release = () => void;

export function createSlots(count: number): Slots {
  const waiting: ((release: Release) => void)[] = [];
  const listeners = new Set<() => void>();
  let free = count;

  function occupy(): Release {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = waiting.shift();
      if (next !== undefined) {
        next(occupy());
        return;
      }
      free += 1;
      for (const listener of [...listeners]) listener();
    };
  }

  function takeFree(): Release | null {
    if (free === 0) return null;
    free -= 1;
    return occupy();
  }

  return {
    count,
    takeFree,
    take: () => {
      const release = takeFree();
      if (release !== null) return Promise.resolve(release);
      return new Promise((resolve) => waiting.push(resolve));
    },
    onFree(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
