import { z } from "zod";

/** `log`: the drift is a difference of natural logarithms, and so is the margin. */
export const DRIFT_SCALES = ["absolute", "log"] as const;
/** Which direction of a drift makes a claim worse off. */
export const WORSE_SIDES = ["lower", "higher", "either"] as const;

/**
 * How much a measured quantity may drift from one version of the code to the next. It is a quantity
 * of one arm, or with `minus` its difference between two arms (on the scale `log`, of logarithms:
 * the log of their ratio), seed by seed.
 */
export const driftRuleSchema = z.strictObject({
  quantity: z.string().min(1),
  arm: z.string().min(1),
  minus: z.string().min(1).optional(),
  scale: z.enum(DRIFT_SCALES),
  /** Largest drift that is none: in the unit of the quantity, or of its logarithm. */
  margin: z.number().nonnegative(),
  worse: z.enum(WORSE_SIDES),
  /** Why this margin. */
  because: z.string().min(1),
});
export type DriftRule = z.infer<typeof driftRuleSchema>;

/** Rules without why they are so: rewording that changes nothing. */
export function rulesAlone(rules: readonly DriftRule[]): Omit<DriftRule, "because">[] {
  return rules.map(({ because, ...rule }) => rule);
}

/** What a rule is about. */
export type DriftQuantity = Pick<DriftRule, "quantity" | "arm" | "minus" | "scale">;

/** "ln sharpness of LB minus SB", "testAccuracy of SB" */
export function describeQuantity({ quantity, arm, minus, scale }: DriftQuantity): string {
  const measured = scale === "log" ? `ln ${quantity}` : quantity;
  return `${measured} of ${arm}${minus === undefined ? "" : ` minus ${minus}`}`;
}

const WORSE_WORDS = { lower: "lower is worse", higher: "higher is worse", either: "either way" };

/** "testAccuracy of SB minus LB by 0.005 (lower is worse): half a point is ..." */
export function describeRule(rule: DriftRule): string {
  const margin = Number(rule.margin.toPrecision(3));
  return `${describeQuantity(rule)} by ${margin} (${WORSE_WORDS[rule.worse]}): ${rule.because}`;
}
