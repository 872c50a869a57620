/** How far numbers that carry a verdict may drift from version to version, where rounding moves them. */
import type { DriftRule } from "../../domain/drift-rule.ts";

const BECAUSE =
  "Rounding: another order of additions moves these by 1e-15 to 1e-13, and 1e-12 is a hundredth of the tightest threshold.";

export function roundingRules(arms: readonly string[], quantities: readonly string[]): DriftRule[] {
  const shared = { scale: "absolute", margin: 1e-12, worse: "higher", because: BECAUSE } as const;
  return arms.flatMap((name) => quantities.map((quantity) => ({ quantity, arm: name, ...shared })));
}
