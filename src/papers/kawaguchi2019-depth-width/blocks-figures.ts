/** The figure of dw-blocks: the terms of each layer in forward order, next to the reverse order. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import type { BlocksThresholds } from "./blocks-protocol.ts";

const ORDERS = ["forward", "reverse"] as const;

/** One row for each unit: the stack of a bar. */
function rowsOf(results: FigureResults<Arms>, arm: string) {
  const series = results[arm]?.series[0] ?? [];
  return series.flatMap(({ name, x, y }) => {
    const order = ORDERS.find((one) => name.startsWith(one));
    const layer = name.split(", ")[1] ?? "";
    if (order === undefined) return [];
    return x.map((unit, at) => ({
      ...{ bar: `${arm}: ${order}`, term: y[at] ?? 0, of: `${layer}, unit ${unit}` },
    }));
  });
}

export function blocksFigures(
  results: FigureResults<Arms>,
  { minima, elsewhere }: BlocksThresholds,
): Figure[] {
  const values = [...minima, ...elsewhere.filter((arm) => arm === "F3")].flatMap((arm) =>
    rowsOf(results, arm),
  );
  const title = "What each unit takes off 1/2 ||Y||^2, layer by layer and from behind";
  const spec = {
    data: { values },
    mark: { type: "bar" },
    encoding: {
      y: { field: "bar", type: "nominal", title: null, sort: null, axis: { labelLimit: 240 } },
      x: { field: "term", type: "quantitative", title: "sum of the terms", stack: "zero" },
      color: { field: "of", type: "nominal", title: "block" },
    },
  };
  return [figure("block-terms", title, spec)];
}
