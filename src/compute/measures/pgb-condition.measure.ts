/**
 * Both sides of the PGB necessary condition at one point, with a certificate that it is a local
 * minimum where one is at hand.
 *
 * @source    spec kawaguchi2020-elimination, section 2.9
 * @shape     problem, z, directions v_j [n] -> numbers
 * @units     those of the objective
 * @precision pgb.ts
 * @cost      one Jacobian for each direction, one singular value decomposition
 */
import { localLowerBound } from "./elimination/local-bound.ts";
import { layoutOf, type Problem } from "./elimination/objective.ts";
import { pgbSides } from "./elimination/pgb.ts";
import { problemProblems } from "./elimination/problems.ts";
import type { Measure } from "./measure.ts";
import type { Rows } from "./minima/dense-network.ts";
import { withParameters } from "./minima/dense-network.ts";

export interface PgbSetting {
  readonly problem: Problem;
  readonly z: readonly number[];
  /** v_j of length at most 1; all 0: z itself. */
  readonly directions: Rows;
  readonly eps: number;
}

type Name =
  "value" | "bound" | "difference" | "gain" | "aboveLocalBound" | "moved" | "columns" | "rank";

/** More than 1 by rounding is 1. */
const LONGEST = 1 + 1e-12;

/** The problem with its network where z is. */
function standing(problem: Problem, z: readonly number[]): Problem {
  const { model } = problem;
  if (model.kind !== "dense") return problem;
  return { ...problem, model: { ...model, network: withParameters(model.network, z) } };
}

export const pgbCondition: Measure<PgbSetting, Name> = {
  name: "pgb-condition",
  quantities: {
    value: { unit: null, meaning: "Q(z)" },
    bound: { unit: null, meaning: "the least combination of gradients" },
    difference: { unit: null, meaning: "|bound - value| / (1 + value)" },
    gain: { unit: null, meaning: "value - bound: positive at no local minimum" },
    aboveLocalBound: { unit: null, meaning: "value minus a lower bound of all values nearby" },
    moved: { unit: null, meaning: "largest change of an output or of a by the directions" },
    columns: { unit: null, meaning: "gradients that are combined" },
    rank: { unit: null, meaning: "of these: independent" },
  },
  problems({ problem, z, directions, eps }) {
    const { size } = layoutOf(problem);
    const isFit = directions.every((v) => v.length === size && Math.hypot(...v) <= LONGEST);
    return [
      ...problemProblems(problem),
      ...(problem.neuron === "exponential" || problem.neuron === "none"
        ? []
        : [`the neuron is ${problem.neuron}`]),
      ...(problem.decay === undefined ? [] : ["b or W is penalised"]),
      ...(z.length === size ? [] : [`z has ${size} numbers, not ${z.length}`]),
      ...(directions.length > 0 ? [] : ["there is no direction"]),
      ...(isFit ? [] : [`a direction has ${size} numbers and length at most 1`]),
      ...(eps > 0 ? [] : [`eps is ${eps}`]),
    ];
  },
  run({ problem, z, directions, eps }) {
    const sides = pgbSides(problem, z, { directions, eps });
    const { value, bound } = sides;
    return {
      quantities: {
        value,
        bound,
        difference: Math.abs(bound - value) / (1 + Math.abs(value)),
        gain: value - bound,
        aboveLocalBound: value - (localLowerBound(standing(problem, z)) ?? Number.NaN),
        moved: sides.moved,
        columns: BigInt(sides.columns),
        rank: BigInt(sides.rank),
      },
    };
  },
};
