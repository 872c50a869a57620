/** The figure of `el-pgb`: the PGB value against the number of perturbations, with the value itself. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { f2Name } from "./pgb-protocol.ts";
import { numberOf } from "./readings.ts";

const SETS = [
  { angles: [], withZero: true },
  { angles: [1], withZero: true },
  { angles: [1, 3], withZero: true },
  { angles: [1], withZero: false },
  { angles: [1, 3], withZero: false },
  { angles: [1, 3, 5], withZero: false },
] as const;

export function pgbFigures(results: Results<Arms>): readonly Figure[] {
  const bounds = SETS.flatMap(({ angles, withZero }) => {
    const bound = numberOf(results, f2Name({ angles, withZero }), "bound");
    const set = withZero ? "with v = 0" : "without v = 0";
    return bound === null ? [] : [{ set, perturbations: angles.length, bound }];
  });
  const value = numberOf(results, f2Name({ angles: [], withZero: true }), "value");
  const values = [0, 3].flatMap((perturbations) =>
    value === null ? [] : [{ set: "value of the objective", perturbations, bound: value }],
  );
  const encoding = {
    x: {
      ...{ field: "perturbations", type: "quantitative", title: "perturbations of (w, b)" },
      axis: { tickMinStep: 1 },
    },
    y: {
      ...{ field: "bound", type: "quantitative", title: "least combination of gradients" },
      scale: { zero: true },
    },
    color: { field: "set", type: "nominal", title: "" },
  };
  const title =
    "F2, bad minimum of the loss with the neuron: below its value (dashed) it is no local minimum";
  const layer = [
    { data: { values }, mark: { type: "line", strokeDash: [4, 3] }, encoding },
    { data: { values: bounds }, mark: { type: "line", point: true }, encoding },
  ];
  return [figure("pgb-against-perturbations", title, { layer })];
}
