/** Figures 5 and 7 of the spec: what became of the starts, and which hypothesis keeps which claim. */
import { figure, type Arms, type Figure, type Results } from "../../verification/index.ts";
import { acceptedName, SHOWN, WITH_NEURON, WITHOUT_NEURON } from "./global-protocol.ts";
import { numberOf } from "./readings.ts";

const SEARCHES = [
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

function outcomes(results: Results<Arms>): Figure[] {
  const values = SEARCHES.flatMap(({ arm, search }) => {
    const count = (quantity: string) => numberOf(results, arm, quantity);
    if (count("candidates") === null) return [];
    const sum = (names: readonly string[]) =>
      names.reduce((total, name) => total + (count(name) ?? 0), 0);
    return OUTCOMES.map(({ outcome, of, less }) => {
      return { search, outcome, starts: sum(of) - sum(less) };
    });
  });
  if (values.length === 0) return [];
  const encoding = {
    x: { field: "outcome", type: "nominal", title: "", axis: { labelAngle: 0 }, sort: null },
    y: { field: "starts", type: "quantitative", title: "starts" },
    color: { field: "search", type: "nominal", title: "" },
    xOffset: { field: "search" },
  };
  const title = "What became of the same number of random starts: three tanh units on F2";
  return [figure("outcomes", title, { data: { values }, mark: "bar", encoding })];
}

/** Hypothesis that is violated, and the arm that shows what follows. */
const VIOLATED = [
  { violated: "none", arm: WITH_NEURON },
  { violated: "lambda = 0", arm: SHOWN.unregularised },
  { violated: "weight decay on b", arm: acceptedName("decay on b, lambda 1, mu 0.1") },
  { violated: "no bias", arm: acceptedName("no bias") },
  { violated: "linear neuron", arm: acceptedName("linear neuron on F5") },
  { violated: "no neuron", arm: SHOWN.classic },
  { violated: "non-convex loss", arm: acceptedName("double well") },
  { violated: "L_pw not attained (one-hot)", arm: SHOWN.oneHot },
];

/** A claim holds of the certified minima where each of its numbers is at most its threshold. */
const CLAIMS = [
  { claim: "el-vanish", most: { worstReach: 1e-6, worstDifference: 1e-9 } },
  { claim: "el-global", most: { worstGap: 1e-6 } },
  { claim: "el-pointwise", most: { worstGroupGradient: 1e-8, worstGap: 1e-9 } },
] as const;

function outcomeOf(results: Results<Arms>, arm: string, { most }: (typeof CLAIMS)[number]) {
  if (numberOf(results, arm, "neverAttained") === 1) return "vacuous";
  const excesses = Object.entries(most).map(([quantity, threshold]) => {
    const found = numberOf(results, arm, quantity);
    return found === null ? null : found - threshold;
  });
  if (excesses.includes(null)) return null;
  return excesses.every((one) => one !== null && one <= 0) ? "holds" : "fails";
}

function controlMatrix(results: Results<Arms>): Figure[] {
  const values = VIOLATED.flatMap(({ violated, arm }) =>
    CLAIMS.flatMap((claim) => {
      const outcome = outcomeOf(results, arm, claim);
      return outcome === null ? [] : [{ violated, claim: claim.claim, outcome }];
    }),
  );
  // At smoke only some of the violations are computed: half a matrix shows nothing.
  if (values.length < VIOLATED.length * CLAIMS.length) return [];
  const axis = { labelLimit: 260 };
  const encoding = {
    x: { field: "claim", type: "nominal", title: "", axis: { labelAngle: 0 }, sort: null },
    y: { field: "violated", type: "nominal", title: "hypothesis violated", sort: null, axis },
  };
  const scale = {
    domain: ["holds", "fails", "vacuous"],
    range: ["#146c3f", "#c2571a", "#5b6072"],
  };
  const color = { field: "outcome", type: "nominal", title: "", scale };
  const layer = [
    { mark: { type: "rect", opacity: 0.4 }, encoding: { ...encoding, color } },
    { mark: { type: "text" }, encoding: { ...encoding, text: { field: "outcome" } } },
  ];
  const title = "The claims at minima of objectives that lack one hypothesis";
  return [figure("control-matrix", title, { data: { values }, layer })];
}

export function globalFigures(results: Results<Arms>): Figure[] {
  return [...outcomes(results), ...controlMatrix(results)];
}
