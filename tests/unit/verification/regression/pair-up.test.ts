import { describe, expect, it } from "vitest";
import { sealEvidence } from "../../../../src/domain/evidence-record.ts";
import { pairUp } from "../../../../src/verification/regression/pair-up.ts";
import { lengthRule, statedEvidence } from "../../../support/stated-evidence.ts";

const named = (paper: string, claim: string) =>
  statedEvidence({ paper, claim, kind: "EXACT", arms: { rod: [12n] } });

describe("records of two sets", () => {
  it("are of one claim only where paper and claim are, not where they read alike together", async () => {
    const [before, after] = [await named("rods2020", "long"), await named("rods2020l", "ong")];
    expect(pairUp([before], [after])).toEqual([
      { before, after: null },
      { before: null, after },
    ]);
  });

  it("may say anew why a margin is what it is, and nothing else of a rule", async () => {
    const asked = { kind: "EXACT", arms: { rod: [12n] }, rules: [lengthRule()] } as const;
    const before = await statedEvidence(asked);
    const reworded = (before.drift ?? []).map((rule) => ({
      ...rule,
      because: "The gauge is new.",
    }));
    const after = sealEvidence({ ...before, drift: reworded });
    expect(after.digest).toBe(before.digest);
    expect(pairUp([before], [after])).toEqual([{ before, after }]);
    const wider = reworded.map((rule) => ({ ...rule, margin: 2 }));
    const edited = sealEvidence({ ...before, drift: wider });
    expect(edited.digest).not.toBe(before.digest);
    expect(() => pairUp([before], [edited])).toThrow("one of them was edited");
  });
});
