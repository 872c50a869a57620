/** Outcomes of the searches with and without the neuron: figure 5 of the spec. */
import type { Arms, Figure, Results } from "../../verification/index.ts";
import { WITH_NEURON, WITHOUT_NEURON } from "./global-protocol.ts";
import { numberOf } from "./readings.ts";

const SHOWN = [
  { arm: WITH_NEURON, search: "with neuron" },
  { arm: WITHOUT_NEURON, search: "without" },
];

/** What became of a start. */
const OUTCOMES = [
  { outcome: "global minimum", of: ["certified"], less: ["bad"] },
  { outcome: "bad minimum", of: ["bad"], less: [] },
  { outcome: "diverging", of: ["diverging"], less: [] },
  { outcome: "undecided", of: ["undecided", "refused", "withdrawn"], less: [] },
];

export function globalFigures(results: Results<Arms>): Figure[] {
  const values = SHOWN.flatMap(({ arm, search }) => {
    const count = (quantity: string) => numberOf(results, arm, quantity);
    if (count("candidates") === null) return [];
    const sum = (names: readonly string[]) =>
      names.reduce((total, name) => total + (count(name) ?? 0), 0);
    return OUTCOMES.map(({ outcome, of, less }) => {
      return { search, outcome, starts: sum(of) - sum(less) };
    });
  });
  if (values.length === 0) return [];
  const $schema = "https://vega.github.io/schema/vega-lite/v5.json";
  const title = "What became of the same number of random starts: three tanh units on F2";
  const encoding = {
    x: { field: "outcome", type: "nominal", title: "" },
    y: { field: "starts", type: "quantitative", title: "starts", scale: { zero: true } },
    color: { field: "search", type: "nominal", title: "" },
    xOffset: { field: "search" },
  };
  const spec = { $schema, title, data: { values }, mark: "bar", encoding };
  return [{ name: "outcomes", title, spec }];
}
