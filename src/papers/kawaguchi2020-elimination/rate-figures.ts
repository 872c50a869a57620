/** Figures of `el-failure-rate`: the flow's course in time, and what fixed steps make of it. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import { DESCENT_RATES, descentName, FLOW_F3, type RateThresholds } from "./rate-protocol.ts";
import { curveOf, numberOf } from "./readings.ts";

const log = { type: "log" };
const time = { field: "t", type: "quantitative", title: "time of the flow", scale: log };

/** One curve of every flow, as lines over log time. */
function overTime(
  results: FigureResults<Arms>,
  flows: readonly string[],
  words: { name: string; title: string; curve: string; axis: string },
): Figure {
  const { name, title, curve, axis } = words;
  const values = flows.flatMap((flow) =>
    curveOf(results, flow, curve)
      .filter(({ x }) => x >= 1)
      .map(({ x, y }) => ({ flow, t: x, value: y })),
  );
  return figure(name, title, {
    data: { values },
    mark: { type: "line" },
    encoding: {
      x: time,
      y: { field: "value", type: "quantitative", title: axis, scale: { zero: true } },
      color: { field: "flow", type: "nominal", title: "" },
    },
  });
}

/** b of fixed steps against step times rate, which is time, with the plateaus and the flow itself. */
function plateaus(results: FigureResults<Arms>): Figure {
  const descents = DESCENT_RATES.flatMap((rate) =>
    curveOf(results, descentName(rate), "b").map(({ x, y }) => {
      return { descent: `steps of ${rate}`, t: x * rate, b: y };
    }),
  );
  const ends = Math.max(1, ...descents.map(({ t }) => t));
  const starts = Math.min(1, ...descents.map(({ t }) => t));
  const levels = DESCENT_RATES.flatMap((rate) => {
    const level = numberOf(results, descentName(rate), "plateau");
    if (level === null) return [];
    return [starts, ends].map((t) => ({ descent: `steps of ${rate}`, t, b: level }));
  });
  const flow = curveOf(results, FLOW_F3, "b")
    .filter(({ x }) => x >= starts && x <= ends)
    .map(({ x, y }) => ({ descent: "flow", t: x, b: y }));
  const encoding = {
    x: { ...time, title: "time: steps times their length" },
    y: { field: "b", type: "quantitative", title: "b" },
    color: { field: "descent", type: "nominal", title: "" },
  };
  const title = "F3: fixed steps stall at 1/2 ln(1 / step) (dashed) where the flow goes on";
  const layer = [
    { data: { values: levels }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    { data: { values: [...descents, ...flow] }, mark: { type: "line" }, encoding },
  ];
  return figure("fixed-steps", title, { layer });
}

export function rateFigures(
  results: FigureResults<Arms>,
  { flows }: RateThresholds,
): readonly Figure[] {
  return [
    overTime(results, flows, {
      ...{ name: "b-in-time", curve: "b", axis: "b" },
      title: "b under gradient flow: half a unit for each factor e of time",
    }),
    overTime(results, flows, {
      ...{ name: "rate-in-time", curve: "4 lambda t a^2", axis: "4 λ t a²" },
      title: "4 λ t a² tends to 1 whatever data, loss and λ are",
    }),
    overTime(results, flows, {
      ...{ name: "carried-in-time", curve: "neuron's part of the loss" },
      ...{
        axis: "|objective − loss|",
        title: "What the neuron carries of the loss does not vanish",
      },
    }),
    overTime(results, flows, {
      ...{ name: "loss-in-time", curve: "loss", axis: "L(θ)" },
      title: "The loss without the neuron along the flow",
    }),
    plateaus(results),
  ];
}
