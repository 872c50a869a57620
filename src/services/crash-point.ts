/** Moments at which a process may die, named so that tests can make it die exactly there. */
export const CRASH_POINTS = [
  "job-taken",
  "attempt-started",
  "run-recorded",
  "before-commit",
  "evidence-inserted",
  "job-settled",
  "evidence-committed",
  "shutting-down",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Called at each point with the claim's slug where it is known; does nothing in the product. */
export type Reached = (point: CrashPoint) => void | Promise<void>;
