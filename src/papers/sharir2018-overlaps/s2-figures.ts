/** The growth figure of spec section 7: log2 rank against the width of the input. */
import type { Arms, Figure, Results } from "../../verification/index.ts";
import { largest } from "./measured.ts";
import type { S2Thresholds } from "./s2-protocol.ts";
import { GROWTH_ROWS } from "./s2-table.ts";

export function s2Figures(results: Results<Arms>, { rows }: S2Thresholds): Figure[] {
  const values = GROWTH_ROWS.flatMap(({ name, family, width }) => {
    const measured = largest(results, [name], "rank");
    const bound = rows[name]?.paper;
    if (typeof measured !== "bigint" || bound === undefined) return [];
    return [{ family, width, rank: Math.log2(Number(measured)), bound: Math.log2(bound) }];
  });
  const x = { field: "width", type: "quantitative", title: "width of the input, pixels" };
  const color = { field: "family", type: "nominal", title: null };
  const axis = (field: string) => ({ field, type: "quantitative", title: "log2 rank" });
  const layer = [
    { mark: { type: "line", strokeDash: [4, 3] }, encoding: { x, color, y: axis("bound") } },
    { mark: { type: "point", filled: true, size: 60 }, encoding: { x, color, y: axis("rank") } },
  ];
  const $schema = "https://vega.github.io/schema/vega-lite/v5.json";
  const title = "Rank against input width; dashed: the lower bound D*^e of S2, un-halved";
  return [{ name: "rank-growth", title, spec: { $schema, title, data: { values }, layer } }];
}
