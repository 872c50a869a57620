/** What must hold of the instrument before a trend may speak. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Results } from "../../verification/index.ts";
import { armName, studentsOf, type Grid } from "./trend-grid.ts";

/** The finite numbers of a quantity over the grid. */
function valuesOf(results: Results<Arms>, grid: Grid, quantity: string): number[] {
  return studentsOf(grid).flatMap((student) =>
    (results[armName(student)]?.values[quantity] ?? []).flatMap(({ value }) => value ?? []),
  );
}

const ALLOWED = 1e-9;
const RESOLVED = 1e-3;

/**
 * Delta = L - 1/2 ||PN[J] y||^2 is at least 0 at every weights: less than that is wrong code, or a rank
 * that is not resolved. Absent where no block's theory value was computed on all samples.
 */
function defectConditions(results: Results<Arms>, grid: Grid): Condition[] {
  const defects = valuesOf(results, grid, "defect");
  if (defects.length === 0) return [];
  const isResolved = valuesOf(results, grid, "rankGap").every((gap) => gap <= RESOLVED);
  return [
    condition({
      ...{ name: "the defect is not negative", role: "implementation" },
      quantity: "least L - 1/2 ||PN[J] y||^2, of 1/2 ||Y||^2",
      measured: { value: Math.min(...defects), exact: null, low: null, high: null },
      ...{ relation: "atLeast", threshold: -ALLOWED },
      ifFails: isResolved ? CONCLUSIONS.invalid : CONCLUSIONS.unresolved,
    }),
  ];
}

/** Deep linear students end at the same value by right. */
function curved({ activations, ...sizes }: Grid): Grid {
  return { ...sizes, activations: activations.filter((one) => one !== "identity") };
}

/** Two trainings share a loss to the last digit only where both students are dead: Ln is then 1. */
function ownTrainings(results: Results<Arms>, grid: Grid): Condition {
  const losses = valuesOf(results, curved(grid), "loss").filter((loss) => loss !== 1);
  return condition({
    ...{ name: "every run is a training of its own", role: "implementation" },
    quantity: "runs whose loss another has to the last digit",
    measured: BigInt(losses.length - new Set(losses).size),
    ...{ relation: "equal", threshold: 0n, ifFails: CONCLUSIONS.invalid },
  });
}

export function instrumentConditions(results: Results<Arms>, grid: Grid): Condition[] {
  return [ownTrainings(results, grid), ...defectConditions(results, grid)];
}
