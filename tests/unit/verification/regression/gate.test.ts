import { describe, expect, it } from "vitest";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";
import { lengthRule, statedEvidence } from "../../../support/stated-evidence.ts";

describe("the gate", () => {
  it("says that there was nothing on either side", () => {
    const reason = "no evidence on either side: nothing was compared";
    expect(compareEvidence([], [])).toMatchObject({ gate: "UNDECIDED", reason, items: [] });
  });

  it("stays undecided where a number is softly worse and no verdict was there to lose", async () => {
    const rods = (...rod: readonly number[]) =>
      statedEvidence({
        ...{ kind: "STATISTICAL", verdict: "INCONCLUSIVE", rules: [lengthRule()] },
        arms: { rod },
      });
    const [before, after] = [await rods(10, 10, 10, 10, 10), await rods(8.8, 9.2, 9, 9, 9)];
    const { gate, items, reason } = compareEvidence([before], [after]);
    expect(items.map(({ tier }) => tier)).toEqual(["SOFTLY_REGRESSED"]);
    expect(gate).toBe("UNDECIDED");
    expect(reason).toContain("parts of these could not be compared");
  });
});
