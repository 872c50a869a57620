/**
 * What the level 1 - 0.02 / m of each interval promises: where nothing drifted, at most 2 of 100
 * comparisons find that something did, however many quantities they have.
 */
import { describe, expect, it } from "vitest";
import { PURPOSES, RandomStream } from "../../src/compute/numerics/threefry.ts";
import { sealEvidence, type EvidenceRecord } from "../../src/domain/evidence-record.ts";
import { compareEvidence } from "../../src/verification/regression/compare.ts";
import { lengthRule, statedEvidence } from "../support/stated-evidence.ts";

const COMPARISONS = 1000;
/** 2 % of 1,000 and three standard errors, 3 sqrt(.02 * .98 * 1000) = 13.3, to either side. */
const MOST_ALARMS = 33;
const FEWEST_ALARMS = 7;
const SEEDS = 6;
/** So narrow that no interval is inside: every one that excludes 0 is an alarm. */
const MARGIN = 1e-9;

const ARMS = ["rod", "second", "third", "fourth"];
const rules = ARMS.map((arm) => lengthRule({ arm, margin: MARGIN, worse: "either" }));

function statistical(claim: string, seeds: readonly number[]): Promise<EvidenceRecord> {
  const arms = Object.fromEntries(ARMS.map((arm) => [arm, seeds.map(() => 0)]));
  return statedEvidence({ kind: "STATISTICAL", claim, rules, arms, seeds });
}

/** The same record with other lengths: normal around 5, of another spread in each arm. */
function remeasured(record: EvidenceRecord, random: RandomStream, shift = 0): EvidenceRecord {
  const runs = record.runs.map((run) => {
    const value = 5 + shift + (1 + ARMS.indexOf(run.arm)) * random.normal();
    return { ...run, measurements: run.measurements.map((one) => ({ ...one, value })) };
  });
  return sealEvidence({ ...record, runs });
}

async function alarmsOf(seedsAfter: readonly number[], comparisons = COMPARISONS, shift = 0) {
  const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
  const claims = ["one", "two"];
  const before = await Promise.all(claims.map((claim) => statistical(claim, seeds)));
  const after = await Promise.all(claims.map((claim) => statistical(claim, seedsAfter)));
  const random = new RandomStream(27, PURPOSES.statistics, seedsAfter.length);
  let alarms = 0;
  for (let count = 0; count < comparisons; count += 1) {
    const { gate, intervals } = compareEvidence(
      before.map((record) => remeasured(record, random)),
      after.map((record) => remeasured(record, random, shift)),
    );
    expect(intervals).toBe(claims.length * ARMS.length);
    if (gate !== "UNDECIDED") alarms += 1;
  }
  return alarms;
}

const SAME = [1, 2, 3, 4, 5, 6];
const OTHER = [11, 12, 13, 14, 15, 16, 17, 18];

describe("of 1,000 comparisons of 8 quantities that did not drift", () => {
  it.each([
    ["the same seeds, paired", SAME],
    ["other seeds, by Welch", OTHER],
  ])("2 % give or take chance raise an alarm: %s", async (_what, seeds) => {
    const alarms = await alarmsOf(seeds);
    expect(alarms).toBeLessThanOrEqual(MOST_ALARMS);
    expect(alarms).toBeGreaterThanOrEqual(FEWEST_ALARMS);
  });
});

describe("of 50 comparisons in which all quantities drifted by 20 spreads", () => {
  it.each([[SAME], [OTHER]])("every one raises an alarm (seeds %j)", async (seeds) => {
    expect(await alarmsOf(seeds, 50, 20)).toBe(50);
  });
});
