/** The growth figure of S2: log2 rank against the width of the input. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { largest } from "./measured.ts";
import type { S2Thresholds } from "./s2-protocol.ts";
import { GROWTH_ROWS } from "./s2-table.ts";

const TITLE =
  "Rank of 1 x W networks with two templates. overlap: (W/2+1,1,2) and a global product; " +
  "no overlap: (2,2,4) repeated; convB/pool2: (B,1,2),(2,2,2) repeated. " +
  "Dashed: the bound D*^e of S2 for overlap, as proved.";

export function s2Figures(results: Results<Arms>, { rows }: S2Thresholds): Figure[] {
  const measured = GROWTH_ROWS.flatMap(({ name, family, width }) => {
    const rank = largest(results, [name], "rank");
    return typeof rank === "bigint" ? [{ family, width, rank: Math.log2(Number(rank)) }] : [];
  });
  // Where a bound is 1 or far below, its line would lie on others and tell nothing.
  const bounds = GROWTH_ROWS.filter(({ family }) => family === "overlap").flatMap((row) => {
    const bound = rows[row.name]?.proved;
    if (bound === undefined) return [];
    return [{ family: row.family, width: row.width, bound: Math.log2(bound) }];
  });
  const x = { field: "width", type: "quantitative", title: "width W of the input, pixels" };
  const color = { field: "family", type: "nominal", title: null };
  const y = (field: string) => {
    return { field, type: "quantitative", title: "log2 rank", scale: { zero: true } };
  };
  const line = { type: "line", strokeDash: [4, 3] };
  const point = { type: "point", filled: true, size: 60 };
  const layer = [
    { data: { values: bounds }, mark: line, encoding: { x, color, y: y("bound") } },
    { data: { values: measured }, mark: point, encoding: { x, color, y: y("rank") } },
  ];
  return [figure("rank-growth", TITLE, { layer })];
}
