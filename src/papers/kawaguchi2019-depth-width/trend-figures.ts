/** Figures of the trend claims (spec section 9, items 1 and 2), and the verdict of every cell. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import { cellsOf, passedWidths, type Direction, type TrendThresholds } from "./trend-cells.ts";
import { armName, layersWords, studentsOf } from "./trend-grid.ts";

/** One colour for each verdict, whichever of them occur. */
const COLOURS = {
  domain: ["SUPPORTED", "INCONCLUSIVE", "NOT_SUPPORTED"],
  range: ["#146c3f", "#7d6200", "#c2571a"],
};

interface Point {
  readonly activation: string;
  readonly depth: string;
  readonly width: number;
  readonly block: number;
  readonly loss: number | null;
  readonly untrainedTheory: number | null;
  readonly theory: number | null;
  readonly linearRegression: number | null;
  readonly defect: number | null;
}

function pointsOf(results: FigureResults<Arms>, thresholds: TrendThresholds): Point[] {
  return studentsOf(thresholds).flatMap((student) => {
    const { values = {}, seeds = [] } = results[armName(student)] ?? {};
    return seeds.map((block, at) => {
      const of = (quantity: string) => values[quantity]?.[at]?.value ?? null;
      return {
        ...{ activation: student.activation, depth: layersWords(student.hiddenLayers) },
        ...{ width: student.width, block, loss: of("loss") },
        ...{ untrainedTheory: of("untrainedTheory"), theory: of("theory") },
        ...{ linearRegression: of("linearRegression"), defect: of("defect") },
      };
    });
  });
}

const LOSS = "loss / (1/2 ||Y||^2)";
const width = { field: "width", type: "ordinal", title: "width of the hidden layers" };
const depth = { field: "depth", type: "nominal", title: null };
const mean = (field: string) => ({ field, type: "quantitative", aggregate: "mean", title: LOSS });

/** Measured and theory side by side, activation by activation. */
function lossFigure(points: readonly Point[]): Figure {
  const known = new Set(points.filter(({ theory }) => theory !== null).map(({ block }) => block));
  const theory =
    known.size === 0
      ? "no theory values at this budget"
      : `dashed: 1/2 ||PN[J] y||^2 at untrained weights, dotted: at trained weights (mean of ${known.size} of the blocks)`;
  const title = `Loss after training against width: a point a block, the mean as a line; ${theory}; grey: linear regression`;
  const line = (field: string, mark: object) => ({
    mark: { type: "line", ...mark },
    encoding: { x: width, y: mean(field), color: depth },
  });
  const layer = [
    {
      mark: { type: "point", filled: true, size: 14, opacity: 0.5 },
      encoding: { x: width, y: { field: "loss", type: "quantitative" }, color: depth },
    },
    line("loss", {}),
    ...(known.size === 0
      ? []
      : [line("untrainedTheory", { strokeDash: [6, 3] }), line("theory", { strokeDash: [1, 3] })]),
    {
      mark: { type: "line", color: "grey" },
      encoding: { x: width, y: mean("linearRegression") },
    },
  ];
  const facet = { column: { field: "activation", type: "nominal", title: null } };
  const spec = { layer, width: 220, height: 220 };
  return figure("loss", title, { data: { values: points }, facet, spec });
}

function heatMap(
  points: readonly Point[],
  { name, title, field }: { name: string; title: string; field: "loss" | "defect" },
): Figure {
  const shown = points.filter((point) => point[field] !== null);
  const encoding = { x: width, y: depth };
  const layer = [
    { mark: "rect", encoding: { ...encoding, color: { ...mean(field), title: field } } },
    { mark: "text", encoding: { ...encoding, text: { ...mean(field), format: ".2g" } } },
  ];
  const facet = { column: { field: "activation", type: "nominal", title: null } };
  const spec = { layer, width: 220, height: 120 };
  return figure(name, title, { data: { values: shown }, facet, spec });
}

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;

/** "delta at most 0.02 in 92 % of 48 runs (Ln at most 0.02 in 19 %: there it says nothing), ..." */
function nearMinimum(points: readonly Point[]): string {
  const judged = points.flatMap(({ loss, defect }) =>
    loss === null || defect === null ? [] : [{ loss, defect }],
  );
  if (judged.length === 0) return "not computed on all samples here";
  const count = (holds: (run: { loss: number; defect: number }) => boolean) =>
    percent(judged.filter(holds).length, judged.length);
  return (
    `at most 0.02 in ${count(({ defect }) => defect <= 0.02)} of ${judged.length} runs ` +
    `(the loss itself is in ${count(({ loss }) => loss <= 0.02)}: there it says nothing), ` +
    `at most 5 % of the loss in ${count(({ loss, defect }) => defect <= 0.05 * loss)}`
  );
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return "-infinity";
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return isSmall ? value.toExponential(1) : value.toPrecision(2);
}

/** In pixels; its words stand beside the plot, where no bar meets them. */
const CELLS_WIDTH = 440;

/** Every cell with its own verdict, those that decide nothing too. */
function cellsFigure(
  results: FigureResults<Arms>,
  thresholds: TrendThresholds,
  direction: Direction,
): Figure {
  const cells = cellsOf(results, thresholds, direction);
  const least = thresholds.activations.map((activation) => {
    const last = passedWidths(cells, activation).at(-1);
    return `${activation}: ${last === undefined ? "no d*" : `widths from d* = ${last}`}`;
  });
  const where = direction === "depth" ? ` (${least.join("; ")})` : "";
  const title = `Trend over ${direction}, cell by cell${where}`;
  const values = cells.map((cell) => ({
    ...{ cell: cell.name, reduction: Math.max(-1, cell.reduction), verdict: cell.verdict },
    told: `median ${digits(cell.reduction)}, p ${digits(cell.p)}, tau ${digits(cell.tau)}, upper limit ${cell.limit === null ? "none" : digits(cell.limit)}`,
  }));
  const y = { field: "cell", type: "nominal", title: null, sort: null };
  const reduction = "median reduction of the loss";
  const layer = [
    {
      mark: "bar",
      encoding: {
        ...{ y, x: { field: "reduction", type: "quantitative", title: reduction } },
        // Below: beside the plot it would meet the words.
        color: { field: "verdict", type: "nominal", scale: COLOURS, legend: { orient: "bottom" } },
      },
    },
    {
      mark: { type: "text", align: "left", baseline: "middle", dx: 8 },
      encoding: { y, x: { value: CELLS_WIDTH }, text: { field: "told" } },
    },
  ];
  return figure("cells", title, { data: { values }, layer, width: CELLS_WIDTH });
}

export function trendFigures(direction: Direction) {
  return (results: FigureResults<Arms>, thresholds: TrendThresholds): Figure[] => {
    const points = pointsOf(results, thresholds);
    const defect = `Relative defect after training, the mean over blocks; ${nearMinimum(points)}`;
    const hasDefect = points.some((point) => point.defect !== null);
    return [
      cellsFigure(results, thresholds, direction),
      lossFigure(points),
      heatMap(points, { name: "loss-map", title: "Mean loss after training", field: "loss" }),
      ...(hasDefect
        ? [heatMap(points, { name: "defect-map", title: defect, field: "defect" })]
        : []),
    ];
  };
}
