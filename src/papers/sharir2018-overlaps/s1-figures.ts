/** The figure of S1: rank against D2, one series for each D1, with min(D2, D1^2) as a line. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { largest } from "./measured.ts";
import { CHANNEL_TABLE, rankRow, twoByTwo } from "./s1-table.ts";

const WIDEST = Math.max(...CHANNEL_TABLE.map(([, second]) => second));
const FIRSTS = [...new Set(CHANNEL_TABLE.map(([first]) => first))];

/** At every D2, not only where a rank was measured: the line has its corner at D1^2. */
const bounds = FIRSTS.flatMap((first) =>
  Array.from({ length: WIDEST }, (_, index) => {
    return { D1: first, D2: index + 1, bound: Math.min(index + 1, first ** 2) };
  }),
);

export function s1Figures(results: Results<Arms>): Figure[] {
  const ranks = CHANNEL_TABLE.flatMap(([first, second, rank]) => {
    const { name } = rankRow(twoByTwo(first, second), rank);
    const measured = largest(results, [name], "rank");
    if (typeof measured !== "bigint") return [];
    return [{ D1: first, D2: second, rank: Number(measured) }];
  });
  const x = { field: "D2", type: "quantitative", title: "channels of the last layer, D2" };
  const color = { field: "D1", type: "nominal", title: "D1" };
  const y = (field: string) => ({ field, type: "quantitative", title: "rank" });
  const line = { type: "line", strokeDash: [4, 3] };
  const point = { type: "point", filled: true, size: 60 };
  const layer = [
    { data: { values: bounds }, mark: line, encoding: { x, color, y: y("bound") } },
    { data: { values: ranks }, mark: point, encoding: { x, color, y: y("rank") } },
  ];
  const title =
    "Rank of 4 x 4 networks (2,2,D1), (2,2,D2), (1,1,1) with two templates; dashed: min(D2, D1²)";
  return [figure("rank-against-width", title, { layer })];
}
