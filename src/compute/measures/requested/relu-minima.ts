/**
 * All differentiable local minima of a user's small problem for one hidden ReLU layer, exactly.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3
 */
import { z } from "zod";
import { badInput } from "../../../domain/bad-input.ts";
import {
  compareRationals,
  doubleOf,
  formatRational,
  rationalOf,
} from "../../../domain/rational.ts";
import { RELU_ACTIVATIONS, type FractionData, type ReluActivation } from "../minima/exact-data.ts";
import { countMultisets } from "../minima/relu-cells.ts";
import { reluCertificate, surveyMinima } from "../minima/relu-survey.ts";
import type { RequestedMeasure } from "../requested-measure.ts";

type Entry = number | string;

export interface ReluMinimaInput {
  readonly inputs: readonly (readonly Entry[])[];
  readonly targets: readonly Entry[];
  readonly units: number;
  readonly activation?: ReluActivation;
}

const ENTRY = 'give a number, or a fraction of whole numbers as a text, such as "-7/4"';

const entrySchema = z.union(
  [
    z.number(),
    z
      .string()
      .max(40)
      .regex(/^-?\d+(\/[1-9]\d*)?$/, ENTRY),
  ],
  ENTRY,
);

/** F1 of the spec with one unit. */
const EXAMPLE: ReluMinimaInput = {
  inputs: [-2, -1, 1, 2].map((x) => [x, 1]),
  ...{ targets: [-2, -1, 1, 3], units: 1 },
};

const textOf = (entry: Entry) =>
  typeof entry === "number" ? formatRational(rationalOf(entry)) : entry;

function fractionsOf({ inputs, targets }: ReluMinimaInput): FractionData {
  const width = inputs[0]?.length ?? 0;
  const ragged = inputs.findIndex((row) => row.length !== width);
  if (ragged !== -1) {
    const told = `it has ${inputs[ragged]?.length ?? 0} entries: give ${width}, as many as the first`;
    throw badInput(["inputs", ragged], told);
  }
  if (targets.length !== inputs.length) {
    const told = `${targets.length} for ${inputs.length} samples: give one for each`;
    throw badInput(["targets"], told);
  }
  return { inputs: inputs.map((row) => row.map(textOf)), targets: targets.map(textOf) };
}

/** A minute of work at most, mostly far less. */
const [MOST_CELLS, MOST_MULTISETS] = [100, 1000];

/** Cells of m hyperplanes through the origin of R^n: at most 2 sum_(j < n) C(m - 1, j). */
function cellsAtMost(samples: number, inputs: number): number {
  let [sum, choose] = [0, 1];
  for (let j = 0; j < inputs; j += 1) {
    sum += choose;
    choose = (choose * (samples - 1 - j)) / (j + 1);
  }
  return 2 * sum;
}

/** @throws PlatformError BAD_INPUT for more */
function requireSmall({ inputs, units }: ReluMinimaInput): void {
  const cells = cellsAtMost(inputs.length, inputs[0]?.length ?? 0);
  const multisets = countMultisets(cells, units);
  if (cells <= MOST_CELLS && multisets <= MOST_MULTISETS) return;
  const told = `up to ${cells} activation cells and ${multisets} choices of ${units} of them would be solved exactly, at most ${MOST_CELLS} and ${MOST_MULTISETS} are: take fewer samples, inputs or units`;
  throw badInput(["inputs"], told);
}

export const reluMinimaOf: RequestedMeasure<ReluMinimaInput> = {
  name: "relu-minima",
  title: "All differentiable local minima of a small one-layer ReLU problem, in exact fractions.",
  source:
    "Kawaguchi, Huang, Kaelbling 2019; docs/papers/kawaguchi2019-depth-width.md, dw-shallow-identity",
  input: z.strictObject({
    inputs: z
      .array(z.array(entrySchema).min(1))
      .min(1)
      .describe("X [m, d_x] by rows, numbers or fractions p/q; a column of ones serves as a bias"),
    targets: z.array(entrySchema).min(1).describe("y [m], numbers or fractions p/q"),
    units: z.int().min(1).max(3).describe("d, hidden units: yhat = sum_k v_k sigma(X w_k)"),
    activation: z.enum(RELU_ACTIVATIONS).exactOptional().describe("sigma; absent: relu"),
  }),
  example: EXAMPLE,
  meanings: {
    cells: "activation cells of one unit: strict sign patterns of X w",
    multisets: "choices of a cell for each unit",
    minima: "choices with a differentiable local minimum",
    values: "different losses 1/2 ||yhat - y||^2 of the minima, ascending; unit of y squared",
    exactValues: "the same as fractions",
    mismatches: "minima whose loss is not 1/2 ||PN[Dbar] y||^2: 0 by the theorem",
    regression: "1/2 ||PN[X] y||^2, linear regression; unit of y squared",
    dead: "whether a minimum without a unit that is active anywhere is among them",
  },
  run(input) {
    const data = fractionsOf(input);
    const { units, activation = "relu" } = input;
    requireSmall(input);
    const { cells, outcomes, minima, values, regression } = surveyMinima(data, units, activation);
    if (cells.length === 0) {
      const reason = "A sample is 0: its pre-activation is 0 for every w, so no cell is open.";
      return { status: "PRECONDITION_FAILED", reason, numbers: { cells: 0 } };
    }
    const isDead = (one: (typeof minima)[number]) =>
      one.point.patterns.every((pattern) => !pattern.includes(true));
    const numbers = {
      ...{ cells: cells.length, multisets: outcomes.length, minima: minima.length },
      values: values.map(doubleOf),
      exactValues: values.map(formatRational).join(", "),
      mismatches: minima.filter(({ point, bound }) => compareRationals(point.value, bound) !== 0)
        .length,
      regression: doubleOf(regression),
      dead: minima.some(isDead),
    };
    if (![...numbers.values, numbers.regression].every(Number.isFinite)) {
      const reason = "A loss is beyond the largest double: scale inputs and targets.";
      return { status: "PRECONDITION_FAILED", reason, numbers: { cells: cells.length } };
    }
    const [best] = minima.toSorted((one, other) =>
      compareRationals(one.point.value, other.point.value),
    );
    if (best === undefined) return { status: "MEASURED", numbers };
    const certificate = reluCertificate(data, best.units, activation, best.point.value);
    return { status: "MEASURED", numbers, certificate };
  },
};
