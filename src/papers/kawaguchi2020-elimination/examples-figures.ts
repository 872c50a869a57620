/** The figure of `el-examples`: the losses over theta and the neuron, with two flows on them. */
import { figure, type Arms, type Figure, type FigureResults } from "../../verification/index.ts";
import { BAD_STARTS, flowName, GOOD_STARTS } from "./examples-protocol.ts";
import { curveOf } from "./readings.ts";

const [BAD] = BAD_STARTS;
const [, GOOD] = GOOD_STARTS;

const cubic = (theta: number) => theta ** 3 - 3 * theta;
const thetas = Array.from({ length: 121 }, (_, index) => -2 + (4.6 * index) / 120);

/** theta against a e^b along a flow. */
function pathOf(results: FigureResults<Arms>, theta: number) {
  const neuron = curveOf(results, flowName(theta), "neuron");
  return curveOf(results, flowName(theta), "first parameter").map(({ y }, at) => ({
    flow: `from ${theta}`,
    theta: y,
    neuron: neuron[at]?.y ?? null,
  }));
}

/** L over theta, and the least objective at that theta, which is 0: the neuron fits any one sample. */
function elimination(results: FigureResults<Arms>): Figure {
  const landscape = thetas.flatMap((theta) => [
    { theta, loss: (cubic(theta) - 3) ** 2, of: "L" },
    { theta, loss: 0, of: "infimum, not attained" },
  ]);
  const flows = [BAD, GOOD].flatMap((start) => {
    const objective = curveOf(results, flowName(start), "objective");
    return curveOf(results, flowName(start), "first parameter").map(({ y: theta }, at) => ({
      ...{ theta, loss: objective[at]?.y ?? null, of: `flow from ${start}` },
    }));
  });
  const encoding = {
    x: { field: "theta", type: "quantitative", title: "θ", scale: { zero: false } },
    y: { field: "loss", type: "quantitative", title: "loss" },
    color: { field: "of", type: "nominal", title: "" },
  };
  const layer = [
    { data: { values: landscape }, mark: { type: "line" }, encoding },
    { data: { values: flows }, mark: { type: "point", filled: true, size: 20 }, encoding },
  ];
  const title =
    "F3: elimination and failure. From −1.2 the objective falls to 0 at the bad θ = −1, from 2.5 at the good one";
  return figure("elimination-and-failure", title, { layer });
}

/** Where theta f(theta) + a e^b = 3: the objective without its penalty vanishes along it. */
function valley(results: FigureResults<Arms>): Figure {
  const zero = thetas.map((theta) => ({ flow: "f + a e^b = y", theta, neuron: 3 - cubic(theta) }));
  const encoding = {
    x: { field: "theta", type: "quantitative", title: "θ", scale: { zero: false } },
    y: { field: "neuron", type: "quantitative", title: "a e^b" },
    color: { field: "flow", type: "nominal", title: "" },
  };
  const paths = [BAD, GOOD].flatMap((start) => pathOf(results, start));
  const layer = [
    { data: { values: zero }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    { data: { values: paths }, mark: { type: "point", filled: true, size: 20 }, encoding },
  ];
  const title = "F3: θ and the neuron a e^b along two flows; dashed: where the sample is fitted";
  return figure("theta-and-neuron", title, { layer });
}

export function examplesFigures(results: FigureResults<Arms>): readonly Figure[] {
  return [elimination(results), valley(results)];
}
