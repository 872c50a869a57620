import type { DriftRule } from "../../../src/domain/drift-rule.ts";
import { arm, condition, CONCLUSIONS, defineClaim } from "../../../src/verification/index.ts";
import { numbers } from "./numbers.measure.ts";

const rule = (quantity: string, worse: DriftRule["worse"], margin = 0): DriftRule => ({
  ...{ quantity, arm: "planted", scale: "absolute", margin, worse },
  because: "A test says so.",
});

const DRIFT = [
  rule("rises", "higher"),
  rule("falls", "higher"),
  rule("shrinks", "lower"),
  rule("tiny", "either", 1e-12),
  rule("zero", "either"),
];

/** The words that every planted claim shares. */
export const WORDS = {
  source: { locator: "none", version: "1" },
  formula: "n \\le 0",
  provenance: [{ of: "statement", provenance: "DERIVED" }],
  ...{ hypotheses: [], limits: [], deviations: [] },
} as const;

/** Holds of the numbers as they are, and of all that a plant makes of them. */
export function claimOfNumbers(slug: string, { most }: { readonly most: number }) {
  return defineClaim({
    ...{ ...WORDS, slug, title: `Planted numbers (${slug})`, kind: "ARITHMETIC" },
    ...{ evidenceKind: "DETERMINISTIC", statement: "A number that stays is at most zero." },
    protocol: () => ({
      ...{ arms: { planted: arm(numbers, { more: 0 }) }, seeds: [1] },
      ...{ thresholds: { most }, drift: DRIFT },
    }),
    check: ({ planted }, { most: threshold }) =>
      planted.values.stays.map((measured) =>
        condition({
          ...{ name: "stays", role: "claim", quantity: "stays", measured, relation: "atMost" },
          ...{ threshold: BigInt(threshold), ifFails: CONCLUSIONS.refuted },
        }),
      ),
    controls: [
      {
        ...{ name: "nine more", because: "Nine is more than zero.", mustFail: "stays" },
        changes: () => ({ arms: { planted: arm(numbers, { more: 9 }) } }),
      },
    ],
  });
}
