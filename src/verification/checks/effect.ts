/**
 * How a measured effect over seeds becomes a verdict in three ways:
 *
 * - SUPPORTED where it is significant (p at most alpha, against 0), at least as large as the threshold, and
 *   positive in the stated share of the seeds;
 * - NOT_SUPPORTED where the one-sided upper confidence bound lies below the threshold;
 * - INCONCLUSIVE otherwise.
 *
 * Each part is a condition of its own with one plain number, so that a control can name the one that
 * must fail and the page shows all. A value that is missing or not finite (the logarithm of a
 * sharpness of 0, an arm that never arrived) leaves every condition undecided.
 */
import { pairedT } from "../statistics/paired-t.ts";
import { condition, CONCLUSIONS, type Condition, type ConditionSpec } from "./condition.ts";

export interface EffectSpec {
  /** Of the quantity, such as `d` or `q`: the names of the conditions are made of it. */
  readonly of: string;
  /** The same in words, for people: "test accuracy of small less that of large batches". */
  readonly means: string;
  /** One for each seed. */
  readonly values: readonly (number | null)[];
  /** `ratio`: the values are logarithms of ratios and the threshold speaks of exp(mean). */
  readonly scale: "difference" | "ratio";
  readonly threshold: number;
  readonly alpha: number;
  /** Percent of the seeds that must be positive; absent: no such condition. */
  readonly positivePercent?: number;
  /** p after a correction over the claim's family; absent: that of the t test, a family of one. */
  readonly adjustedP?: number;
}

/** The names of the conditions, for a control to say which must fail. */
export function effectNames({ of, scale, alpha }: Pick<EffectSpec, "of" | "scale" | "alpha">) {
  const mean = scale === "ratio" ? `exp(mean ${of})` : `mean ${of}`;
  const percent = Number((100 * (1 - alpha)).toPrecision(12));
  return {
    p: `p of ${of}`,
    mean,
    upper: `${percent} % upper bound of ${mean}`,
    positive: `seeds with positive ${of}`,
  };
}

const MISSING = { value: null, exact: null, low: null, high: null };

function measured(value: number) {
  return { ...MISSING, value: Number.isFinite(value) ? value : null };
}

/** What the conditions compare; undefined where there is no sample to speak of. */
function measure(spec: EffectSpec) {
  const values = spec.values.map((value) => value ?? NaN);
  if (values.length < 2 || !values.every(Number.isFinite)) return undefined;
  const test = pairedT(values, 1 - spec.alpha);
  const scaled = spec.scale === "ratio" ? Math.exp : (value: number) => value;
  return {
    p: measured(spec.adjustedP ?? test.p),
    mean: measured(scaled(test.mean)),
    upper: measured(scaled(test.upper)),
    positive: BigInt(values.filter((value) => value > 0).length),
  };
}

/** The seeds needed for a share: the smallest integer that is at least percent / 100 of them. */
function seedsFor(percent: number, seeds: number): bigint {
  return BigInt(Math.ceil((percent * seeds) / 100));
}

/** What each part measures, in words. */
function wordsOf({ scale, means }: EffectSpec) {
  const mean = scale === "ratio" ? `geometric mean of ${means}` : `mean of ${means}`;
  return {
    p: `p of the t test against ${scale === "ratio" ? "a ratio of 1" : "no difference"}`,
    mean,
    upper: mean,
    positive: "such seeds",
  };
}

/** The conditions of one effect: p, its size, its upper bound and, where asked for, its share. */
export function effectConditions(spec: EffectSpec): readonly Condition[] {
  const names = effectNames(spec);
  const told = wordsOf(spec);
  const numbers = measure(spec);
  const one = (
    part: keyof typeof names,
    [relation, threshold]: readonly [ConditionSpec["relation"], number | bigint],
    ifFails: ConditionSpec["ifFails"] = CONCLUSIONS.unresolved,
  ) => {
    const words = { name: names[part], role: "claim", quantity: told[part] } as const;
    return condition({
      ...words,
      measured: numbers?.[part] ?? MISSING,
      relation,
      threshold,
      ifFails,
    });
  };
  const share =
    spec.positivePercent === undefined
      ? []
      : [one("positive", ["atLeast", seedsFor(spec.positivePercent, spec.values.length)])];
  return [
    one("p", ["atMost", spec.alpha]),
    one("mean", ["atLeast", spec.threshold]),
    one("upper", ["atLeast", spec.threshold], CONCLUSIONS.notSupported),
    ...share,
  ];
}
