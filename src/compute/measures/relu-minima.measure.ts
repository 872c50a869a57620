/**
 * Every differentiable local minimum of one hidden (leaky) ReLU layer with one output on small data,
 * one for each multiset of activation cells that has any, with the value that the paper gives it.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3 and 2.4
 * @shape     X [m, 2] where drawn, any [m, d_x] where given; d units
 * @units     loss: 1/2 ||yhat - y||^2
 * @precision exact
 * @random    drawn data from the seed, purpose "data"
 * @cost      C(cells + d - 1, d) least squares problems and some linear programs: 1 s for m = 10, d = 2
 * @fails     a sample that is 0 leaves no open cell: no cells, no minima
 */
import { compareRationals, doubleOf, parseRational, type Rational } from "../../domain/rational.ts";
import type { MeasuredSeries } from "../../domain/series.ts";
import {
  drawData,
  fractionProblems,
  type FractionData,
  type ReluActivation,
} from "./minima/exact-data.ts";
import { countMultisets } from "./minima/relu-cells.ts";
import { isZero } from "./minima/relu-network.ts";
import {
  reluCertificate,
  surveyMinima,
  type Falsified,
  type Survey,
  type SurveyedMinimum,
} from "./minima/relu-survey.ts";
import type { Measure } from "./measure.ts";

export interface ReluMinimaSetting {
  /** Given, or so many samples of two small integers drawn from the seed. */
  readonly data: FractionData | { readonly samples: number };
  readonly units: number;
  readonly activation: ReluActivation;
  /** All values that there are, where they are known. */
  readonly expected?: readonly string[];
  /** For controls: what is found is no minimum's. */
  readonly falsified?: Falsified;
}

export type ReluMinimaName =
  | "cells"
  | "multisets"
  | "minima"
  | "values"
  | "leastValue"
  | "instances"
  | "mismatches"
  | "notMinima"
  | "missing"
  | "unexpected"
  | "boundViolations"
  | "regressionInstances"
  | "regressionViolations";

const isSame = (left: Rational, right: Rational) => compareRationals(left, right) === 0;

/** The loss of the network's own forward pass is not the projection's, by cells or by its patterns. */
function isMismatch({ point, bound }: SurveyedMinimum): boolean {
  return !isSame(point.value, bound) || !isSame(point.value, point.cellBound);
}

const isNoMinimum = ({ point }: SurveyedMinimum) => point.kinks > 0 || !isZero(point.cellDefect);

function setDifference(left: readonly Rational[], right: readonly Rational[]): bigint {
  return BigInt(left.filter((one) => !right.some((other) => isSame(one, other))).length);
}

function countOf({ minima }: Survey, holds: (one: SurveyedMinimum) => boolean): bigint {
  return BigInt(minima.filter(holds).length);
}

/** Minima worse than linear regression although a unit is active on all samples. */
const isWorse =
  (regression: Rational) =>
  ({ point, isRegression }: SurveyedMinimum) =>
    isRegression && compareRationals(point.value, regression) > 0;

/** Over the multisets, numbered from 1: what a minimum there would have, and what the minima have. */
function seriesOf({ outcomes }: Survey): MeasuredSeries[] {
  const x = outcomes.map((_, at) => at + 1);
  const minima = outcomes.map(({ minimum }) =>
    minimum === null ? Number.NaN : doubleOf(minimum.point.value),
  );
  return [
    { name: "least squares", unit: "loss", x, y: outcomes.map(({ bound }) => doubleOf(bound)) },
    { name: "minima", unit: "loss", x, y: minima },
  ];
}

export const reluMinima: Measure<ReluMinimaSetting, ReluMinimaName> = {
  name: "relu-minima",
  quantities: {
    cells: { unit: null, meaning: "strict sign patterns of X w" },
    multisets: { unit: null, meaning: "multisets of d cells, each one least squares problem" },
    minima: { unit: null, meaning: "multisets with a differentiable local minimum" },
    values: { unit: null, meaning: "different losses of the minima" },
    leastValue: { unit: "loss", meaning: "the least loss of a differentiable local minimum" },
    instances: { unit: null, meaning: "minima with L > 0 and a unit that reaches the output" },
    mismatches: { unit: null, meaning: "minima whose loss is not 1/2 ||PN[Dbar] y||^2" },
    notMinima: { unit: null, meaning: "points on a kink or with Dbar^T r not exactly 0" },
    missing: { unit: null, meaning: "expected values that no minimum has" },
    unexpected: { unit: null, meaning: "values that were not expected" },
    boundViolations: { unit: null, meaning: "sets of units with a better classical model" },
    regressionInstances: {
      unit: null,
      meaning: "minima with L > 0 and a live unit of which one is active on all samples",
    },
    regressionViolations: { unit: null, meaning: "of these, those above linear regression" },
  },
  problems({ data, units }) {
    const counted = Number.isSafeInteger(units) && units >= 1;
    return [
      ...(counted ? [] : [`it has ${units} units`]),
      ...("samples" in data ? [] : fractionProblems(data)),
    ];
  },
  run({ data: given, units, activation, expected, falsified }, { seed }) {
    const data = "samples" in given ? drawData(given.samples, seed) : given;
    const found = surveyMinima(data, units, activation, falsified);
    const { cells, minima, values, regression } = found;
    const wanted = expected?.map(parseRational) ?? values;
    return {
      quantities: {
        cells: BigInt(cells.length),
        multisets: BigInt(countMultisets(cells.length, units)),
        minima: BigInt(minima.length),
        values: BigInt(values.length),
        leastValue: values[0] ?? Number.NaN,
        instances: countOf(found, ({ isInstance }) => isInstance),
        mismatches: countOf(found, isMismatch),
        notMinima: countOf(found, isNoMinimum),
        missing: setDifference(wanted, values),
        unexpected: setDifference(values, wanted),
        boundViolations: BigInt(minima.reduce((sum, one) => sum + one.boundViolations, 0)),
        regressionInstances: countOf(found, (one) => one.isInstance && one.isRegression),
        regressionViolations: countOf(found, isWorse(regression)),
      },
      series: seriesOf(found),
      // None without a minimum: there is nothing to check.
      ...(minima.length > 0 &&
        falsified === undefined && {
          certificate: {
            name: "relu-minima",
            content: {
              minima: minima.map((one) =>
                reluCertificate(data, one.units, activation, one.point.value),
              ),
            },
          },
        }),
    };
  },
};
