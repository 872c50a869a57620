/** What S2 computes at each budget, and the numbers that decide. */
import {
  chanceOfLowRank,
  describeOverlapBound,
  describeNetwork,
  overlapBound,
  overlapWitness,
  randomOverlapping,
  weightDegree,
} from "../../compute/measures/index.ts";
import type { ConvAcNetwork } from "../../compute/measures/index.ts";
import type { Budget } from "../../domain/verdict.ts";
import { arm, type Arm, type Protocol } from "../../verification/index.ts";
import { CONVENTION_ARM, conventionArm, GOLDEN_VALUES, PRIMES } from "./conventions.ts";
import { rankArm, type RankRow } from "./s1-table.ts";
import { FULL_ROWS, GROWTH_ROWS, LONG_ROWS, SAMPLED_ROW } from "./s2-table.ts";
import { WITNESS_ROWS, type WitnessRow } from "./s2-witnesses.ts";

/** Weight draws: the second is there for the case that the first is unlucky modulo both primes. */
const DRAWS = [1, 2];
const RANDOM_ARCHITECTURES = 200;
/** Any fixed number: the seed from which the random architectures are drawn. */
const ARCHITECTURE_SEED = 2065;
/** Smoke leaves out wider grids of the growth figure and the larger witnesses. */
const SMOKE_WIDTH = 12;
const SMOKE_WITNESSES = 4;

/** S2's bound in both forms, as much of it as the rows and columns can show. */
export interface OverlapBounds {
  readonly proved: number;
  readonly paper: number;
}

export interface S2RowThresholds extends OverlapBounds {
  readonly rank: number;
  readonly templates: number;
  /** Predictions, as "3^8", that are larger than the sample, by form. */
  readonly beyondSample: Readonly<Partial<Record<keyof OverlapBounds, string>>>;
}

export interface S2Thresholds {
  readonly golden: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, S2RowThresholds>>;
  readonly witnesses: Readonly<Record<string, { readonly pairs: number; readonly bins: number }>>;
  readonly witnessRanks: Readonly<Record<string, number>>;
  /** Both bounds, and the chance that one draw modulo one prime is below the paper's by bad luck. */
  readonly random: Readonly<Record<string, OverlapBounds & { readonly chance: number }>>;
}

/** Rows and columns that can show a rank: a sample's, or any number. */
function visibleRank(sample: RankRow["sample"]): number {
  return sample === null ? Infinity : Math.min(sample.rows, sample.columns);
}

/** Sampled rows show a rank up to their number: a larger bound is "not refuted up to" that. */
function boundsOf(network: ConvAcNetwork, sample: RankRow["sample"] = null): OverlapBounds {
  const visible = visibleRank(sample);
  const bound = (form: "proved" | "paper") => Number(overlapBound(network, form));
  return { proved: Math.min(bound("proved"), visible), paper: Math.min(bound("paper"), visible) };
}

function rowThresholds({ network, sample, rank }: RankRow): S2RowThresholds {
  const beyond = (["proved", "paper"] as const)
    .filter((form) => Number(overlapBound(network, form)) > visibleRank(sample))
    .map((form) => [form, describeOverlapBound(network, form)]);
  const beyondSample = Object.fromEntries(beyond) as S2RowThresholds["beyondSample"];
  return { ...boundsOf(network, sample), rank, templates: network.templates, beyondSample };
}

let drawn: readonly (readonly [string, ConvAcNetwork])[] | undefined;

/** Drawn once, when a budget first asks for them. */
function randomRows(budget: Budget) {
  if (budget === "smoke" || budget === "quick") return [];
  drawn ??= randomOverlapping(RANDOM_ARCHITECTURES, ARCHITECTURE_SEED).map(
    (network) => [`random ${describeNetwork(network)}`, network] as const,
  );
  return drawn;
}

/** Rows of one budget; a network that stands in two tables is computed once. */
function rowsOf(budget: Budget): RankRow[] {
  const isSmoke = budget === "smoke";
  const growth = GROWTH_ROWS.filter(({ width }) => !isSmoke || width <= SMOKE_WIDTH);
  const long = isSmoke || budget === "quick" ? [] : LONG_ROWS;
  const all = [...FULL_ROWS, SAMPLED_ROW, ...growth, ...long];
  return [...new Map(all.map((row) => [row.name, row])).values()];
}

const witnessName = ({ network }: WitnessRow) => `witness of ${describeNetwork(network)}`;
const witnessMatrixName = (row: WitnessRow) => `matrix of the ${witnessName(row)}`;

function randomThresholds(budget: Budget) {
  const worst = Math.min(...PRIMES);
  return randomRows(budget).map(([name, network]) => {
    const bounds = boundsOf(network);
    const chance = chanceOfLowRank(bounds.paper, weightDegree(network), worst);
    return [name, { ...bounds, chance }] as const;
  });
}

function thresholdsOf(
  rows: readonly RankRow[],
  witnesses: readonly WitnessRow[],
  budget: Budget,
): S2Thresholds {
  return {
    golden: GOLDEN_VALUES,
    rows: Object.fromEntries(rows.map((row) => [row.name, rowThresholds(row)])),
    witnesses: Object.fromEntries(
      witnesses.map((row) => [witnessName(row), { pairs: row.pairs, bins: row.bins }]),
    ),
    witnessRanks: Object.fromEntries(
      witnesses.flatMap((row) => (row.rank === null ? [] : [[witnessMatrixName(row), row.rank]])),
    ),
    random: Object.fromEntries(randomThresholds(budget)),
  };
}

/** Only smoke trims: one draw, narrower growth, four witnesses. */
export function s2Protocol(budget: Budget): Protocol<Record<string, Arm>, S2Thresholds> {
  const rows = rowsOf(budget);
  const witnesses = budget === "smoke" ? WITNESS_ROWS.slice(0, SMOKE_WITNESSES) : WITNESS_ROWS;
  const arms: [string, Arm][] = [
    [CONVENTION_ARM, conventionArm],
    ...rows.map(({ name, network, sample }): [string, Arm] => [name, rankArm(network, { sample })]),
    ...witnesses.flatMap((row): [string, Arm][] => {
      const { network, points, rank } = row;
      const checked = arm(overlapWitness, { network, points, primes: PRIMES }, { seeds: [0] });
      const matrix = { ...rankArm(network, { weights: "witness" }), seeds: [0] };
      const ofPoints: [string, Arm] = [witnessName(row), checked];
      return rank === null ? [ofPoints] : [ofPoints, [witnessMatrixName(row), matrix]];
    }),
    ...randomRows(budget).map(([name, network]): [string, Arm] => [name, rankArm(network)]),
  ];
  const seeds = budget === "smoke" ? DRAWS.slice(0, 1) : DRAWS;
  return {
    arms: Object.fromEntries(arms),
    seeds,
    thresholds: thresholdsOf(rows, witnesses, budget),
  };
}
