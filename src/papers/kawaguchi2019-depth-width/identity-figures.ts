/** Figures of dw-deep-identity: the defect against its bound, and singular values with the rank's cut. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import { numberOf } from "./float-results.ts";
import { PATH, type IdentityThresholds } from "./identity-protocol.ts";
import { F5_WORSE, ONE_UNIT, WORSE } from "./points.ts";

/** What is below is rounding, and a logarithm has no place for 0. */
const ROUNDING = 1e-17;

/** Powers of ten that all look alike, from 1e-17 on. */
const LOGARITHMIC = { scale: { type: "log" }, axis: { format: ".0e" } };

const floor = (value: number) => Math.max(ROUNDING, Math.abs(value));

function curve(results: FigureResults<Arms>, arm: string, name: string) {
  const series = results[arm]?.series[0]?.find((one) => one.name === name);
  return (series?.x ?? []).map((x, at) => ({ x, y: series?.y[at] ?? null }));
}

function defectFigure(
  results: FigureResults<Arms>,
  { minima, searches }: IdentityThresholds,
): Figure {
  const name = "defect against bound";
  const values = [
    ...curve(results, PATH, name).map((one) => ({ ...one, of: "descent on F2" })),
    ...searches.flatMap((arm) =>
      curve(results, arm, name).map((one) => ({ ...one, of: "searched minima" })),
    ),
    ...minima.map((arm) => ({
      x: numberOf(results, arm, "relativeBound"),
      y: numberOf(results, arm, "relativeDefect"),
      of: "minima of the fixtures",
    })),
  ].map(({ x, y, of }) => ({ bound: floor(x), defect: floor(y ?? 0), of }));
  const most = Math.max(...values.map(({ bound }) => bound));
  const line = [ROUNDING, most].map((end) => ({ bound: end, defect: end }));
  const log = (field: string, title: string) => ({
    ...{ field, type: "quantitative", title, ...LOGARITHMIC },
  });
  const encoding = {
    x: log("bound", "bound, share of 1/2 ||Y||^2 (1e-17 and less: rounding)"),
    y: log("defect", "defect, share of 1/2 ||Y||^2"),
  };
  const color = { field: "of", type: "nominal", title: "points" };
  const title = "Defect L - 1/2 ||PN[J] y||^2 against its bound; dashed: equal";
  const layer = [
    { data: { values: line }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    {
      ...{ data: { values }, mark: { type: "point", filled: true, size: 40 } },
      encoding: { ...encoding, color },
    },
  ];
  return figure("defect-against-bound", title, { layer });
}

/** Where values up to it count as 0: the number of the longer side, times the rounding of sigma_1. */
function cutOf(results: FigureResults<Arms>, arm: string): number {
  const read = (quantity: string) => numberOf(results, arm, quantity);
  return Math.max(read("rows"), read("parameters")) * Number.EPSILON * read("largestSingular");
}

function spectrumFigure(results: FigureResults<Arms>, { searches }: IdentityThresholds): Figure {
  const arms = [WORSE, F5_WORSE, ONE_UNIT, ...searches];
  const values = arms.flatMap((arm) =>
    curve(results, arm, "singular values").map(({ x, y }) => ({
      ...{ number: x, sigma: floor(y ?? 0), of: arm },
    })),
  );
  const cuts = arms.flatMap((arm) => {
    const numbers = values.filter(({ of }) => of === arm).map(({ number }) => number);
    const cut = cutOf(results, arm);
    const ends = [Math.min(...numbers), Math.max(...numbers)];
    return Number.isFinite(cut) ? ends.map((number) => ({ number, sigma: cut, of: arm })) : [];
  });
  const encoding = {
    x: {
      ...{ field: "number", type: "quantitative", title: "number of the singular value" },
      axis: { tickMinStep: 1, format: "d" },
    },
    y: { field: "sigma", type: "quantitative", title: "singular value", ...LOGARITHMIC },
    color: { field: "of", type: "nominal", title: "minimum" },
  };
  const title = "Singular values of J at minima; dashed: below it they count as 0";
  const layer = [
    { data: { values: cuts }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    { data: { values }, mark: { type: "point", filled: true, size: 60 }, encoding },
  ];
  return figure("singular-values", title, { layer });
}

export function identityFigures(
  results: FigureResults<Arms>,
  thresholds: IdentityThresholds,
): Figure[] {
  return [defectFigure(results, thresholds), spectrumFigure(results, thresholds)];
}
