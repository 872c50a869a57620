/** Spec item 0: golden values that change when the definition of the circuit is read otherwise. */
import { circuitConvention, convAc } from "../../compute/measures/index.ts";
import { arm, condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { least } from "./measured.ts";

/** Two primes below 2^31: one can only lower a rank, two seldom lower the same. */
export const PRIMES = [2147483629, 67108859] as const; // 2^31 - 19, 2^26 - 5

export const CONVENTION_ARM = "conventions";

export const conventionArm = arm(
  circuitConvention,
  {
    network: convAc(2, 6, 2, [
      [3, 1, 2],
      [2, 2, 2],
      [3, 3, 1],
    ]),
    cuts: ["left-right", "top-bottom"],
    primes: PRIMES,
  },
  { seeds: [0] },
);

/** Spec 4.1 item 0, exact; two independent programs gave the same. */
export const GOLDEN_VALUES: Readonly<Record<string, number>> = {
  allFirstFirstPrime: 1754001507,
  allFirstSecondPrime: 24966488,
  cornerSecondFirstPrime: 272308354,
  cornerSecondSecondPrime: 53577880,
  lastColumnSecondFirstPrime: 699648042,
  lastColumnSecondSecondPrime: 22379620,
  nextRowSecondFirstPrime: 1116287171,
  nextRowSecondSecondPrime: 44373105,
  rankFirstCut: 16,
  rankSecondCut: 64,
};

export function conventionConditions(
  results: Results<Arms>,
  golden: Readonly<Record<string, number>>,
): Condition[] {
  const meanings: Readonly<Record<string, { readonly meaning: string }>> =
    circuitConvention.quantities;
  return Object.entries(golden).map(([quantity, value]) =>
    condition({
      name: `convention check: ${quantity}`,
      role: "implementation",
      quantity: meanings[quantity]?.meaning ?? quantity,
      measured: least(results, [CONVENTION_ARM], quantity),
      relation: "equal",
      threshold: BigInt(value),
      ifFails: CONCLUSIONS.invalid,
    }),
  );
}
