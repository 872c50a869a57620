/**
 * All minima of a small ReLU problem, each examined by its own forward pass and held to what the paper
 * says of it: the loss is 1/2 ||PN[Dbar] y||^2, and at most that of every classical model that its
 * units' cells contain.
 *
 * @source    spec kawaguchi2019-depth-width, 2.3 and 2.4
 * @precision exact
 * @cost      the enumeration (relu-cells.ts), and 2^d least squares problems for each minimum
 */
import { digestOf } from "../../../domain/canonical.ts";
import {
  addRationals,
  compareRationals,
  formatRational,
  rational,
  type Rational,
} from "../../../domain/rational.ts";
import type { ReluCell as ReluCellCertificate } from "../../certificates/minimum-certificate.ts";
import { kindOf, toExactData, type FractionData, type ReluActivation } from "./exact-data.ts";
import { enumerateCells, type CellOutcome } from "./relu-cells.ts";
import {
  examinePoint,
  isZero,
  leastSquaresValue,
  sideBySide,
  slopedInputs,
  type ExactData,
  type ExactPoint,
  type ExactUnit,
  type ReluKind,
} from "./relu-network.ts";
import { cellsOf, type ReluCell } from "./relu-patterns.ts";

export interface SurveyedMinimum extends CellOutcome {
  readonly units: readonly ExactUnit[];
  readonly point: ExactPoint;
  /** A unit reaches the output, and some loss is left: the identity says something. */
  readonly isInstance: boolean;
  /** A unit is active on all samples. */
  readonly isRegression: boolean;
  /** Sets of units whose classical model is better than the minimum: none by 2.4. */
  readonly boundViolations: number;
}

export interface Survey {
  readonly cells: readonly ReluCell[];
  /** Of every multiset of cells: its least squares value, and the minimum where it has one. */
  readonly outcomes: readonly {
    readonly bound: Rational;
    readonly minimum: SurveyedMinimum | null;
  }[];
  readonly minima: readonly SurveyedMinimum[];
  /** Ascending, each once. */
  readonly values: readonly Rational[];
  /** min_c 1/2 ||X c - y||^2. */
  readonly regression: Rational;
}

/** What a control makes wrong of every minimum: its loss is told 1 too high, or each v_k is doubled. */
export type Falsified = "losses" | "points";

const ONE = rational(1n);

function doubled({ outgoing, incoming }: ExactUnit): ExactUnit {
  return { outgoing: addRationals(outgoing, outgoing), incoming };
}

/** Every non-empty subset. */
function subsets<T>(items: readonly T[]): T[][] {
  return items.reduce<T[][]>(
    (found, item) => [...found, ...found.map((one) => [...one, item]), [item]],
    [],
  );
}

const isActive = (pattern: readonly boolean[]) => pattern.every((one) => one);

interface Examination {
  readonly data: ExactData;
  readonly kind: ReluKind;
  readonly falsified: Falsified | undefined;
}

function examine(
  outcome: CellOutcome,
  { data, kind, falsified }: Examination,
): SurveyedMinimum | null {
  const { units: found, cells } = outcome;
  if (found === null) return null;
  const units = falsified === "points" ? found.map(doubled) : found;
  const seen = examinePoint(data, units, kind);
  const point = falsified === "losses" ? { ...seen, value: addRationals(seen.value, ONE) } : seen;
  const blocks = cells.map(({ pattern }) => slopedInputs(data.inputs, pattern, kind));
  const better = subsets(blocks).filter((chosen) => {
    const classical = leastSquaresValue(sideBySide(chosen), data.targets);
    return compareRationals(point.value, classical) > 0;
  });
  const isLive = units.some(({ outgoing }, k) => {
    const reaches = !isZero(kind.leak) || point.patterns[k]?.includes(true) === true;
    return !isZero(outgoing) && reaches;
  });
  return {
    ...{ ...outcome, units, point, boundViolations: better.length },
    isInstance: isLive && !isZero(point.value),
    isRegression: point.patterns.some(isActive),
  };
}

function distinct(numbers: readonly Rational[]): Rational[] {
  const sorted = numbers.toSorted(compareRationals);
  return sorted.filter((one, at) => {
    const before = sorted[at - 1];
    return before === undefined || compareRationals(before, one) !== 0;
  });
}

export function surveyMinima(
  given: FractionData,
  units: number,
  activation: ReluActivation,
  falsified?: Falsified,
): Survey {
  const [data, kind] = [toExactData(given), kindOf(activation)];
  const cells = cellsOf(data.inputs);
  const outcomes = enumerateCells(data, cells, units, kind).map((outcome) => {
    return { bound: outcome.bound, minimum: examine(outcome, { data, kind, falsified }) };
  });
  const minima = outcomes.flatMap(({ minimum }) => minimum ?? []);
  return {
    ...{ cells, outcomes, minima },
    values: distinct(minima.map(({ point }) => point.value)),
    regression: leastSquaresValue(data.inputs, data.targets),
  };
}

/** The minimum as a document that anyone can check: see `corollary check-certificate`. */
export function reluCertificate(
  { inputs, targets }: FractionData,
  units: readonly ExactUnit[],
  activation: ReluActivation,
  value: Rational,
): ReluCellCertificate {
  const width = inputs[0]?.length ?? 0;
  const incoming = Array.from({ length: width }, (_, row) =>
    units.flatMap((unit) => unit.incoming[row] ?? []),
  ).flat();
  const outgoing = units.map((unit) => unit.outgoing);
  const slope = activation === "relu" ? {} : { slope: formatRational(kindOf(activation).leak) };
  const document = {
    format: "corollary-minimum" as const,
    version: 1 as const,
    kind: "relu-cell" as const,
    network: {
      ...{ activation, ...slope, biases: false, skip: false },
      layers: [
        [width, units.length] satisfies [number, number],
        [units.length, 1] satisfies [number, number],
      ],
    },
    data: { inputs: inputs.map((row) => [...row]), targets: targets.map((one) => [one]) },
    point: [...incoming, ...outgoing].map(formatRational),
    value: formatRational(value),
  };
  return { ...document, digest: digestOf(document) };
}
