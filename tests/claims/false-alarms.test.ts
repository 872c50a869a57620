/**
 * How often a comparison cries wolf, and how often it sees one: small statistical claims, trained for
 * real, on 80 sets of 20 seeds that no two share; in 40 comparisons nothing has changed.
 *
 * Expected by theory, normal quantities, six intervals at level 1 - 0.02/6: at most 0.8 comparisons
 * of 40 with a false alarm; a drop of 1.35 spreads is seen in 34.5 of 40 (at least 32: probability
 * 0.91), one of 1.7 spreads in 39.3; the interval of the gap lies inside its margin in 29 of 40.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { evidenceRecordSchema, type EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { toMeasurement } from "../../src/domain/measurement.ts";
import type { Comparison, Tier } from "../../src/domain/regression.ts";
import { compareEvidence } from "../../src/verification/regression/compare.ts";
import {
  GAP_NAME,
  marginOf,
  RATIO_NAME,
  smallClaims,
} from "../support/small-claims/small-claims.ts";
import { evidenceOf, SEEDS, seedsOfSet } from "../support/small-claims/verification.ts";

const COMPARISONS = 40;
const SETS = 2 * COMPARISONS;
const PROCESSES = 2;
const PATIENCE_MS = 15 * 60_000;
const VERIFY = fileURLToPath(new URL("../support/small-evidence.ts", import.meta.url));

const lineSchema = z.object({
  set: z.number(),
  records: z.tuple([evidenceRecordSchema, evidenceRecordSchema]),
});
type Records = readonly [gap: EvidenceRecord, sharpness: EvidenceRecord];

/** By set. */
const evidence = new Map<number, Records>();

async function verifyEvery(step: number, first: number): Promise<void> {
  const args = [
    "--disable-warning=ExperimentalWarning",
    VERIFY,
    ...[first, SETS, step].map(String),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  for await (const line of createInterface(child.stdout)) {
    const { set, records } = lineSchema.parse(JSON.parse(line));
    evidence.set(set, records);
  }
  expect((await exit)[0]).toBe(0);
}

beforeAll(async () => {
  const firsts = Array.from({ length: PROCESSES }, (_, first) => first);
  await Promise.all(firsts.map((first) => verifyEvery(PROCESSES, first)));
}, PATIENCE_MS);

function recordsOf(set: number): Records {
  const records = evidence.get(set);
  if (records === undefined) throw new Error(`set ${set} was not verified`);
  return records;
}

/** Every comparison of two sets; `change` plants something in the later one. */
function comparisons(change: (records: Records, set: number) => Records = (same) => same) {
  return Array.from({ length: COMPARISONS }, (_, index) => {
    const [before, after] = [2 * index, 2 * index + 1];
    return compareEvidence(recordsOf(before), change(recordsOf(after), after));
  });
}

function tiersOfClaim(all: readonly Comparison[], slug: string): Tier[] {
  return all
    .flatMap(({ items }) => items.filter(({ claim }) => claim === slug))
    .map((one) => one.tier);
}

function tiersOfQuantity(all: readonly Comparison[], name: string): Tier[] {
  const quantities = all.flatMap(({ items }) => items.flatMap((item) => item.quantities));
  return quantities.filter((one) => one.name === name).map(({ tier }) => tier);
}

const count = (tiers: readonly Tier[], ...wanted: readonly Tier[]) =>
  tiers.filter((tier) => wanted.includes(tier)).length;
const NO_ALARM: readonly Tier[] = ["STABLE", "INSUFFICIENT_DATA"];
const isAlarm = (tier: Tier) => !NO_ALARM.includes(tier);

/** The same record as if the measure had read something else in the arm of the protocol. */
function planted(
  claim: "gap" | "sharpness",
  [arm, quantity]: readonly [string, string],
  changed: (value: number) => number,
) {
  return ([gap, sharpness]: Records, set: number): Records => {
    const record = claim === "gap" ? gap : sharpness;
    const runs = record.runs.map((run) => ({
      ...run,
      measurements: run.measurements.map((one) =>
        run.control === null && run.arm === arm && one.name === quantity
          ? toMeasurement(one.name, changed(one.value ?? NaN), one.unit)
          : one,
      ),
    }));
    const again = evidenceOf(smallClaims(seedsOfSet(set))[claim], record, runs);
    return claim === "gap" ? [again, sharpness] : [gap, again];
  };
}

it("every set has its own seeds, and every comparison judges six quantities by Welch's intervals", () => {
  const seeds = Array.from({ length: SETS }, (_, set) => recordsOf(set)[0].seeds).flat();
  expect(new Set(seeds).size).toBe(SETS * SEEDS);
  for (const { intervals, level, items } of comparisons()) {
    expect([intervals, level]).toEqual([6, 1 - 0.02 / 6]);
    const methods = items.flatMap((item) => item.quantities.map(({ method }) => method));
    expect(methods).toEqual(Array(6).fill("welch"));
  }
});

it("of 40 comparisons in which nothing changed, at most 3 say that something did", () => {
  const alarms = comparisons().filter(({ items }) => items.some(({ tier }) => isAlarm(tier)));
  const told = alarms.map(({ items }) => items.map(({ claim, tier }) => `${claim} ${tier}`));
  expect(told.length, JSON.stringify(told)).toBeLessThanOrEqual(3);
});

it("and most of them say that nothing did, not that nobody knows", () => {
  for (const name of [GAP_NAME, RATIO_NAME]) {
    const stable = count(tiersOfQuantity(comparisons(), name), "STABLE");
    expect([name, stable > COMPARISONS / 2]).toEqual([name, true]);
  }
});

const drops = {
  "the gap, by its margin": {
    ...({ claim: "gap", slug: "small-gap", name: GAP_NAME } as const),
    plant: planted("gap", ["SB", "testAccuracy"], (value) => value - marginOf(GAP_NAME)),
  },
  "the ratio, by the factor of its margin": {
    ...({ claim: "sharpness", slug: "small-sharpness", name: RATIO_NAME } as const),
    plant: planted(
      "sharpness",
      ["LB", "sharpness"],
      (value) => value / Math.exp(marginOf(RATIO_NAME)),
    ),
  },
};

it.each(Object.entries(drops))("sees a true drop in at least 32 of 40: %s", (_what, drop) => {
  const all = comparisons(drop.plant);
  for (const tiers of [tiersOfQuantity(all, drop.name), tiersOfClaim(all, drop.slug)]) {
    expect(tiers.length).toBe(COMPARISONS);
    expect(count(tiers, "REGRESSED", "SOFTLY_REGRESSED")).toBeGreaterThanOrEqual(32);
  }
});
