/** What `el-global` and `el-pointwise` compute at each budget, and the numbers that decide. */
import { eliminationMinima, type EliminationMinimaSetting } from "../../compute/measures/index.ts";
import type { EliminationProblem } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import type { Golden } from "./golden.ts";
import { INSTRUMENT, INSTRUMENT_DRIFT, INSTRUMENT_GOLDEN } from "./instrument.ts";
import { minimaDrift, type SelfTest } from "./minima-conditions.ts";
import {
  CLASSIC,
  DECAYED,
  DOUBLE_WELL,
  hinge,
  LINEAR_NEURON,
  NOT_MINIMA,
  ONE_HOT,
  REPEATED,
  SEEN_BY_ONE,
  SQUARED,
  UNREGULARISED,
  WITHOUT_BIAS,
  type Known,
} from "./minima-problems.ts";
import { SOFT_POSED } from "./problems.ts";

/** The search that the controls replace. */
export const SEARCHED = "squared loss, repeated inputs";

/** Random starts in each problem: where it is easy few show as much as many. */
interface Search {
  readonly problem: EliminationProblem;
  readonly starts: Readonly<Record<Budget, number>>;
}

const FEW = { smoke: 2, quick: 4, standard: 6, paper: 6 } as const;
const MANY = { smoke: 0, quick: 8, standard: 30, paper: 30 } as const;
const NOT_AT_SMOKE = { ...FEW, smoke: 0 } as const;

/** Under which a search is told: with the neuron, and for comparison without. */
export const WITH_NEURON = "squared loss, three tanh units";
export const WITHOUT_NEURON = `${WITH_NEURON}, no neuron`;

type Searches = Readonly<Record<string, Search>>;

const EASY: Searches = { [SEARCHED]: { problem: REPEATED, starts: FEW } };
const GLOBAL: Searches = { ...EASY, [WITH_NEURON]: { problem: SQUARED, starts: MANY } };
const POINTWISE: Searches = {
  ...EASY,
  "soft labels, three classes": { problem: SOFT_POSED.problem, starts: NOT_AT_SMOKE },
  "hinge squared, three tanh units": { problem: hinge(2), starts: NOT_AT_SMOKE },
  "hinge cubed, three tanh units": { problem: hinge(3), starts: NOT_AT_SMOKE },
};

/** Enough for a search to come to rest; the failure mode never does. */
const STEPS = 200;

export function knownArm(known: Known): Arm {
  return arm(eliminationMinima, known);
}

/** Minima that form a curve: judged by the value 0, below which nothing goes. */
export function leastValueArm({ problem, points }: Known): Arm {
  return arm(eliminationMinima, { problem, points, judge: "value" });
}

export function searchArm(problem: EliminationProblem, count: number, steps = STEPS): Arm {
  const setting: EliminationMinimaSetting = {
    problem,
    starts: { count, deviation: 1, steps },
  };
  return arm(eliminationMinima, setting);
}

const ACCEPTED: Readonly<Record<string, Known>> = {
  "double well": DOUBLE_WELL,
  "no bias": WITHOUT_BIAS,
  ...Object.fromEntries(
    Object.entries(DECAYED).map(([name, known]) => [`decay on b, ${name}`, known]),
  ),
  "linear neuron on F5": LINEAR_NEURON,
};

/** The two that cost least, of both kinds: with a = 0 and with a != 0. */
const FEW_ACCEPTED = ["double well", "no bias"];

/** Arms that the control matrix shows beside those of the self-test. */
export const SHOWN = {
  classic: "shown: no neuron, F5",
  unregularised: "shown: lambda = 0",
  oneHot: "shown: one-hot labels",
} as const;

export const acceptedName = (name: string) => `must be accepted: ${name}`;
const rejectedName = (name: string) => `must be rejected: ${name}`;

/** What none of the three tests may let through; at the smallest budgets one point for each. */
export function rejectedArms(isShort: boolean): Record<string, Arm> {
  const [hardest, ...others] = Object.entries(NOT_MINIMA);
  const known = [hardest, ...Object.entries(SEEN_BY_ONE), ...(isShort ? [] : others)];
  const named = known.flatMap((one) => (one ? [[rejectedName(one[0]), knownArm(one[1])]] : []));
  return Object.fromEntries(named) as Record<string, Arm>;
}

export interface GlobalThresholds {
  readonly searches: readonly string[];
  readonly selfTest: SelfTest;
  readonly golden: readonly Golden[];
  /** L - L_pw of a certified minimum, normalised. */
  readonly gap: number;
  /** |Gamma_j| of a certified minimum, normalised. */
  readonly groupGradient: number;
}

function selfTestArms(isShort: boolean): { readonly arms: Record<string, Arm>; test: SelfTest } {
  const accepted = Object.entries(ACCEPTED).filter(
    ([name]) => !isShort || FEW_ACCEPTED.includes(name),
  );
  const named = accepted.map(([name, known]) => {
    const points = known.points.slice(0, isShort ? 1 : undefined);
    return [acceptedName(name), knownArm({ ...known, points })] as const;
  });
  const rejected = rejectedArms(isShort);
  const test = { accepted: named.map(([name]) => name), rejected: Object.keys(rejected) };
  return { arms: { ...Object.fromEntries(named), ...rejected }, test };
}

function searchArms(searches: Searches, budget: Budget): Record<string, Arm> {
  const named = Object.entries(searches).flatMap(([name, { problem, starts }]) => {
    const count = starts[budget];
    return count === 0 ? [] : [[name, searchArm(problem, count)] as const];
  });
  return Object.fromEntries(named);
}

type GlobalProtocol = Protocol<Record<string, Arm>, GlobalThresholds>;

function protocolOf(searched: Record<string, Arm>, isShort: boolean): GlobalProtocol {
  const { arms, test } = selfTestArms(isShort);
  const searches = Object.keys(searched);
  return {
    arms: { ...searched, ...arms, ...INSTRUMENT },
    seeds: [1],
    thresholds: {
      ...{ searches, selfTest: test, golden: INSTRUMENT_GOLDEN },
      ...{ gap: 1e-9, groupGradient: 1e-8 },
    },
    drift: [...minimaDrift(searches), ...INSTRUMENT_DRIFT],
  };
}

export function globalProtocol(budget: Budget): GlobalProtocol {
  const protocol = protocolOf(searchArms(GLOBAL, budget), budget === "smoke");
  const count = MANY[budget];
  if (count === 0) return protocol;
  // For the figures alone: the same starts without the neuron, and what no self-test has.
  const shown = {
    [WITHOUT_NEURON]: searchArm({ ...SQUARED, neuron: "none" }, count),
    [SHOWN.classic]: knownArm(CLASSIC.F5),
    [SHOWN.unregularised]: leastValueArm(UNREGULARISED),
    [SHOWN.oneHot]: knownArm({ problem: ONE_HOT, points: [] }),
  };
  return { ...protocol, arms: { ...protocol.arms, ...shown } };
}

/** The self-test is el-global's; all of it again only where there is time. */
export function pointwiseProtocol(budget: Budget): GlobalProtocol {
  const isShort = budget === "smoke" || budget === "quick";
  return protocolOf(searchArms(POINTWISE, budget), isShort);
}
