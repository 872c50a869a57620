/** Figure 6 of the spec: loss less the bound of (A) at the minima, by the size of S. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import { ONE, THREE, TWO } from "./classical-protocol.ts";

const WIDTHS = { [ONE]: 1, [TWO]: 2, [THREE]: 3 };

export function classicalFigures(results: FigureResults<Arms>): Figure[] {
  const values = Object.entries(WIDTHS).flatMap(([arm, units]) =>
    (results[arm]?.series ?? []).flatMap((curves) => {
      const curve = curves.find(({ name }) => name === "loss less bound");
      // Rounding leaves some below 0 by 1e-16.
      return (curve?.y ?? []).flatMap((y) => (y === null ? [] : [{ units, excess: y }]));
    }),
  );
  if (values.length === 0) return [];
  const title = "Loss less 1/2 ||PN[B_S] Y||² at the minima found; two outputs";
  const axis = { labelAngle: 0 };
  const x = { field: "units", type: "ordinal", title: "linear units in each S", axis };
  const y = {
    field: "excess",
    type: "quantitative",
    title: "excess, share of 1/2 ||Y||²",
    scale: { zero: true },
  };
  const mark = { type: "point", filled: true, size: 60 };
  return [figure("loss-less-bound", title, { data: { values }, mark, encoding: { x, y } })];
}
