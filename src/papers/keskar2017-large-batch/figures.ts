/** Figures of pairs of arms: what each seed measured, and how the training went. */
import { figure, pairedT, signTest } from "../../verification/index.ts";
import type { Arms, Figure, FigureResults } from "../../verification/index.ts";
import { differences, logRatios, pairsOf, type Pair } from "./pairs.ts";

type Pairs = { readonly small: string; readonly large: string };

export interface PairFigure {
  readonly name: string;
  readonly title: string;
  readonly quantity: string;
  /** The axis: quantity and unit. */
  readonly axis: string;
  readonly scale: "linear" | "log";
}

/** "mean d 0.0138, d_z 3.8, t 11.9, p 4e-7, sign test p 0.004, n 10": reported, deciding nothing. */
function statisticsOf(pairs: readonly Pair[], scale: PairFigure["scale"]): string {
  const given = scale === "log" ? logRatios(pairs) : differences(pairs);
  const values = given.filter((one) => one !== null && Number.isFinite(one)) as number[];
  if (values.length < 2) return "too few pairs for a test";
  const { mean, dz, t, p } = pairedT(values, 0.99);
  const size =
    scale === "log"
      ? `ratio LB/SB ${Math.exp(mean).toPrecision(3)} (${Math.exp(Math.min(...values)).toPrecision(2)} to ${Math.exp(Math.max(...values)).toPrecision(2)})`
      : `mean SB - LB ${mean.toPrecision(3)}`;
  const effect = `d_z ${dz.toPrecision(2)}, t ${t.toPrecision(3)}, p ${p.toPrecision(2)}`;
  return `${size}, ${effect}, sign test p ${signTest(values).p.toPrecision(2)}, ${values.length} seeds`;
}

/** A point for each arm and seed; a line joins the two of a seed. None where no such arm ran. */
export function pairedFigures(
  results: FigureResults<Arms>,
  arms: Pairs,
  { name, title, quantity, axis, scale }: PairFigure,
): Figure[] {
  if (results[arms.small] === undefined) return [];
  const pairs = pairsOf(results, arms, quantity);
  const told = `${title}: ${statisticsOf(pairs, scale)}`;
  const values = pairs.flatMap(({ seed, small, large }) => [
    ...(small === null ? [] : [{ arm: "SB", seed, value: small }]),
    ...(large === null ? [] : [{ arm: "LB", seed, value: large }]),
  ]);
  const encoding = {
    x: { field: "arm", type: "nominal", title: "batch", sort: ["SB", "LB"] },
    y: {
      ...{ field: "value", type: "quantitative", title: axis },
      scale: { type: scale, zero: false },
    },
    detail: { field: "seed", type: "nominal" },
  };
  const layer = [
    { mark: { type: "line", opacity: 0.4 }, encoding },
    { mark: { type: "point", filled: true, size: 60 }, encoding },
  ];
  return [figure(name, told, { data: { values }, layer })];
}

/** The training loss of every run against its updates, both axes logarithmic. */
export function trainingFigure(results: FigureResults<Arms>, arms: Pairs): Figure {
  const title = "Mean loss of the training images against updates; both arms stop at the same loss";
  const values = Object.entries({ SB: arms.small, LB: arms.large }).flatMap(([arm, name]) => {
    const { seeds = [], series = [] } = results[name] ?? {};
    return series.flatMap((curves, index) =>
      curves
        .filter((curve) => curve.name === "training loss")
        .flatMap(({ x, y }) =>
          x.map((update, at) => ({ arm, seed: seeds[index], update, loss: y[at] })),
        ),
    );
  });
  const log = { type: "log" };
  const shown = values.filter(({ update, loss }) => update > 0 && typeof loss === "number");
  return figure("training", title, {
    ...{ data: { values: shown }, mark: { type: "line", opacity: 0.6 } },
    encoding: {
      x: { field: "update", type: "quantitative", title: "updates", scale: log },
      y: { field: "loss", type: "quantitative", title: "training loss", scale: log },
      color: { field: "arm", type: "nominal", title: "batch" },
      detail: { field: "seed", type: "nominal" },
    },
  });
}
