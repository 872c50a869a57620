/** What the theorems say of each loss: the last rows of the control matrix of the spec. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { LOSS_TABLE } from "./loss-table.ts";
import { numberOf } from "./readings.ts";

const STANDINGS = [
  { quantity: "usable", outcome: "usable" },
  { quantity: "vacuous", outcome: "VACUOUS" },
  { quantity: "hypothesisNotMet", outcome: "PRECONDITION_FAILED" },
];

const COLOURS = {
  domain: STANDINGS.map(({ outcome }) => outcome),
  range: ["#146c3f", "#5b6072", "#c2571a"],
};

export function lossTableFigures(results: Results<Arms>): Figure[] {
  const values = Object.keys(LOSS_TABLE).flatMap((loss) =>
    STANDINGS.flatMap(({ quantity, outcome }) =>
      numberOf(results, loss, quantity) === 1 ? [{ loss, outcome }] : [],
    ),
  );
  const encoding = {
    x: { field: "outcome", type: "nominal", title: "", axis: { labelAngle: 0 } },
    y: { field: "loss", type: "nominal", title: "", sort: null },
    color: { field: "outcome", type: "nominal", title: "", scale: COLOURS },
  };
  const title = "What the theorems say of each loss";
  return [figure("losses", title, { data: { values }, mark: "rect", encoding })];
}
