import { vi } from "vitest";

/**
 * How long a test waits for what must come: longer than a slow and busy machine takes. It bounds a
 * test that hangs and decides nothing.
 */
export const PATIENCE_MS = 240_000;

const INTERVAL_MS = 50;

/** Looks again and again until what it looks for is there: until it does not throw. */
export function until<T>(look: () => T | Promise<T>, interval = INTERVAL_MS): Promise<T> {
  return vi.waitFor(look, { timeout: PATIENCE_MS, interval });
}

/** For what is taken as soon as it is there. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS);
}
