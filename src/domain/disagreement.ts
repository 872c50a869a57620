/** How far the numbers of two engines are apart. */
import { z } from "zod";
import { numbersInWords } from "./number-words.ts";

/** One measurement on the first engine and on the second. */
export const disagreementSchema = z.strictObject({
  arm: z.string().min(1),
  seed: z.int().nonnegative(),
  quantity: z.string().min(1),
  /** Null where it is not finite. */
  first: z.number().nullable(),
  second: z.number().nullable(),
  /** |first - second|; null where one is finite and the other is not, or neither in the same way. */
  difference: z.number().nonnegative().nullable(),
  /** The same over the larger of the two in size; 0 where both are 0. */
  relative: z.number().nonnegative().nullable(),
});
export type Disagreement = z.infer<typeof disagreementSchema>;

/** In few digits, but for two that differ further on; what is not finite has no digits. */
function bothWords({ first, second }: Disagreement): string {
  const words = numbersInWords([first, second].filter((one) => one !== null));
  return [first, second].map((one) => (one === null ? "not finite" : words.shift())).join(" and ");
}

/** "loss of SB with seed 3: 0.5 and 0.5000001 (2e-7 of the larger)" */
export function describeDisagreement(one: Disagreement): string {
  const { arm, seed, quantity, relative } = one;
  const size = relative === null ? "" : ` (${Number(relative.toPrecision(2))} of the larger)`;
  return `${quantity} of ${arm} with seed ${seed}: ${bothWords(one)}${size}`;
}
