/**
 * What must hold of the instrument before what it measured may speak: seeds that change nothing,
 * arms that are the same, networks that were not trained and accuracies of other images leave the
 * controls as they are, and would pass for an absent effect or for a certain one.
 */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";

type Pairs = { readonly small: string; readonly large: string };

const RULE = { role: "implementation", ifFails: CONCLUSIONS.invalid } as const;

/** The finite values of a quantity in the runs of both arms that met their stopping rule. */
function valuesOf(results: Results<Arms>, { small, large }: Pairs, quantity: string): number[] {
  return [small, large].flatMap((arm) => {
    const { values } = results[arm] ?? {};
    const measured = values?.[quantity] ?? [];
    return measured.flatMap(({ value }, run) =>
      values?.["reachedTarget"]?.[run]?.value === 1 && value !== null ? [value] : [],
    );
  });
}

function bounded(
  name: string,
  [quantity, value]: readonly [string, number],
  [relation, threshold]: readonly ["atLeast" | "atMost", number],
): Condition {
  const none = { exact: null, low: null, high: null };
  const measured = { value: Number.isFinite(value) ? value : null, ...none };
  return condition({ ...RULE, name, quantity, measured, relation, threshold });
}

/**
 * Losses are means of thousands of numbers: two trainings never share one to the last digit. A wrong
 * label costs ln 2 at least, so that a mean loss of 2e-3 leaves 0.3 % of them.
 */
export function trainingConditions(results: Results<Arms>, arms: Pairs): Condition[] {
  const losses = valuesOf(results, arms, "trainingLoss");
  const least = Math.min(...valuesOf(results, arms, "trainingAccuracy"));
  return [
    condition({
      ...{ ...RULE, name: "every run is a training of its own", relation: "equal", threshold: 0n },
      quantity: "runs whose training loss another has to the last digit",
      measured: BigInt(losses.length - new Set(losses).size),
    }),
    bounded(
      "every network has learned its images",
      ["least training accuracy", least],
      ["atLeast", 0.99],
    ),
  ];
}

/** Far above chance, a tenth, and below what is reached on images that were trained on. */
export function testConditions(results: Results<Arms>, arms: Pairs): Condition[] {
  const accuracies = valuesOf(results, arms, "testAccuracy");
  const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
  return [
    bounded("test images have their own labels", ["least test accuracy", least], ["atLeast", 0.5]),
    bounded("test images are new", ["largest test accuracy", most], ["atMost", 0.999]),
  ];
}
