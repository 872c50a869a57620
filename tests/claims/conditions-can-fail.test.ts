/**
 * A condition that no number can break says nothing. The numbers are those of the baseline, so that
 * nothing is computed here; the trends of Kawaguchi 2019 are left out, whose few blocks at smoke cannot
 * break every condition, and which shuffle for a second each time they are asked.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { toMeasurement } from "../../src/domain/measurement.ts";
import { parseBaseline } from "../../src/exports/baseline-file.ts";
import { papers } from "../../src/papers/index.ts";

const FILE = "baselines/smoke.jsonl";
const { records } = parseBaseline(readFileSync(FILE, "utf8"), FILE);
const claims = papers.flatMap((paper) => paper.claims);

const CLAIMS = claims.flatMap((claim) => {
  const runs = records.find((record) => record.claim === claim.slug)?.runs ?? [];
  const own = runs.filter(({ control }) => control === null);
  return own.length === 0 || claim.slug.startsWith("dw-emp-") ? [] : [{ claim, own }];
});

/** Some are possible and some are not: a rank of a billion, a loss of less than nothing. */
const NUMBERS = [0, 1, 2, -1_000_000_000, 1_000_000_000];

interface Change {
  /** Null: all of them. */
  readonly arm: string | null;
  readonly quantity: string;
  readonly number: number;
}

/** Of all arms at once, and then, for what compares arms, of one alone. */
function changesOf(own: readonly RunRecord[]): Change[] {
  const arms = [null, ...new Set(own.map(({ arm }) => arm))];
  const names = own.flatMap(({ measurements }) => measurements.map(({ name }) => name));
  const quantities = [...new Set(names)];
  return arms.flatMap((arm) =>
    quantities.flatMap((quantity) => NUMBERS.map((number) => ({ arm, quantity, number }))),
  );
}

/** The runs as if this had been measured. */
function changed(own: readonly RunRecord[], { arm, quantity, number }: Change): RunRecord[] {
  return own.map((run) => {
    if (arm !== null && run.arm !== arm) return run;
    const measurements = run.measurements.map((one) => {
      if (one.name !== quantity) return one;
      return toMeasurement(quantity, one.exact === null ? number : BigInt(number), one.unit);
    });
    return { ...run, measurements };
  });
}

it.each(CLAIMS)("every condition of $claim.slug fails on a number", ({ claim, own }) => {
  const unbroken = new Set(claim.decide("smoke", own).checks.map(({ name }) => name));
  expect(unbroken.size).toBeGreaterThan(0);
  for (const change of changesOf(own)) {
    if (unbroken.size === 0) break;
    const { checks } = claim.decide("smoke", changed(own, change));
    for (const { name, outcome } of checks) if (outcome === "FAIL") unbroken.delete(name);
  }
  expect([...unbroken]).toEqual([]);
});
