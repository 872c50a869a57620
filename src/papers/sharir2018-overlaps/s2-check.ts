/** S2's pass conditions: pure functions of stored measurements. */
import { condition, CONCLUSIONS } from "../../verification/index.ts";
import type { Arms, Condition, Measured, Results } from "../../verification/index.ts";
import { conventionConditions } from "./conventions.ts";
import { extremeMargin, largest, least, total } from "./measured.ts";
import type { OverlapBounds, S2RowThresholds, S2Thresholds } from "./s2-protocol.ts";

type Form = keyof OverlapBounds;
const FORM_WORDS: Record<Form, string> = {
  proved: "S2 as proved (halved)",
  paper: "S2 as recalled from the paper (un-halved, unproved here)",
};

/** The condition that a control of the row must break. */
export const boundName = (form: Form, row: string) => `${FORM_WORDS[form]}: ${row}`;

/** Equality with a number of the spec: where it fails the instrument is broken, not the claim. */
function golden(name: string, quantity: string, measured: Measured, value: number): Condition {
  return condition({
    ...{ name, quantity, measured, role: "implementation", relation: "equal" },
    threshold: BigInt(value),
    ifFails: CONCLUSIONS.invalid,
  });
}

/** "rank (sampled: not refuted up to 700 of 3^8)" where the prediction exceeds the sample. */
function boundQuantity({ beyondSample, ...bounds }: S2RowThresholds, form: Form): string {
  const prediction = beyondSample[form];
  return prediction === undefined
    ? "rank"
    : `rank (sampled: not refuted up to ${bounds[form]} of ${prediction})`;
}

/** A bound of 1 says nothing, so it is not among the conditions. */
function rowConditions(results: Results<Arms>, { rows }: S2Thresholds): Condition[] {
  return Object.entries(rows).flatMap(([row, thresholds]) => {
    const measured = largest(results, [row], "rank");
    const forms = (["proved", "paper"] as const).filter((form) => thresholds[form] > 1);
    const bounds = forms.map((form) =>
      condition({
        ...{ name: boundName(form, row), role: "claim", measured },
        quantity: boundQuantity(thresholds, form),
        relation: "atLeast",
        threshold: BigInt(thresholds[form]),
        ifFails: CONCLUSIONS.unresolved,
      }),
    );
    return [
      ...bounds,
      golden(`generic rank of the spec: ${row}`, "rank", measured, thresholds.rank),
    ];
  });
}

/** Hypothesis: F is non-singular, certified by its rank modulo one prime. */
function templateCondition(results: Results<Arms>, { rows }: S2Thresholds): Condition {
  const templates = Object.entries(rows).map(([row, one]) => [row, one.templates] as const);
  const { arm, margin } = extremeMargin(
    results,
    Object.fromEntries(templates),
    "templateRank",
    "least",
  );
  return condition({
    name: "templates are non-singular",
    role: "precondition",
    quantity: `rank F minus M, least (${arm})`,
    measured: margin,
    relation: "equal",
    threshold: 0n,
    ifFails: CONCLUSIONS.hypothesisNotMet,
  });
}

function witnessConditions(results: Results<Arms>, thresholds: S2Thresholds): Condition[] {
  const { witnesses, witnessRanks } = thresholds;
  const names = Object.keys(witnesses);
  const each = Object.entries(witnesses).flatMap(([name, { pairs, bins }]) => [
    golden(
      `pairs across the cut: ${name}`,
      "pairs",
      least(results, [name], "crossingPairs"),
      pairs,
    ),
    golden(`bins: ${name}`, "bins", least(results, [name], "bins"), bins),
  ]);
  const ranks = Object.entries(witnessRanks).map(([name, rank]) =>
    golden(`rank of the spec: ${name}`, "rank", least(results, [name], "rank"), rank),
  );
  const shared = total(results, names, "sharedPixels");
  const mismatches = total(results, names, "mismatches");
  return [
    ...each,
    ...ranks,
    golden("witness pairs are disjoint", "pixels in two pairs", shared, 0),
    golden("witnesses equal the product of their pairs", "points that differ", mismatches, 0),
    condition({
      name: "witnesses are seen at points where they are not 0",
      role: "implementation",
      quantity: "points that are not 0, least of a witness",
      measured: least(results, names, "nonZeroPoints"),
      relation: "atLeast",
      threshold: 1n,
      ifFails: CONCLUSIONS.invalid,
    }),
  ];
}

/** A modular rank below the bound refutes nothing: bad luck has the chance that is stated. */
function randomConditions(results: Results<Arms>, { random }: S2Thresholds): Condition[] {
  return (["proved", "paper"] as const).flatMap((form) => {
    const telling = Object.entries(random).filter(([, one]) => one[form] > 1);
    if (telling.length === 0) return [];
    const bounds = Object.fromEntries(telling.map(([name, one]) => [name, one[form]]));
    const { arm, margin } = extremeMargin(results, bounds, "rank", "least");
    const chance = (random[arm]?.chance ?? 1).toExponential(1);
    return [
      condition({
        name: `${FORM_WORDS[form]}: ${telling.length} random architectures`,
        role: "claim",
        quantity: `rank minus bound, least (${arm}; by bad luck at most ${chance} a draw)`,
        measured: margin,
        relation: "atLeast",
        threshold: 0n,
        ifFails: CONCLUSIONS.unresolved,
      }),
    ];
  });
}

export function s2Check(results: Results<Arms>, thresholds: S2Thresholds): Condition[] {
  return [
    ...conventionConditions(results, thresholds.golden),
    templateCondition(results, thresholds),
    ...witnessConditions(results, thresholds),
    ...rowConditions(results, thresholds),
    ...randomConditions(results, thresholds),
  ];
}
