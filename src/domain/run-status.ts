/** The life of one run: one arm, one seed. DIVERGED is a result, FAILED a broken instrument. */
export const RUN_STATUSES = ["SUCCEEDED", "DIVERGED", "FAILED"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/**
 * The life of an experiment, and of each of its shards. DEAD: parked after three lost attempts, or one
 * for want of data.
 */
export const EXPERIMENT_STATUSES = [
  "QUEUED",
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "CANCELLED",
  "DEAD",
] as const;
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number];

const MOVES: Record<ExperimentStatus, readonly ExperimentStatus[]> = {
  QUEUED: ["RUNNING", "CANCELLED", "DEAD"],
  RUNNING: ["RUNNING", "QUEUED", "SUCCEEDED", "FAILED", "CANCELLED", "DEAD"],
  SUCCEEDED: [],
  FAILED: [],
  CANCELLED: [],
  DEAD: [],
};

export function canMove(from: ExperimentStatus, to: ExperimentStatus): boolean {
  return MOVES[from].includes(to);
}

export function isFinished(status: ExperimentStatus): boolean {
  return MOVES[status].length === 0;
}
