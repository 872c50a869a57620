/** F1 and S1 of the spec in fractions, their points, and all values of their minima. */
import { reluMinima, reluPoint } from "../../compute/measures/index.ts";
import type {
  FractionData,
  ReluMinimaSetting,
  ReluPointSetting,
  RegressionData,
} from "../../compute/measures/index.ts";
import { arm } from "../../verification/index.ts";
import { F1_DATA, S1_DATA } from "./fixtures.ts";

function inFractions({ inputs, targets }: RegressionData): FractionData {
  return { inputs: inputs.map((row) => row.map(String)), targets: targets.map(([y]) => String(y)) };
}

export const F1 = inFractions(F1_DATA);
export const S1 = inFractions(S1_DATA);
/** F1 with a sample at the origin of the input space: no pre-activation there has a strict sign. */
export const F1_WITH_ZERO: FractionData = {
  inputs: [...F1.inputs, ["0", "0"]],
  targets: [...F1.targets, "1"],
};

type Unit = ReluPointSetting["units"][number];

/** v relu(w x + b). */
export function unit(outgoing: string, w: string, b: string): Unit {
  return { outgoing, incoming: [w, b] };
}

/** The values of all differentiable minima, and how many multisets of cells have one. */
export const F1_ONE = { values: ["5/2", "3", "5", "11/2", "15/2"], cells: 8, minima: 5 } as const;
export const F1_TWO = {
  values: ["0", "1/7", "7/40", "1/2", "1", "2", "15/7", ...F1_ONE.values, "9/2"],
  ...{ cells: 8, minima: 20 },
} as const;
export const S1_ONE = { values: ["7/40", "21/2", "28", "57/2"], cells: 8, minima: 4 } as const;

export function pointArm(
  data: FractionData,
  units: readonly Unit[],
  changes: Partial<ReluPointSetting> = {},
) {
  return arm(reluPoint, { data, activation: "relu", units, ...changes });
}

export function minimaArm(
  data: FractionData,
  units: number,
  expected: readonly string[],
  changes: Pick<ReluMinimaSetting, "falsified"> = {},
) {
  return arm(reluMinima, { data, units, activation: "relu", expected, ...changes });
}

/** One draw of the data for each of these. */
const DRAWS = [1, 2, 3];

/** Drawn data: nobody knows their values beforehand. */
export function drawnArm(samples: number, units: number) {
  return arm(reluMinima, { data: { samples }, units, activation: "relu" }, { seeds: DRAWS });
}

/** Samples and units of the drawn instances at each budget. */
const DRAWN = {
  smoke: [],
  quick: [
    [6, 1],
    [6, 2],
    [8, 1],
  ],
  standard: [
    [6, 1],
    [6, 2],
    [8, 1],
    [8, 2],
    [10, 1],
    [10, 2],
    [6, 3],
  ],
} as const;

export function drawnArms(budget: "smoke" | "quick" | "standard" | "paper") {
  const drawn = DRAWN[budget === "paper" ? "standard" : budget];
  return Object.fromEntries(
    drawn.map(([samples, units]) => [
      `drawn, ${samples} samples, ${units} unit${units === 1 ? "" : "s"}`,
      drawnArm(samples, units),
    ]),
  );
}
