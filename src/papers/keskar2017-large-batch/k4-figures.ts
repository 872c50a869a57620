/** Figures of K4: sharpness of each pair, and the companions beside it. */
import type { Arms, Figure, FigureResults } from "../../verification/index.ts";
import { pairedFigure, trainingFigure } from "./figures.ts";
import { MAIN } from "./recipes.ts";

export function sharpnessFigures(results: FigureResults<Arms>): Figure[] {
  return [
    pairedFigure(results, MAIN, {
      ...{ name: "sharpness", quantity: "sharpness", scale: "log" },
      title: "Sharpness of each seed's minimum, small (16) and large (2,000) batches, epsilon 1e-3",
      axis: "phi, percent",
    }),
    trainingFigure(results, MAIN),
  ];
}
