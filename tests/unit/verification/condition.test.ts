import { describe, expect, it } from "vitest";
import { conclude } from "../../../src/verification/checks/conclude.ts";
import {
  condition,
  CONCLUSIONS,
  type ConditionSpec,
} from "../../../src/verification/checks/condition.ts";

const measured = (value: number | null, exact: string | null = null) => {
  return { value, exact, low: null, high: null };
};

function outcomeOf(spec: Pick<ConditionSpec, "measured" | "relation" | "threshold">) {
  const words = { name: "rank", role: "claim", quantity: "rank" } as const;
  return condition({ ...words, ...spec, ifFails: CONCLUSIONS.refuted }).check;
}

describe("a condition", () => {
  it("compares fractions without rounding", () => {
    const threshold = { numerator: 7n, denominator: 40n };
    const nearly = { numerator: 7n * 10n ** 30n + 1n, denominator: 40n * 10n ** 30n };
    expect(outcomeOf({ measured: threshold, relation: "atMost", threshold }).outcome).toBe("PASS");
    expect(outcomeOf({ measured: nearly, relation: "atMost", threshold }).outcome).toBe("FAIL");
    const { check } = condition({
      ...{ name: "loss", role: "claim", quantity: "loss", measured: nearly },
      ...{ relation: "equal", threshold, ifFails: CONCLUSIONS.refuted },
    });
    expect(check.thresholdExact).toBe("7/40");
  });

  it.each([
    [4, "equal", 4, "PASS"],
    [4, "equal", 5, "FAIL"],
    [4, "atMost", 4, "PASS"],
    [5, "atMost", 4, "FAIL"],
    [4, "atLeast", 4, "PASS"],
    [3.999, "atLeast", 4, "FAIL"],
  ] as const)("%d %s %d: %s", (value, relation, threshold, outcome) => {
    expect(outcomeOf({ measured: measured(value), relation, threshold }).outcome).toBe(outcome);
  });

  it("compares exact integers exactly, beyond what doubles tell apart", () => {
    const large = 2n ** 53n;
    const spec = { relation: "atMost", threshold: large } as const;
    const exact = measured(Number(large + 1n), (large + 1n).toString());
    expect(outcomeOf({ measured: exact, ...spec }).outcome).toBe("FAIL");
    expect(outcomeOf({ measured: large, ...spec }).outcome).toBe("PASS");
  });

  it("compares an exact integer with a double threshold exactly", () => {
    const spec = { relation: "atMost", threshold: 2 ** 53 } as const;
    expect(outcomeOf({ measured: 2n ** 53n + 1n, ...spec }).outcome).toBe("FAIL");
    expect(outcomeOf({ measured: 2n ** 53n, ...spec }).outcome).toBe("PASS");
  });

  it("compares exact fractions as fractions", () => {
    const justAbove = `${10n ** 19n + 1n}/${10n ** 19n}`;
    const spec = { measured: measured(1, justAbove), threshold: 1n } as const;
    expect(outcomeOf({ ...spec, relation: "atMost" }).outcome).toBe("FAIL");
    expect(outcomeOf({ ...spec, relation: "equal" }).outcome).toBe("FAIL");
    const third = { measured: measured(1 / 3, "1/3"), threshold: 1 / 3 } as const;
    // The double next to 1/3 lies below it.
    expect(outcomeOf({ ...third, relation: "atMost" }).outcome).toBe("FAIL");
    expect(outcomeOf({ ...third, relation: "atLeast" }).outcome).toBe("PASS");
  });

  it.each([NaN, Infinity, -Infinity])("decides nothing against the threshold %d", (threshold) => {
    for (const relation of ["equal", "atMost", "atLeast"] as const) {
      expect(outcomeOf({ measured: 4n, relation, threshold }).outcome).toBe("UNDECIDED");
    }
  });

  it.each([
    [1, 30, "atLeast", "UNDECIDED"],
    [10, 30, "atLeast", "PASS"],
    [1, 9, "atLeast", "FAIL"],
    [1, 30, "atMost", "UNDECIDED"],
    [11, 30, "atMost", "FAIL"],
    [10, 10, "equal", "PASS"],
    [9, 11, "equal", "UNDECIDED"],
    [11, 12, "equal", "FAIL"],
    [null, 9, "atLeast", "FAIL"],
    [11, null, "atLeast", "PASS"],
    [9, null, "atLeast", "UNDECIDED"],
  ] as const)("an interval of %j to %j is %s 10: %s", (low, high, relation, outcome) => {
    const interval = { value: 10, exact: null, low, high };
    expect(outcomeOf({ measured: interval, relation, threshold: 10 }).outcome).toBe(outcome);
  });

  it("keeps exact numbers too large for a double as text", () => {
    const check = outcomeOf({ measured: 10n ** 400n, relation: "equal", threshold: 10n ** 400n });
    expect(check).toMatchObject({ value: null, threshold: null, outcome: "PASS" });
    expect(check.exact).toHaveLength(401);
  });

  it("is undecided without a finite number", () => {
    const spec = { relation: "atLeast", threshold: 1 } as const;
    expect(outcomeOf({ measured: measured(null), ...spec }).outcome).toBe("UNDECIDED");
  });
});

describe("a conclusion", () => {
  const failing = (name: string, ifFails: ConditionSpec["ifFails"]) =>
    condition({
      ...{ name, role: "claim", quantity: "rank", measured: 16n },
      ...{ relation: "atLeast", threshold: 256n, ifFails },
    });

  it("is the weightiest of those that follow", () => {
    const { unresolved, refuted, invalid } = CONCLUSIONS;
    const all = [failing("a", unresolved), failing("b", refuted), failing("c", invalid)];
    expect(conclude(all).verdict).toBe("INVALID");
    expect(conclude(all.slice(0, 2))).toEqual({
      ...refuted,
      reason: "a counterexample: b: 16, required at least 256 (rank)",
    });
  });

  it("from an interval on both sides of the threshold is not that a number is missing", () => {
    const concludeFrom = (value: number | null) =>
      conclude([
        condition({
          ...{ name: "a", role: "claim", quantity: "a", ifFails: CONCLUSIONS.refuted },
          ...{ measured: { value, exact: null, low: 9.5, high: 11 } },
          ...{ relation: "atLeast", threshold: 10 },
        }),
      ]);
    expect(concludeFrom(10.5)).toEqual({
      ...CONCLUSIONS.unresolved,
      reason:
        "an interval on both sides of the threshold: a: between 9.5 and 11, required at least 10",
    });
    expect(concludeFrom(null).reasonCode).toBe("MEASUREMENT_NOT_FINITE");
  });

  it("without any condition of the claim is INVALID, not SUPPORTED", () => {
    expect(conclude([]).verdict).toBe("INVALID");
    const check = { ...failing("a", CONCLUSIONS.invalid).check, outcome: "PASS" as const };
    const golden = {
      check: { ...check, role: "implementation" as const },
      ifFails: CONCLUSIONS.invalid,
    };
    expect(conclude([golden]).verdict).toBe("INVALID");
  });
});
