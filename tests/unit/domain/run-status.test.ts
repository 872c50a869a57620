import { describe, expect, it } from "vitest";
import { canMove, EXPERIMENT_STATUSES, isFinished } from "../../../src/domain/run-status.ts";

describe("the life of an experiment", () => {
  it("never leaves a finished state", () => {
    const finished = EXPERIMENT_STATUSES.filter(isFinished);
    expect(finished).toEqual(["SUCCEEDED", "FAILED", "CANCELLED", "DEAD"]);
    for (const from of finished) {
      for (const to of EXPERIMENT_STATUSES) expect(canMove(from, to)).toBe(false);
    }
  });

  it("cannot succeed without having run", () => {
    expect(canMove("QUEUED", "SUCCEEDED")).toBe(false);
    expect(canMove("RUNNING", "SUCCEEDED")).toBe(true);
  });

  it("hands a running experiment back to the queue", () => {
    expect(canMove("RUNNING", "QUEUED")).toBe(true);
  });
});
