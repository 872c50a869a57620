/** Numbers and drifts as a person reads them. */
import { describeQuantity, type DriftQuantity } from "../../domain/drift-rule.ts";
import { formatRational, subtractRationals, type Rational } from "../../domain/rational.ts";

/** Three significant digits: "1.38", "-0.0021", "1e-18". */
export function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3)) + 0) : "beyond the doubles";
}

const LONGEST_EXACT = 24;

/** "was 256 and is 16"; of long numbers, which begin alike, what lies between: "is 1/3 higher". */
export function exactChange(before: Rational, after: Rational): string {
  const [was, is] = [formatRational(before), formatRational(after)];
  if (Math.max(was.length, is.length) <= LONGEST_EXACT) return `was ${was} and is ${is}`;
  const drift = formatRational(subtractRationals(after, before));
  const size = drift.replace("-", "");
  const told = size.length <= LONGEST_EXACT ? size : `a number of ${size.length} characters`;
  return `is ${told} ${drift.startsWith("-") ? "lower" : "higher"}`;
}

/** "sharpness of LB minus SB": on any scale, since the sentence around it tells the scale. */
export function quantityWords(quantity: DriftQuantity): string {
  return describeQuantity({ ...quantity, scale: "absolute" });
}

/** "1.38 higher (ln)", "unchanged" */
export function driftWords(drift: number, { scale }: Pick<DriftQuantity, "scale">): string {
  if (drift === 0) return "unchanged";
  const side = drift > 0 ? "higher" : "lower";
  return `${shortNumber(Math.abs(drift))} ${side}${scale === "log" ? " (ln)" : ""}`;
}

/** "3 claims", "1 claim" */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** "this; that; and 5 more" */
export function fewOf(reasons: readonly string[], most: number): string {
  const rest = reasons.length - most;
  return [...reasons.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}
