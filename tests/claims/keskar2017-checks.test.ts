import { describe, expect, it } from "vitest";
import { toMeasurement } from "../../src/domain/measurement.ts";
import type { RunRecord } from "../../src/domain/evidence-record.ts";
import { k1Gap } from "../../src/papers/keskar2017-large-batch/k1-gap.claim.ts";
import { k4SharpFull } from "../../src/papers/keskar2017-large-batch/k4-sharp-full.claim.ts";
import { k4SharpMagnitude } from "../../src/papers/keskar2017-large-batch/k4-sharp-magnitude.claim.ts";

type Claim = typeof k1Gap;
type Values = Readonly<Record<string, number>>;
interface Place {
  readonly control: string | null;
  readonly arm: string;
  readonly seed: number;
}

/** A little spread over the seeds, of mean 0 over 8, in units of a step. */
const wave = (seed: number, step: number) => step * Math.cos((Math.PI * (2 * seed - 1)) / 8);

/** What the spec measured, made up for each seed: nothing is trained in this file. */
function measuredAt({ control, arm, seed }: Place): Values {
  const isLarge = arm.startsWith("LB") || arm.endsWith("sharp");
  const trainingLoss = (isLarge ? 0.00199 : 0.00195) + 1e-7 * seed;
  const base = { trainingLoss, trainingAccuracy: 1, reachedTarget: 1 };
  const accuracy = {
    testAccuracy: (isLarge ? 0.919 : 0.932) + wave(seed, isLarge ? 0.002 : -0.002),
  };
  const phi = { sharpness: (isLarge ? 1.2 : 0.2) * Math.exp(wave(seed, 0.05)) };
  const invariant = { adaptiveSharpness: 0.3, filterNormalisedRise: 0.01 };
  const planted = arm === "planted flat" ? { sharpness: 0.005 } : { sharpness: 0.1 };
  const own = arm.startsWith("planted") ? planted : { ...phi };
  return { ...base, ...accuracy, ...own, ...invariant, ...changedBy(control, isLarge, seed) };
}

/** What the controls were measured at. */
function changedBy(control: string | null, isLarge: boolean, seed: number): Values {
  const noise = wave(seed + (isLarge ? 3 : 0), 0.001);
  const equal = { testAccuracy: 0.92 + noise, sharpness: isLarge ? 0.95 : 1 };
  if (control === null) return {};
  if (control.startsWith("N5")) return { sharpness: isLarge ? 1.2 : 4 };
  if (control.startsWith("N8")) return { sharpness: isLarge ? 0.004 : 0.009 };
  if (control.startsWith("N9")) return { sharpness: isLarge ? 3.5 : 2.9, trainingLoss: 0.1 };
  if (control.startsWith("LB")) return isLarge ? { trainingLoss: 0.02, sharpness: 2.8 } : {};
  return equal;
}

type Change = (place: Place, values: Values) => Values;
const unchanged: Change = (_place, values) => values;

function recordsOf(claim: Claim, change: Change = unchanged): RunRecord[] {
  return claim.plan("quick").map(({ control, arm, seed, measure }) => {
    const values = change({ control, arm, seed }, measuredAt({ control, arm, seed }));
    const names = Object.keys(measure.quantities);
    return {
      ...{ control, arm, seed, measure: measure.name, status: "SUCCEEDED", message: null },
      measurements: names.map((name) => toMeasurement(name, values[name] ?? 0.5, null)),
      certificate: null,
    };
  });
}

const decide = (claim: Claim, change: Change = unchanged) =>
  claim.decide("quick", recordsOf(claim, change));

/** Changes a quantity of the protocol's own arms, controls left as they are. */
const own =
  (arm: string, name: string, to: (value: number, seed: number) => number): Change =>
  (place, values) =>
    place.control === null && place.arm === arm
      ? { ...values, [name]: to(values[name] ?? NaN, place.seed) }
      : values;

describe("with the numbers that the spec measured", () => {
  it("the gap is SUPPORTED, and four controls fail", () => {
    const { verdict, controls, reason } = decide(k1Gap);
    expect(reason).toContain("4 of 4 controls");
    expect(verdict).toBe("SUPPORTED");
    expect(controls.map(({ outcome }) => outcome)).toEqual(Array(4).fill("KEPT"));
  });

  it("the direction is SUPPORTED, and seven controls fail", () => {
    const { verdict, controls, reason } = decide(k4SharpFull);
    expect(reason).toContain("7 of 7 controls");
    expect(verdict).toBe("SUPPORTED");
    expect(controls.map(({ outcome }) => outcome)).toEqual(Array(7).fill("KEPT"));
  });

  it("the magnitude is NOT_SUPPORTED: a ratio of 6 excludes one of 10", () => {
    const { verdict, reason } = decide(k4SharpMagnitude);
    expect(verdict).toBe("NOT_SUPPORTED");
    expect(reason).toContain("99 % upper bound of exp(mean q)");
  });
});

