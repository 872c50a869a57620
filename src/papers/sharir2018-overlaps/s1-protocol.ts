/** What S1 computes at each budget, and the numbers that decide. */
import {
  describeNetwork,
  halfFactorization,
  nonOverlapBound,
  randomNonOverlapping,
} from "../../compute/measures/index.ts";
import type { ConvAcNetwork } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { CONVENTION_ARM, conventionArm, GOLDEN_VALUES, PRIMES } from "./conventions.ts";
import { CHANNEL_ROWS, FACTORED_ROWS, OTHER_ROWS, rankArm, type RankRow } from "./s1-table.ts";

/** Weight draws: one shows a rank, five make a rank that is low by chance unbelievable. */
const DRAWS = [1, 2, 3, 4, 5];
const RANDOM_ARCHITECTURES = 200;
/** Any fixed number: the seed from which the random architectures are drawn. */
const ARCHITECTURE_SEED = 1703;
/** A rank above the bound counts in a single draw, so two are plenty for each architecture. */
const DRAWS_OF_RANDOM = [1, 2];

export interface S1Thresholds {
  readonly golden: Readonly<Record<string, number>>;
  /** For each rank arm S1's bound and the generic rank of the spec. */
  readonly rows: Readonly<Record<string, { readonly bound: number; readonly rank: number }>>;
  /** Arms in which A is compared with U diag(a) V^T. */
  readonly factored: readonly string[];
  /** S1's bound for each random architecture. */
  readonly random: Readonly<Record<string, number>>;
}

/** The name under which a row's factorisation is compared. */
const factoredName = (name: string) => `halves of ${name}`;

let drawn: readonly (readonly [string, ConvAcNetwork])[] | undefined;

/** Drawn once, when a budget first asks for them. */
function randomRows(budget: Budget) {
  if (budget === "smoke" || budget === "quick") return [];
  drawn ??= randomNonOverlapping(RANDOM_ARCHITECTURES, ARCHITECTURE_SEED).map(
    (network) => [`random ${describeNetwork(network)}`, network] as const,
  );
  return drawn;
}

function boundOf(network: ConvAcNetwork): number {
  return Number(nonOverlapBound(network));
}

function thresholdsOf(rows: readonly RankRow[], factored: readonly RankRow[], budget: Budget) {
  const ofRows = rows.map(({ name, network, rank }) => [name, { bound: boundOf(network), rank }]);
  const random = randomRows(budget).map(([name, network]) => [name, boundOf(network)]);
  return {
    golden: GOLDEN_VALUES,
    rows: Object.fromEntries(ofRows) as S1Thresholds["rows"],
    factored: factored.map(({ name }) => factoredName(name)),
    random: Object.fromEntries(random) as S1Thresholds["random"],
  };
}

/** Only smoke trims: one draw, no sampled rows. */
export function s1Protocol(budget: Budget): Protocol<Record<string, Arm>, S1Thresholds> {
  const rows = budget === "smoke" ? FACTORED_ROWS : [...FACTORED_ROWS, ...OTHER_ROWS];
  const factored = budget === "smoke" ? CHANNEL_ROWS : FACTORED_ROWS;
  const ranks = rows.map(({ name, network, sample }) => [name, rankArm(network, { sample })]);
  const halves = factored.map(({ name, network }) => [
    factoredName(name),
    arm(halfFactorization, { network, primes: PRIMES }),
  ]);
  const random = randomRows(budget).map(([name, network]) => {
    return [name, { ...rankArm(network), seeds: DRAWS_OF_RANDOM }];
  });
  const arms: Record<string, Arm> = {
    [CONVENTION_ARM]: conventionArm,
    ...(Object.fromEntries([...ranks, ...halves, ...random]) as Record<string, Arm>),
  };
  const seeds = budget === "smoke" ? DRAWS.slice(0, 1) : DRAWS;
  return { arms, seeds, thresholds: thresholdsOf(rows, factored, budget) };
}
