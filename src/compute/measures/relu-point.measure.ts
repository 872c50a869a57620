/**
 * One point of a hidden (leaky) ReLU layer with one output, given in fractions or reached by descent in
 * float32: whether it is a local minimum, its loss, and what the projections make of it. A double is a
 * fraction, so that the point of a descent is examined exactly, too.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3 and 2.4
 * @shape     X [m, d_x], y [m]; units (v_k, w_k)
 * @units     loss: 1/2 ||yhat - y||^2
 * @precision exact; stationarity in float64; the descent in float32
 */
import {
  doubleOf,
  parseRational,
  rationalOf,
  subtractRationals,
  type Rational,
} from "../../domain/rational.ts";
import {
  fractionProblems,
  kindOf,
  toExactData,
  type FractionData,
  type ReluActivation,
} from "./minima/exact-data.ts";
import { descendInSingle, type Descent } from "./minima/relu-descent.ts";
import {
  examinePoint,
  isZero,
  leastSquaresValue,
  type ExactPoint,
  type ExactUnit,
} from "./minima/relu-network.ts";
import { reluCertificate } from "./minima/relu-survey.ts";
import type { Measure } from "./measure.ts";

export interface ReluPointSetting {
  readonly data: FractionData;
  readonly activation: ReluActivation;
  readonly units: readonly { readonly outgoing: string; readonly incoming: readonly string[] }[];
  /** From these units down the gradient in float32, until its norm is small enough. */
  readonly descent?: Descent;
}

export type ReluPointName =
  | "value"
  | "gap"
  | "jacobianGap"
  | "regressionGap"
  | "kinks"
  | "cellDefect"
  | "stationarity"
  | "fullyActive";

/** ||Dbar^T r|| / (||Dbar||_F ||y||), as rule (a) of 2.1 asks for; ||Dbar||^2 by its patterns. */
function stationarity({ cellDefect, patterns }: ExactPoint, data: FractionData, leak: number) {
  const sizes = data.inputs.map((row) =>
    row.reduce((sum, one) => sum + doubleOf(parseRational(one)) ** 2, 0),
  );
  const squares = patterns.flatMap((pattern) =>
    sizes.map((size, i) => size * (pattern[i] === true ? 1 : leak ** 2)),
  );
  const targets = data.targets.map((one) => doubleOf(parseRational(one)));
  const scale = Math.sqrt(squares.reduce((sum, one) => sum + one, 0)) * Math.hypot(...targets);
  const defect = Math.sqrt(doubleOf(cellDefect));
  return defect === 0 ? 0 : defect / scale;
}

function unitsOf({ units, descent, data, activation }: ReluPointSetting): ExactUnit[] {
  const given = units.map(({ outgoing, incoming }) => ({
    outgoing: parseRational(outgoing),
    incoming: incoming.map(parseRational),
  }));
  if (descent === undefined) return given;
  const numbers = (row: readonly Rational[]) => row.map(doubleOf);
  const { inputs, targets } = toExactData(data);
  const start = given.map(({ outgoing, incoming }) => [doubleOf(outgoing), ...numbers(incoming)]);
  const problem = { inputs: inputs.map(numbers), targets: numbers(targets) };
  const leak = doubleOf(kindOf(activation).leak);
  return descendInSingle(problem, start, { ...descent, leak }).map(
    ([outgoing = 0, ...incoming]) => ({
      outgoing: rationalOf(outgoing),
      incoming: incoming.map(rationalOf),
    }),
  );
}

export const reluPoint: Measure<ReluPointSetting, ReluPointName> = {
  name: "relu-point",
  quantities: {
    value: { unit: "loss", meaning: "L by the forward pass" },
    gap: { unit: "loss", meaning: "L - 1/2 ||PN[Dbar] y||^2, Dbar = [Lambda_k X]" },
    jacobianGap: { unit: "loss", meaning: "L - 1/2 ||PN[J] y||^2" },
    regressionGap: { unit: "loss", meaning: "L less that of linear regression on X" },
    kinks: { unit: null, meaning: "pre-activations that are exactly 0" },
    cellDefect: { unit: "loss", meaning: "||Dbar^T r||^2: 0 off the kinks only at local minima" },
    stationarity: { unit: null, meaning: "||Dbar^T r|| / (||Dbar||_F ||y||)" },
    fullyActive: { unit: null, meaning: "units that are active on all samples" },
  },
  problems({ data, units }) {
    const width = data.inputs[0]?.length;
    const fits = units.every(({ incoming }) => incoming.length === width);
    return [...fractionProblems(data), ...(fits ? [] : ["a unit has not one weight an input"])];
  },
  run(setting) {
    const { data, activation } = setting;
    const [exact, kind, units] = [toExactData(data), kindOf(activation), unitsOf(setting)];
    const point = examinePoint(exact, units, kind);
    const regression = leastSquaresValue(exact.inputs, exact.targets);
    const isMinimum = point.kinks === 0 && isZero(point.cellDefect);
    const content = reluCertificate(data, units, activation, point.value);
    return {
      quantities: {
        value: point.value,
        gap: subtractRationals(point.value, point.cellBound),
        jacobianGap: subtractRationals(point.value, point.jacobianBound),
        regressionGap: subtractRationals(point.value, regression),
        kinks: BigInt(point.kinks),
        cellDefect: point.cellDefect,
        stationarity: stationarity(point, data, doubleOf(kind.leak)),
        fullyActive: BigInt(point.patterns.filter((one) => one.every((active) => active)).length),
      },
      ...(isMinimum && { certificate: { name: "relu-point", content } }),
    };
  },
};