describe("K1", () => {
  it("is NOT_SUPPORTED where the upper bound of the gap lies below half a point", () => {
    const { verdict } = decide(
      k1Gap,
      own("SB", "testAccuracy", (_, seed) => 0.919 + wave(seed, 0.0021)),
    );
    expect(verdict).toBe("NOT_SUPPORTED");
  });

  it("is INCONCLUSIVE where the gap is large on average and spread widely", () => {
    const change = own("SB", "testAccuracy", (_, seed) => 0.932 + wave(seed, 0.04));
    expect(decide(k1Gap, change).verdict).toBe("INCONCLUSIVE");
  });

  it("is INCONCLUSIVE where two of eight seeds go the other way, however large the mean", () => {
    const change = own("SB", "testAccuracy", (value, seed) => (seed <= 2 ? 0.915 : value + 0.01));
    const { verdict, checks } = decide(k1Gap, change);
    const share = checks.find(({ name }) => name === "seeds with positive d");
    expect([share?.exact, share?.thresholdExact, share?.outcome]).toEqual(["6", "7", "FAIL"]);
    expect(verdict).toBe("INCONCLUSIVE");
  });

  it("is INVALID where the arms stop at different losses", () => {
    const { verdict, reason } = decide(
      k1Gap,
      own("LB", "trainingLoss", () => 0.0025),
    );
    expect(verdict).toBe("INVALID");
    expect(reason).toContain("both arms stop at the same training loss");
  });

  it("is INCONCLUSIVE, with the count, where runs did not reach the target", () => {
    const change = own("LB", "reachedTarget", (_, seed) => Number(seed > 2));
    const { verdict, reason } = decide(k1Gap, change);
    expect(verdict).toBe("INCONCLUSIVE");
    expect(reason).toContain("every run reaches the target loss: 2, required exactly 0");
  });

  it("is INCONCLUSIVE, with the count, however far from the target a run ended", () => {
    const change: Change = ({ control, arm, seed }, values) =>
      control === null && arm === "LB" && seed === 3
        ? { ...values, reachedTarget: 0, trainingLoss: 1, trainingAccuracy: 0.7 }
        : values;
    const { verdict, reason } = decide(k1Gap, change);
    expect(verdict).toBe("INCONCLUSIVE");
    expect(reason).toContain("every run reaches the target loss: 1, required exactly 0");
  });

  it("is INVALID where a control shows the gap too", () => {
    const change: Change = ({ control, arm }, values) =>
      control?.startsWith("N1") === true && arm === "SB"
        ? { ...values, testAccuracy: 0.95 }
        : values;
    expect(decide(k1Gap, change).reason).toContain("control N1 equal batches did not fail");
  });

  it("is not decided by the arms at the smaller rate", () => {
    const change: Change = ({ arm }, values) =>
      arm.endsWith("1e-3") ? { ...values, testAccuracy: 0.1, trainingLoss: 3 } : values;
    expect(decide(k1Gap, change).verdict).toBe("SUPPORTED");
  });
});

describe("K4", () => {
  it("is NOT_SUPPORTED where both arms are as sharp", () => {
    const change = own("LB", "sharpness", (value) => value / 6);
    expect(decide(k4SharpFull, change).verdict).toBe("NOT_SUPPORTED");
  });

  it("is NOT_SUPPORTED where the order is reversed", () => {
    const change = own("SB", "sharpness", (value) => value * 100);
    expect(decide(k4SharpFull, change).verdict).toBe("NOT_SUPPORTED");
  });

  it("is SUPPORTED in magnitude where the ratio is 30", () => {
    const change = own("SB", "sharpness", (value) => value / 5);
    expect(decide(k4SharpMagnitude, change).verdict).toBe("SUPPORTED");
  });

  it.each([0, NaN, -1])("concludes nothing from a sharpness of %s", (broken) => {
    const change = own("SB", "sharpness", (value, seed) => (seed === 3 ? broken : value));
    expect(decide(k4SharpFull, change).verdict).toBe("INCONCLUSIVE");
  });

  it("is INVALID where the measures that must not see a rescaling see it", () => {
    const change = own("SB rescaled invariant", "adaptiveSharpness", (value) => 1.001 * value);
    expect(decide(k4SharpFull, change).verdict).toBe("INVALID");
  });

  it("is INVALID in magnitude where the planted ratio of 20 is not found", () => {
    const change = own("planted sharp", "sharpness", (value) => value / 3);
    const { verdict, reason } = decide(k4SharpMagnitude, change);
    expect(verdict).toBe("INVALID");
    expect(reason).toContain("planted pair of ratio 20");
  });

  it("is INVALID in magnitude where the planted ratio is found on average, and not for certain", () => {
    const change = own(
      "planted sharp",
      "sharpness",
      (value, seed) => value * Math.exp(wave(seed, 8)),
    );
    const { verdict, checks } = decide(k4SharpMagnitude, change);
    expect(verdict).toBe("INVALID");
    const broken = checks.filter(
      ({ role, outcome }) => role === "implementation" && outcome !== "PASS",
    );
    expect(broken.map(({ name }) => name)).toEqual(["a planted pair of ratio 20 is supported"]);
  });

  it("is INVALID where rescaled weights leave SB the flatter arm", () => {
    const change: Change = ({ control, arm }, values) =>
      control?.startsWith("N5") === true && arm === "SB" ? { ...values, sharpness: 0.2 } : values;
    expect(decide(k4SharpFull, change).reason).toContain(
      "control N5 rescaled weights did not fail",
    );
  });

  it("is INVALID where an LB stopped at ten times the loss counts as valid", () => {
    const change: Change = ({ control }, values) =>
      control === "LB stopped at 2e-2" ? { ...values, trainingLoss: 0.00199 } : values;
    expect(decide(k4SharpFull, change).reason).toContain("control LB stopped at 2e-2 did not fail");
  });
});

