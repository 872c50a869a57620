/** What S1 computes at each budget, and the numbers that decide. */
import {
  describeNetwork,
  halfFactorization,
  nonOverlapBound,
  randomNonOverlapping,
} from "../../compute/measures/index.ts";
import type { ConvAcNetwork, HalfFactorizationSetting } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { CONVENTION_ARM, conventionArm, GOLDEN_VALUES, PRIMES } from "./conventions.ts";
import {
  CHANNEL_ROWS,
  CONTROL_ROWS,
  FACTORED_ROWS,
  OTHER_ROWS,
  rankArm,
  type RankRow,
} from "./s1-table.ts";

/** Weight draws: one shows a rank, five make a rank that is low by chance unbelievable. */
const DRAWS = [1, 2, 3, 4, 5];
const RANDOM_ARCHITECTURES = 200;
/** Any fixed number: the seed from which the random architectures are drawn. */
const ARCHITECTURE_SEED = 1703;
/** A rank above the bound counts in a single draw, so two are plenty for each architecture. */
const DRAWS_OF_RANDOM = [1, 2];

/** What the factorisation of a row must come to: it certifies rank <= width for each draw. */
export interface Factored {
  /** The arm with the ranks of the same network and weights. */
  readonly row: string;
  /** Every entry of A, modulo each prime. */
  readonly entries: number;
  /** D^L'. */
  readonly width: number;
}

export interface S1Thresholds {
  readonly golden: Readonly<Record<string, number>>;
  /** For each rank arm S1's bound and the generic rank of the spec. */
  readonly rows: Readonly<Record<string, { readonly bound: number; readonly rank: number }>>;
  /** Arms in which A is compared with U diag(a) V^T. */
  readonly factored: Readonly<Record<string, Factored>>;
  /** S1's bound for each random architecture. */
  readonly random: Readonly<Record<string, number>>;
}

/** The name under which a row's factorisation is compared. */
export const factoredName = (name: string) => `halves of ${name}`;

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

/** Of a network that ends in one linear layer: L' is the layer before it. */
function factoredOf({ name, network }: RankRow): Factored {
  const { height, width, templates, layers } = network;
  const entries = PRIMES.length * templates ** (height * width);
  return { row: name, entries, width: layers.at(-2)?.channels ?? 0 };
}

function thresholdsOf(rows: readonly RankRow[], factored: readonly RankRow[], budget: Budget) {
  const ofRows = rows.map(({ name, network, rank }) => [name, { bound: boundOf(network), rank }]);
  const random = randomRows(budget).map(([name, network]) => [name, boundOf(network)]);
  return {
    golden: GOLDEN_VALUES,
    rows: Object.fromEntries(ofRows) as S1Thresholds["rows"],
    factored: Object.fromEntries(factored.map((row) => [factoredName(row.name), factoredOf(row)])),
    random: Object.fromEntries(random) as S1Thresholds["random"],
  };
}

export function halvesArm(network: ConvAcNetwork, changes: Partial<HalfFactorizationSetting> = {}) {
  return arm(halfFactorization, { network, primes: PRIMES, ...changes });
}

/** Only smoke trims: one draw, no sampled rows. */
export function s1Protocol(budget: Budget): Protocol<Record<string, Arm>, S1Thresholds> {
  const always = [...FACTORED_ROWS, ...CONTROL_ROWS];
  const rows = budget === "smoke" ? always : [...always, ...OTHER_ROWS];
  const factored = budget === "smoke" ? CHANNEL_ROWS : FACTORED_ROWS;
  const ranks = rows.map(({ name, network, sample }) => [name, rankArm(network, { sample })]);
  const halves = factored.map(({ name, network }) => [factoredName(name), halvesArm(network)]);
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
