/**
 * K1 and K4 in small: their own checks and rules of drift on networks of a twentieth of a second each.
 * Recipe, thresholds and margins were set on other seeds than those on which they are used.
 */
import { describeQuantity, type DriftRule } from "../../../src/domain/drift-rule.ts";
import { K1_DRIFT, K4_DRIFT } from "../../../src/papers/keskar2017-large-batch/drift.ts";
import { k1Check, meanGapName } from "../../../src/papers/keskar2017-large-batch/k1-check.ts";
import { k4Check, meanRatioName } from "../../../src/papers/keskar2017-large-batch/k4-check.ts";
import { INVARIANT, MAIN } from "../../../src/papers/keskar2017-large-batch/recipes.ts";
import { arm, defineClaim, type Arm } from "../../../src/verification/index.ts";
import { smallInvariant, smallMinimum, type SmallRecipe } from "./small-minimum.measure.ts";

/** SB has passed its target by some percent when it looks, so its target lies that much above LB's. */
export const SMALL: SmallRecipe = {
  ...{ hidden: [48], images: 400, rate: 0.04, batch: 40 },
  stop: { loss: 0.0156, checkEvery: 5, limit: 5000 },
};
export const LARGE: SmallRecipe = {
  ...{ ...SMALL, batch: SMALL.images },
  stop: { loss: 0.015, checkEvery: 1, limit: 5000 },
};

/** The same part of the effect as in the real claims: 0.005 of 0.0137, ln 2 of ln 5.9. */
const GAP = { gap: 0.006, alpha: 0.01, positivePercent: 80 };
const RATIO = { ratio: 1.3, alpha: 0.01 };

export const GAP_NAME = "testAccuracy of SB minus LB";
export const RATIO_NAME = "ln sharpness of LB minus SB";

/**
 * How far each quantity of these networks spreads over seeds (seeds 900,001 to 900,200), and the
 * real margin in units of the real spread: of the gap and the accuracies as drift.ts states it, of
 * the sharpnesses with the spreads 0.24, 0.20 and 0.22 that 24 other seeds of the real protocol have.
 */
const SPREADS: Readonly<Record<string, { readonly spread: number; readonly times: number }>> = {
  [GAP_NAME]: { spread: 0.0075, times: 1.35 },
  "testAccuracy of SB": { spread: 0.01, times: 2.2 },
  "testAccuracy of LB": { spread: 0.0109, times: 2.4 },
  [RATIO_NAME]: { spread: 0.32, times: 1.7 },
  "ln sharpness of SB": { spread: 0.25, times: 3.4 },
  "ln sharpness of LB": { spread: 0.228, times: 1.8 },
};

/** @param name of a quantity, as a comparison calls it */
export function marginOf(name: string): number {
  const { spread, times } = SPREADS[name] ?? { spread: NaN, times: NaN };
  return times * spread;
}

/** The real rule with its margin in small. */
function inSmall(rule: DriftRule): DriftRule {
  return { ...rule, margin: marginOf(describeQuantity(rule)), because: "As in the real claim." };
}

const WORDS = {
  kind: "EMPIRICAL",
  evidenceKind: "STATISTICAL",
  engine: { precision: "float32" },
  data: ["mnist"],
  source: { locator: "section 2.2", version: "arXiv v2" },
  provenance: [],
  hypotheses: [],
  limits: [],
  deviations: [],
} as const;

const ARMS = { [MAIN.small]: arm(smallMinimum, SMALL), [MAIN.large]: arm(smallMinimum, LARGE) };
const EQUAL_ARMS = {
  name: "equal batches",
  because: "LB is trained as SB is: nothing sets the arms apart.",
  changes: () => ({ arms: { [MAIN.large]: arm(smallMinimum, SMALL) } }),
};

/** Exact in every float. By 10, rounding picks another vertex for one seed in twenty: INVALID. */
const RESCALE = 8;

/** Of a seed alone, as in the real claim: a check of the instrument. */
function invariantArms(seeds: readonly number[]): Record<string, Arm> {
  const first = { seeds: seeds.slice(0, 1) };
  return {
    [INVARIANT.small]: arm(smallInvariant, { recipe: SMALL, rescale: 1 }, first),
    [INVARIANT.large]: arm(smallInvariant, { recipe: SMALL, rescale: RESCALE }, first),
  };
}

/** Both claims on these seeds; their digests do not depend on them. */
export function smallClaims(seeds: readonly number[]) {
  const gap = defineClaim({
    ...{ ...WORDS, slug: "small-gap", title: "Small batches generalise better, in small" },
    ...{ statement: "Test accuracy is higher for small batches.", formula: "\\overline{d} > 0" },
    protocol: () => ({ arms: ARMS, seeds, thresholds: GAP, drift: K1_DRIFT.map(inSmall) }),
    check: k1Check,
    controls: [{ ...EQUAL_ARMS, mustFail: meanGapName(GAP) }],
  });
  const sharpness = defineClaim({
    ...{
      ...WORDS,
      slug: "small-sharpness",
      title: "Large batches end in sharper minima, in small",
    },
    ...{ statement: "Minima of large batches are sharper.", formula: "\\overline{q} > 0" },
    protocol: () => ({
      arms: { ...ARMS, ...invariantArms(seeds) },
      ...{ seeds, thresholds: RATIO, drift: K4_DRIFT.map(inSmall) },
    }),
    check: k4Check,
    controls: [{ ...EQUAL_ARMS, mustFail: meanRatioName(RATIO) }],
  });
  return { gap, sharpness };
}
