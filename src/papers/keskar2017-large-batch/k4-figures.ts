/** Figures of K4: sharpness of each pair, and the companions beside it. */
import type { Arms, Figure, FigureResults } from "../../verification/index.ts";
import { pairedFigures, trainingFigure } from "./figures.ts";
import { MAIN, SLOW } from "./recipes.ts";

export function sharpnessFigures(results: FigureResults<Arms>): Figure[] {
  return [
    ...pairedFigures(results, MAIN, {
      ...{ name: "sharpness", quantity: "sharpness", scale: "log" },
      title: "Sharpness of each seed's minimum, small (16) and large (2,000) batches, epsilon 1e-3",
      axis: "phi, percent",
    }),
    ...pairedFigures(results, SLOW, {
      ...{ name: "sharpness-at-1e-3", quantity: "sharpness", scale: "log" },
      title: "The same at learning rate 1e-3 (decides nothing)",
      axis: "phi, percent",
    }),
    trainingFigure(results, MAIN),
  ];
}
