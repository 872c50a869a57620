/** A claim small enough to see through: its runs measure the numbers that its settings state. */
import type { Measure } from "../../src/compute/measures/measure.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import type { ClaimSpec } from "../../src/verification/claim-spec.ts";
import { arm, condition, CONCLUSIONS } from "../../src/verification/index.ts";
import type { Arm, Arms } from "../../src/verification/index.ts";

interface StatedSetting {
  /** "NaN" stands for not a number, "throw" for a measure that breaks. */
  readonly value: number | "NaN" | "throw";
}

export const stated: Measure<StatedSetting, "value"> = {
  name: "stated",
  quantities: { value: { unit: "mm", meaning: "the number that the setting states" } },
  problems: ({ value }) => (value === -1 ? ["the value -1 is not possible"] : []),
  run({ value }, { seed }) {
    if (value === "throw") throw new Error("the gauge is broken");
    if (value === "NaN") return { quantities: { value: Number.NaN } };
    return { quantities: { value }, certificate: { name: "stated", content: { value, seed } } };
  },
};

export interface ScratchThresholds {
  readonly least: number;
}

export type ScratchSpec = ClaimSpec<Record<string, Arm>, ScratchThresholds>;

/** "length at least 10": measured 12 by two seeds, calibration 5 exactly, control of 3. */
export function scratchClaim(changes: Partial<ScratchSpec> = {}): ScratchSpec {
  return {
    slug: "scratch-length",
    title: "The rod is long",
    kind: "EMPIRICAL",
    evidenceKind: "EXACT",
    source: { locator: "section 1", version: "v1" },
    statement: "The rod is at least 10 mm long.",
    formula: "\\ell \\ge 10",
    provenance: [{ of: "everything", provenance: "DERIVED" }],
    hypotheses: [],
    limits: [],
    deviations: [],
    protocol: () => protocolOf({}),
    check: (results, { least }) => [
      condition({
        ...{ name: "calibration", role: "implementation", quantity: "length" },
        measured: measuredIn(results["calibration"]),
        ...{ relation: "equal", threshold: 5, ifFails: CONCLUSIONS.invalid },
      }),
      condition({
        ...{ name: "dry", role: "precondition", quantity: "moisture" },
        measured: measuredIn(results["moisture"]),
        ...{ relation: "atMost", threshold: 0, ifFails: CONCLUSIONS.hypothesisNotMet },
      }),
      condition({
        ...{ name: "length", role: "claim", quantity: "length" },
        measured: measuredIn(results["rod"]),
        ...{ relation: "atLeast", threshold: least, ifFails: CONCLUSIONS.notSupported },
      }),
    ],
    controls: [
      {
        name: "short rod",
        because: "A rod of 3 mm is not long.",
        mustFail: "length",
        changes: () => ({ arms: { rod: arm(stated, { value: 3 }) } }),
      },
      {
        name: "longer",
        because: "The rod is not 100 mm long.",
        mustFail: "length",
        changes: () => ({ thresholds: { least: 100 } }),
      },
    ],
    ...changes,
  };
}

/** The scratch protocol with other values in some arms. */
export function protocolOf(values: Readonly<Record<string, StatedSetting["value"]>>) {
  const all = { calibration: 5, moisture: 0, rod: 12, ...values };
  const arms = Object.entries(all).map(([name, value]) => [name, arm(stated, { value })] as const);
  const drift = [
    {
      ...({ quantity: "value", arm: "rod", scale: "absolute", margin: 1, worse: "lower" } as const),
      because: "A millimetre is what the gauge can tell.",
    },
  ];
  const thresholds = { least: 10 };
  return { arms: Object.fromEntries(arms) as Arms, seeds: [1, 2], thresholds, drift };
}

type Values = Pick<RunRecord["measurements"][number], "value" | "exact" | "low" | "high">;

/** The last seed's value; one that is missing where the arm is. */
function measuredIn(
  results: { readonly values: Readonly<Record<string, readonly Values[]>> } | undefined,
): Values {
  return results?.values["value"]?.at(-1) ?? { value: null, exact: null, low: null, high: null };
}
