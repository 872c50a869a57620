import { describe, expect, it } from "vitest";
import { describeCheck } from "../../../src/verification/checks/describe-check.ts";
import {
  condition,
  CONCLUSIONS,
  type ConditionSpec,
} from "../../../src/verification/checks/condition.ts";
import { rational } from "../../../src/domain/rational.ts";

type Compared = Pick<ConditionSpec, "measured" | "relation" | "threshold">;

function told(compared: Compared, quantity = "rank"): string {
  const words = { name: "width 4", role: "claim", quantity } as const;
  return describeCheck(condition({ ...words, ...compared, ifFails: CONCLUSIONS.unresolved }).check);
}

const double = (value: number | null, low: number | null = null, high: number | null = null) => {
  return { value, exact: null, low, high };
};

describe("a condition in words", () => {
  it.each<[string, Compared]>([
    ["16, required at least 256", { measured: 16n, relation: "atLeast", threshold: 256n }],
    [
      "0.1235, required at most 0.1",
      { measured: double(0.12345678901234567), relation: "atMost", threshold: 0.1 },
    ],
    [
      "0.10000001, required at most 0.1",
      { measured: double(0.10000001), relation: "atMost", threshold: 0.1 },
    ],
    [
      "7/40, required exactly 1/3",
      { measured: rational(7n, 40n), relation: "equal", threshold: rational(1n, 3n) },
    ],
    [
      "7.147e-7, required exactly 0",
      { measured: rational(7147n, 10n ** 10n + 1n), relation: "equal", threshold: 0n },
    ],
    [
      "0.175, required at most 0.1",
      { measured: rational(7n, 40n), relation: "atMost", threshold: 0.1 },
    ],
    [
      "0, required more than 0",
      { measured: double(0), relation: "atLeast", threshold: Number.MIN_VALUE },
    ],
    [
      "between 9.5 and 11, required at least 10",
      { measured: double(10.5, 9.5, 11), relation: "atLeast", threshold: 10 },
    ],
    [
      "at least 9.5 and unbounded above, required at least 10",
      { measured: double(10.5, 9.5), relation: "atLeast", threshold: 10 },
    ],
    [
      "at most 5 and unbounded below, required at most 3",
      { measured: double(2, null, 5), relation: "atMost", threshold: 3 },
    ],
    [
      "no finite number, required at least 10",
      { measured: double(null), relation: "atLeast", threshold: 10 },
    ],
  ])("is told as %s", (words, compared) => {
    expect(told(compared)).toBe(`width 4: ${words} (rank)`);
  });

  it("tells a name that is the quantity's once", () => {
    const compared = { measured: 3n, relation: "atLeast", threshold: 4n } as const;
    expect(told(compared, "width 4")).toBe("width 4: 3, required at least 4");
  });
});
