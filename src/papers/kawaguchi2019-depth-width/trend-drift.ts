/** How far the losses of the trend grids may drift from version to version; set before looking. */
import type { DriftRule } from "../../domain/drift-rule.ts";
import type { Direction } from "./trend-cells.ts";
import { armName, type Grid } from "./trend-grid.ts";

const BECAUSE =
  "A tenth of the loss of the zero function: the least that a cell's reduction by a fifth is from a loss of one half. Its spread over blocks is 0.1 to 0.2.";

function rule(smallest: string, largest: string): DriftRule {
  return {
    ...{ quantity: "loss", arm: smallest, minus: largest, scale: "absolute" },
    ...{ margin: 0.1, worse: "lower", because: BECAUSE },
  };
}

/** One rule for each cell that decides: how much less is lost at the largest size. */
export function trendDrift(
  { activations, depths, widths }: Grid,
  direction: Direction,
): DriftRule[] {
  const ends = (sizes: readonly number[]) => [sizes[0] ?? 1, sizes.at(-1) ?? 1] as const;
  return activations.flatMap((activation) => {
    if (direction === "width") {
      const [first, last] = ends(widths);
      return depths.map((hiddenLayers) =>
        rule(
          armName({ activation, hiddenLayers, width: first }),
          armName({ activation, hiddenLayers, width: last }),
        ),
      );
    }
    const [first, last] = ends(depths);
    return widths
      .slice(-2)
      .map((width) =>
        rule(
          armName({ activation, hiddenLayers: first, width }),
          armName({ activation, hiddenLayers: last, width }),
        ),
      );
  });
}
