/** Figure 5 of the spec: the loss over activation cells, with the values of the minima. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";

/** What each cell's least squares gives and the minima; with a bound, a dashed line at it. */
export function cellsFigure(
  results: FigureResults<Arms>,
  arm: string,
  words: { readonly name: string; readonly title: string; readonly bound?: number },
): Figure[] {
  const curves = results[arm]?.series[0] ?? [];
  const rowsOf = (name: string) => {
    const curve = curves.find((one) => one.name === name);
    return (curve?.x ?? []).flatMap((cell, at) => {
      const loss = curve?.y[at] ?? null;
      return loss === null ? [] : [{ cell, loss, of: name }];
    });
  };
  const [cells, minima] = [rowsOf("least squares"), rowsOf("minima")];
  if (cells.length === 0) return [];
  const { name, title, bound } = words;
  const axis = { tickMinStep: 1, format: "d" };
  const x = { field: "cell", type: "quantitative", title: "activation cell, by angle", axis };
  const y = { field: "loss", type: "quantitative", title: "loss", scale: { zero: true } };
  const color = { field: "of", type: "nominal", title: "value of" };
  const encoding = { x, y, color };
  const line = cells.map(({ cell }) => ({ cell, loss: bound, of: "linear regression" }));
  const layer = [
    { data: { values: cells }, mark: { type: "point", size: 40 }, encoding },
    { data: { values: minima }, mark: { type: "point", filled: true, size: 80 }, encoding },
    ...(bound === undefined
      ? []
      : [{ data: { values: line }, mark: { type: "line", strokeDash: [4, 3] }, encoding }]),
  ];
  return [figure(name, title, { layer })];
}
