export interface Opened {
  add(close: () => Promise<void>): void;
  /** Idempotent; the same promise for everyone. */
  close(): Promise<void>;
}

/** Closes what was opened, last first; goes on when one of them fails, then throws the first error. */
export function closeInOrder(): Opened {
  const steps: (() => Promise<void>)[] = [];
  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of steps.toReversed()) {
      await step().catch((error: unknown) => errors.push(error));
    }
    const [first] = errors;
    if (first !== undefined) throw first instanceof Error ? first : new Error("closing failed");
  }
  let closing: Promise<void> | null = null;
  return {
    add: (step) => void steps.push(step),
    close: () => (closing ??= closeAll()),
  };
}
