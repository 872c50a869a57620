import { describe, expect, it } from "vitest";
import { sealEvidence, type EvidenceRecord } from "../../../../src/domain/evidence-record.ts";
import { compareEvidence } from "../../../../src/verification/regression/compare.ts";
import { statedEvidence } from "../../../support/stated-evidence.ts";

const exact = (...rod: readonly bigint[]) => statedEvidence({ kind: "EXACT", arms: { rod } });

function firstRunOf({ runs }: EvidenceRecord) {
  const run = runs.find(({ control }) => control === null);
  if (run === undefined) throw new Error("no run");
  return run;
}

/** Sealed, so that every digest in it is right. */
const withRuns = (record: EvidenceRecord, runs: EvidenceRecord["runs"]) =>
  sealEvidence({ ...record, runs });

describe("a record in which a number stands twice", () => {
  it.each(["before", "behind"])("is refused where the other run stands %s", async (where) => {
    const [record, other] = [await exact(12n, 13n), firstRunOf(await exact(3n))];
    const { runs } = record;
    const twice = withRuns(record, where === "before" ? [other, ...runs] : [...runs, other]);
    expect(() => compareEvidence([record], [twice])).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        message: "The record of claim rod has rod with seed 1 twice: make it again.",
      }),
    );
  });

  it("is refused where a run has a quantity twice", async () => {
    const record = await exact(12n);
    const run = firstRunOf(record);
    const lengths = [...run.measurements, ...firstRunOf(await exact(3n)).measurements];
    const runs = record.runs.map((one) => (one === run ? { ...run, measurements: lengths } : one));
    const twice = withRuns(record, runs);
    expect(() => compareEvidence([twice], [record])).toThrow("has rod with seed 1 twice");
  });
});
