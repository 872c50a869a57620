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
export function describeQuantity(rule: DriftQuantity): string {
  return `${quantityOf(rule)} of ${armsOf(rule)}`;
}

const WORSE_WORDS = { lower: "lower is worse", higher: "higher is worse", either: "either way" };

function describeMargin({ margin, worse, because }: DriftRule): string {
  return `by ${Number(margin.toPrecision(3))} (${WORSE_WORDS[worse]}): ${because}`;
}

/** Of which arm, or difference of arms. */
function armsOf({ arm, minus }: DriftQuantity): string {
  return minus === undefined ? arm : `${arm} minus ${minus}`;
}

function quantityOf({ scale, quantity }: DriftQuantity): string {
  return scale === "log" ? `ln ${quantity}` : quantity;
}

/**
 * Rules with the same margin and reason are one sentence: "loss, bound of F2; F5 by 1e-9 (either
 * way): ...".
 */
export function describeRules(rules: readonly DriftRule[]): string[] {
  const byMargin = Map.groupBy(rules, describeMargin);
  return [...byMargin].flatMap(([margin, alike]) => {
    const arms = [...Map.groupBy(alike, quantityOf)].map(([quantity, ofIt]) => ({
      quantity,
      arms: ofIt.map(armsOf).join("; "),
    }));
    return [...Map.groupBy(arms, (one) => one.arms)].map(
      ([where, same]) => `${same.map(({ quantity }) => quantity).join(", ")} of ${where} ${margin}`,
    );
  });
}
