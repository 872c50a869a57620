/** One condition in words: the number, what it was held to, and what was measured. */
import type { Check } from "../../domain/evidence-record.ts";
import { numbersInWords } from "../../domain/number-words.ts";
import { parseRational, type Rational } from "../../domain/rational.ts";

type Comparison = Pick<
  Check,
  "relation" | "value" | "exact" | "low" | "high" | "threshold" | "thresholdExact" | "outcome"
>;

const RELATION_WORDS = { equal: "exactly", atMost: "at most", atLeast: "at least" };

/** Of a fraction: longer ones are told in decimals. */
const LONGEST_FRACTION = 12;

const NO_NUMBER = "no finite number";

function numberOf(exact: string | null, value: number | null): Rational | number | null {
  return exact === null ? value : parseRational(exact);
}

/** What decides: the ends of an interval on both sides of the threshold, else the number itself. */
function measuredOf({ exact, value, low, high, outcome }: Comparison) {
  const isBetween = outcome === "UNDECIDED" && value !== null && (low !== null || high !== null);
  return isBetween ? [low, high] : [numberOf(exact, value)];
}

function isShortFraction(text: string | null): text is string {
  return text !== null && text.length <= LONGEST_FRACTION;
}

/** In digits that can be compared: as fractions where both are short ones, else as decimals. */
function shown(comparison: Comparison): { measured: readonly string[]; threshold: string } {
  const { exact, threshold, thresholdExact } = comparison;
  if (isShortFraction(exact) && isShortFraction(thresholdExact)) {
    return { measured: [exact], threshold: thresholdExact };
  }
  const numbers = [...measuredOf(comparison), numberOf(thresholdExact, threshold)];
  const words = numbersInWords(numbers.filter((one) => one !== null));
  const texts = numbers.map((one) => (one === null ? NO_NUMBER : (words.shift() ?? "")));
  return { measured: texts.slice(0, -1), threshold: texts.at(-1) ?? NO_NUMBER };
}

/** "more than 0" is at least the smallest double. */
function required({ relation, threshold }: Comparison, shownThreshold: string): string {
  if (relation === "atLeast" && threshold === Number.MIN_VALUE) return "more than 0";
  return `${RELATION_WORDS[relation]} ${shownThreshold}`;
}

/** An interval by its ends; one that it does not have is no number that was measured. */
function told([low = "", high]: readonly string[]): string {
  if (high === undefined) return low;
  if (low === NO_NUMBER) return `at most ${high} and unbounded below`;
  return high === NO_NUMBER ? `at least ${low} and unbounded above` : `between ${low} and ${high}`;
}

/** "width 4: 16, required at least 256 (rank)"; what was measured once, where it is the name. */
export function describeCheck(check: Check): string {
  const { measured, threshold } = shown(check);
  const quantity = check.name === check.quantity ? "" : ` (${check.quantity})`;
  return `${check.name}: ${told(measured)}, required ${required(check, threshold)}${quantity}`;
}
