/** Faults planted in copies of the source, seen by an exact claim: two to three seconds each. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plant } from "../support/plant.ts";
import { outcomeOf, PlantedCopy } from "../support/planted-copy.ts";

const CLAIM = "s2-overlap-lower";
const PAPER = "src/papers/sharir2018-overlaps";
const copy = new PlantedCopy();
let baseline = "";

beforeAll(async () => {
  baseline = await copy.baseline(CLAIM);
});

afterAll(() => {
  copy.remove();
});

describe("in code below the claim", () => {
  it("a wrong window cut in the rank measure is regressed", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/measures/conv-ac/cut.ts", [
        "column < Math.floor(width / 2)",
        "(column + 1) % width < Math.floor(width / 2)",
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
    expect(item.quantities.map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/^rank of /),
    );
  });

  it("rank modulo a composite number is regressed", async () => {
    const { outcome } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/numerics/prime-field.ts", [
        "this.modulus = modulus;\n    this.reciprocal = 1 / modulus;",
        "this.modulus = modulus - 1;\n    this.reciprocal = 1 / (modulus - 1);",
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
  });

  it("a harmless rewrite of a loop is stable, with an equal result", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant("src/compute/measures/matricization-rank.measure.ts", [
        "  return entries.reduce((count, entry) => (entry === 0 ? count : count + 1), 0);",
        "  let count = 0;\n  for (const entry of entries) if (entry !== 0) count += 1;\n  return count;",
      ]),
    );
    expect(outcome).toEqual({ tier: "STABLE", code: 0 });
    expect(item.after?.resultDigest).toBe(item.before?.resultDigest);
    expect(item.after?.release.sourceDigest).not.toBe(item.before?.release.sourceDigest);
  });
});

describe("in the claim file", () => {
  it("a control that is removed is changed", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(`${PAPER}/s2-overlap-lower.claim.ts`, [
        "controls: S2_CONTROLS,",
        "controls: S2_CONTROLS.slice(1),",
      ]),
    );
    expect(outcome).toEqual({ tier: "CHANGED", code: 1 });
    expect(item.reason).toMatch(/protocol/);
  });

  it("a claim that is deleted is gone", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(`${PAPER}/paper.ts`, [
        "claims: [s1NonoverlapUpper, s2OverlapLower]",
        "claims: [s1NonoverlapUpper]",
      ]),
    );
    expect(outcome).toEqual({ tier: "GONE", code: 1 });
    expect(item.claim.slug).toBe(CLAIM);
  });
});

describe("in a file of its checks, which no digest of the protocol covers", () => {
  const CHECK = `${PAPER}/s2-check.ts`;

  it("a threshold that is loosened is changed", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(CHECK, ["      threshold: 1n,", "      threshold: 0n,"]),
    );
    expect(outcome).toEqual({ tier: "CHANGED", code: 1 });
    expect(item.reason).toContain(
      "condition witnesses are seen at points where they are not 0: at least 1 (implementation) before, at least 0 (implementation) now",
    );
  });

  it("a condition that is taken out is changed", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(CHECK, [
        '    golden("witness pairs are disjoint", "pixels in two pairs", shared, 0),\n',
        "    ...(shared === null ? [] : []),\n",
      ]),
    );
    expect(outcome).toEqual({ tier: "CHANGED", code: 1 });
    expect(item.reason).toContain("condition witness pairs are disjoint is gone");
  });

  it("an exception is a broken instrument: regressed, and named", async () => {
    const { outcome, item } = await outcomeOf(
      copy,
      baseline,
      plant(CHECK, [
        "  return [\n    ...each,",
        '  throw new Error("no such arm");\n  return [\n    ...each,',
      ]),
    );
    expect(outcome).toEqual({ tier: "REGRESSED", code: 1 });
    expect(item.after?.reason).toContain("its check broke: no such arm");
  });
});

it("a dependency that is upgraded and changes no number is stable", async () => {
  const upgrade = [
    '"node_modules/canonicalize": {\n      "version": "5.1.0"',
    '"node_modules/canonicalize": {\n      "version": "5.1.1"',
  ] as const;
  const { outcome, item } = await outcomeOf(
    copy,
    baseline,
    plant("package-lock.json", upgrade),
    plant("node_modules/.package-lock.json", upgrade),
  );
  expect(outcome).toEqual({ tier: "STABLE", code: 0 });
  const [before, after] = [item.before?.release, item.after?.release];
  expect(after?.sourceDigest).toBe(before?.sourceDigest);
  expect(after?.dependencyDigest).not.toBe(before?.dependencyDigest);
});

it.each(["nothing of the kind", '"version"'])(
  "a plant is refused where its place is not one: %s",
  (text) => {
    const planting = () => {
      copy.edit(plant("package-lock.json", [text, ""]));
    };
    expect(planting).toThrow(/^package-lock\.json holds \d+ times: /);
  },
);

it("a claim that is refused when it is defined is wrong input, told without a stack trace", async () => {
  const broken = plant(`${PAPER}/s2-overlap-lower.claim.ts`, [
    'slug: "s2-overlap-lower"',
    'slug: "S2 overlap"',
  ]);
  const original = copy.read(broken.file);
  copy.edit(broken);
  const { code, err } = await copy.corollary(["regress", "--against", baseline]);
  copy.write(broken.file, original);
  expect(code).toBe(2);
  expect(err).toMatch(/^corollary: BAD_CLAIM Claim S2 overlap: slug/m);
  expect(err).not.toMatch(/^\s+at /m);
});
