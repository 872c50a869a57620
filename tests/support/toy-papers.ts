import type { Measure } from "../../src/compute/measures/measure.ts";
import type { Budget } from "../../src/domain/verdict.ts";
import {
  arm,
  condition,
  CONCLUSIONS,
  defineClaim,
  definePaper,
} from "../../src/verification/index.ts";

type Base = { readonly base: number };

/** The square of a number, exactly. */
const square: Measure<Base, "square"> = {
  name: "square",
  quantities: { square: { unit: null, meaning: "the square of the base" } },
  problems: ({ base }) => (Number.isSafeInteger(base) ? [] : ["base is no integer"]),
  run: ({ base }) => ({
    quantities: { square: BigInt(base) * BigInt(base) },
    certificate: { name: "factors", content: { base } },
  }),
};

/** Zero divided by zero where the base is zero. */
const reciprocal: Measure<Base, "ratio"> = {
  name: "reciprocal",
  quantities: { ratio: { unit: null, meaning: "the base by itself" } },
  problems: () => [],
  run: ({ base }) => ({ quantities: { ratio: base / base } }),
};

/** What every toy claim says in the same words. */
export const words = {
  kind: "ARITHMETIC",
  evidenceKind: "EXACT",
  source: { locator: "Section 1", version: "v1" },
  formula: "x^2 \\ge 4",
  provenance: [{ of: "statement", provenance: "DERIVED" }],
  hypotheses: [{ name: "integer", statement: "The base is an integer." }],
  limits: ["one base"],
  deviations: [],
  reportedFigures: [{ name: "square of two", value: "4", locator: "Section 1" }],
} as const;

const LEAST = 4;

/**
 * A claim that holds where four is enough, with a control that fails on its number and a figure.
 *
 * @param leastAt what the square, four, has to be at a budget
 */
export function squareClaim(slug: string, leastAt: (budget: Budget) => number = () => LEAST) {
  return defineClaim({
    ...words,
    slug,
    title: `The square of the base (${slug})`,
    statement: "The square of a base beyond one is at least four; 100% of the time.",
    protocol: (budget) => ({
      arms: { two: arm(square, { base: 2 }) },
      seeds: [1, 2],
      thresholds: { least: leastAt(budget) },
    }),
    check: ({ two }, { least }) =>
      two.values.square.map((measured, index) =>
        condition({
          name: `square of seed ${index + 1}`,
          role: "claim",
          quantity: "square",
          measured,
          relation: "atLeast",
          threshold: BigInt(least),
          ifFails: CONCLUSIONS.refuted,
        }),
      ),
    controls: [
      {
        name: "base-one",
        because: "one is not beyond one",
        mustFail: "square of seed 1",
        changes: () => ({ arms: { two: arm(square, { base: 1 }) } }),
      },
    ],
    figures: ({ two }) => [
      {
        name: "squares",
        title: "Squares by seed",
        spec: {
          data: {
            values: two.seeds.map((seed, at) => ({
              seed,
              square: two.values.square[at]?.value ?? null,
            })),
          },
          mark: "line",
          encoding: {
            x: { field: "seed", type: "quantitative" },
            y: { field: "square", type: "quantitative" },
          },
        },
      },
    ],
  });
}

/** A claim whose measure answers NaN. */
export const nanClaim = defineClaim({
  ...words,
  slug: "n1-not-a-number",
  title: "Nothing by nothing",
  statement: "Zero by zero is one.",
  protocol: () => ({ arms: { zero: arm(reciprocal, { base: 0 }) }, seeds: [1], thresholds: null }),
  check: ({ zero }) =>
    zero.values.ratio.map((measured) =>
      condition({
        name: "ratio",
        role: "claim",
        quantity: "ratio",
        measured,
        relation: "equal",
        threshold: 1,
        ifFails: CONCLUSIONS.notSupported,
      }),
    ),
  controls: [
    {
      name: "still-zero",
      because: "it is the same",
      mustFail: "ratio",
      changes: () => ({ arms: { zero: arm(reciprocal, { base: 0 }) } }),
    },
  ],
});

export function toyPaper(slug: string, claims: Parameters<typeof definePaper>[0]["claims"]) {
  return definePaper({
    slug,
    title: `On ${slug}`,
    authors: ["A. Author", "B. Author"],
    venue: "Journal of Small Numbers",
    year: 2024,
    arxivId: null,
    doi: null,
    versionRead: "v1",
    summary: `What is known of ${slug}.`,
    claims,
  });
}

/** Three papers: with several claims, with one that gives no number, and with none. */
export const toyPapers = [
  toyPaper("author2024-squares", [
    squareClaim("q1-square"),
    squareClaim("q2-square"),
    squareClaim("q3-square"),
  ]),
  toyPaper("author2024-ratios", [nanClaim]),
  toyPaper("author2024-silence", []),
];