describe("an instrument that is broken while all controls fail", () => {
  const noise = ({ arm, seed }: Place, step: number) => wave(seed + (arm === "LB" ? 3 : 0), step);
  const broken: Record<string, Change> = {
    "every run is a training of its own: seeds that change nothing": ({ control, arm }) =>
      measuredAt({ control, arm, seed: 1 }),
    "every run is a training of its own: seeds that repeat": ({ control, arm, seed }) =>
      measuredAt({ control, arm, seed: 1 + (seed % 2) }),
    "every run is a training of its own: LB that is SB": ({ control, arm, seed }) =>
      measuredAt({ control, arm: arm.replace(/^LB$/, "SB"), seed }),
    "every network has learned its images: nobody trains": (place, values) => ({
      ...{ ...values, trainingLoss: 2.3 + noise(place, 0.01), trainingAccuracy: 0.1 },
      testAccuracy: 0.1,
    }),
  };
  const brokenAccuracy: Record<string, Change> = {
    "test images have their own labels: an accuracy that never changes": (_place, values) => ({
      ...{ ...values, testAccuracy: 0.098 },
    }),
    "test images have their own labels: shuffled": (place, values) => ({
      ...{ ...values, testAccuracy: 0.1 + noise(place, 0.003) },
    }),
    "test images are new: training images in their place": (_place, values) => ({
      ...{ ...values, testAccuracy: 1 },
    }),
  };

  it.each(Object.keys(broken))("makes the claims INVALID: %s", (name) => {
    for (const claim of [k1Gap, k4SharpFull, k4SharpMagnitude]) {
      const { verdict, checks } = decide(claim, broken[name]);
      expect(verdict).toBe("INVALID");
      const failed = checks.filter(({ outcome }) => outcome === "FAIL").map((one) => one.name);
      expect(failed).toContain(name.split(":")[0]);
    }
  });

  it.each(Object.keys(brokenAccuracy))("makes the gap INVALID: %s", (name) => {
    const { verdict, reason } = decide(k1Gap, brokenAccuracy[name]);
    expect(verdict).toBe("INVALID");
    expect(reason).toContain(name.split(":")[0]);
  });

  it("makes the direction INVALID where the maximiser finds the same everywhere", () => {
    const { verdict, reason } = decide(k4SharpFull, (_place, values) => ({
      ...{ ...values, sharpness: 1e-12 },
    }));
    expect(verdict).toBe("INVALID");
    expect(reason).toContain("control N5 rescaled weights did not fail");
  });
});

it("both arms of a pair share everything but the batch and how often it looks", () => {
  for (const claim of [k1Gap, k4SharpFull]) {
    const plan = claim.plan("quick").filter(({ control }) => control === null);
    const recipeOf = (name: string) => {
      const setting = plan.find(({ arm }) => arm === name)?.setting as Record<string, object>;
      const { batch, stop, ...rest } = ("recipe" in setting ? setting["recipe"] : setting) as {
        batch: number;
        stop: { checkEvery: number };
      };
      return { batch, shared: { ...rest, stop: { ...stop, checkEvery: 0 } } };
    };
    const [small, large] = [recipeOf("SB"), recipeOf("LB")];
    expect([small.batch, large.batch]).toEqual([16, 2000]);
    expect(small.shared).toEqual(large.shared);
  }
});
