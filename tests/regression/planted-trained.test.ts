/**
 * Faults planted in copies of the source, seen by claims that train. Each changes the release, under
 * which all is trained anew: 5 to 15 s each on two idle cores.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plant, type Plant } from "../support/plant.ts";
import { outcomeOf, PlantedCopy } from "../support/planted-copy.ts";

const PAPER = "src/papers/keskar2017-large-batch";
const TIMEOUT_MS = 15 * 60_000;

/** What decides and one control: not what is only reported, nor what trains for a minute more. */
const SHORTER: readonly Plant[] = [
  plant(`${PAPER}/k1-protocol.ts`, [
    "arms: { ...pair(SMALL, LARGE), ...slow } }",
    "arms: pair(SMALL, LARGE) }",
  ]),
  plant(`${PAPER}/k1-gap.claim.ts`, [
    "controls: K1_CONTROLS,",
    'controls: K1_CONTROLS.filter(({ name }) => name.startsWith("N2")),',
  ]),
  plant(`${PAPER}/k4-protocol.ts`, [
    "      ...slowArms(halfOf(shared)),\n      ...companionArms(budget),\n",
    "",
  ]),
  plant(`${PAPER}/k4-sharp-full.claim.ts`, [
    "controls: k4Controls(DIRECTION_SEEDS),",
    'controls: k4Controls(DIRECTION_SEEDS).filter(({ name }) => name.startsWith("N5")),',
  ]),
  // At most 2,310 and 250 updates are needed; those who never arrive need not go on for minutes.
  plant(
    `${PAPER}/recipes.ts`,
    ["export const LIMIT = 20_000;", "export const LIMIT = 2600;"],
    ["checkEvery: 1, limit: LIMIT", "checkEvery: 1, limit: 300"],
  ),
];

/** Every arm with some of its seeds. */
const withSeeds = (slice: string) =>
  plant("src/verification/plan.ts", ["(own ?? seeds).map(", `(own ?? seeds).${slice}.map(`]);
/** A protocol is compared before its numbers are, and which seeds it runs is no part of it. */
const FEW_SEEDS = withSeeds("slice(0, 2)");

const copy = new PlantedCopy();
for (const change of SHORTER) copy.edit(change);

afterAll(() => {
  copy.remove();
});

describe("the gap in test accuracy", { timeout: TIMEOUT_MS }, () => {
  let baseline = "";
  beforeAll(async () => {
    baseline = await copy.baseline("k1-gap");
  }, TIMEOUT_MS);

  it("is shown with the verdict that is compared, which its budget does not cap", async () => {
    const { err } = await copy.corollary(["baseline", "k1-gap", "--out", "again.jsonl"]);
    expect(err).toContain("k1-gap: SUPPORTED (");
  });

  it("is regressed where the optimiser leaves the second moment out", async () => {
    const { outcome } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/training/optimisers/adam.ts", [
        'const root = tf.sqrt(tf.mul(take(factors, "second"), second));',
        "const root = 1;",
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
  });

  it("is regressed where the optimiser forgets the second moment from step to step", async () => {
    const { outcome } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/training/optimisers/adam.ts", [
        'const second = tf.add(tf.mul(beta2, take(slots, "second")), squares);',
        "const second = squares;",
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
  });

  it("has insufficient data where one seed's run is dropped", async () => {
    const { outcome } = await outcomeOf(copy, baseline, withSeeds("slice(0, -1)"));
    expect(outcome).toEqual({ tier: "INSUFFICIENT_DATA", code: 3 });
  });

  it("is changed where the threshold is loosened", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(`${PAPER}/k1-protocol.ts`, ["gap: 0.005,", "gap: 0.004,"]),
      FEW_SEEDS,
    );
    expect(outcome).toEqual({ tier: "CHANGED", code: 1 });
    expect(item.reason).toMatch(/protocol/);
  });

  it("is changed where the learning rate is another", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(`${PAPER}/recipes.ts`, ["const RATE = 3e-3;", "const RATE = 2.9e-3;"]),
      FEW_SEEDS,
    );
    expect(outcome).toEqual({ tier: "CHANGED", code: 1 });
    expect(item.reason).toMatch(/protocol/);
  });
});

describe("the sharpness on a box", { timeout: TIMEOUT_MS }, () => {
  let baseline = "";
  beforeAll(async () => {
    baseline = await copy.baseline("k4-sharp-full");
  }, TIMEOUT_MS);

  it("is regressed where the box is doubled", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/measures/box-sharpness.measure.ts", [
        "boxHalfWidths(landscape.point, epsilon)",
        "boxHalfWidths(landscape.point, 2 * epsilon)",
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
    expect(item.quantities.filter(({ tier }) => tier === "REGRESSED")).not.toEqual([]);
  });
});
