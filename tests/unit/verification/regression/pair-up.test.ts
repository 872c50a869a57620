import { describe, expect, it } from "vitest";
import { pairUp } from "../../../../src/verification/regression/pair-up.ts";
import { statedEvidence } from "../../../support/stated-evidence.ts";

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
});
