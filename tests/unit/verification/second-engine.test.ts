import { describe, expect, it } from "vitest";
import type { EngineChoice, EngineName } from "../../../src/domain/engine-name.ts";
import { secondEngineFor } from "../../../src/verification/second-engine.ts";
import { dwEmpWidth } from "../../../src/papers/kawaguchi2019-depth-width/dw-emp-width.claim.ts";
import { k1Gap } from "../../../src/papers/keskar2017-large-batch/k1-gap.claim.ts";
import { BUDGETS } from "../../../src/domain/verdict.ts";
import { papers } from "../../../src/papers/index.ts";
import { steady, trained } from "../../support/scratch-papers.ts";

interface Asked {
  readonly choice?: EngineChoice;
  readonly first?: EngineName;
  readonly isWatched?: boolean;
  /** Those that compute on the machine. */
  readonly here?: readonly EngineName[];
}

/** A wish, on a machine that has what comes with the product unless said otherwise. */
function wishOf({ here = ["onnx-cpu", "reference"], ...asked }: Asked) {
  return {
    ...({ choice: "auto", first: "onnx-cpu", isWatched: false, ...asked } as const),
    probe: (name: EngineName) =>
      Promise.resolve(
        here.includes(name)
          ? ({ available: true } as const)
          : ({ available: false, reason: `${name} is not installed` } as const),
      ),
  };
}

/** What the reference interpreter would have to compute, and whether it is taken for that. */
const ON_REFERENCE = [
  ["dw-emp-width", ["takes", "takes", "38 minutes", "310 hours"]],
  ["dw-emp-depth", ["takes", "takes", "38 minutes", "310 hours"]],
  ["dw-emp-width-mnist", ["takes", "83 minutes", "14 hours", "3,417 hours"]],
  ["dw-emp-depth-mnist", ["takes", "83 minutes", "14 hours", "3,417 hours"]],
  ["dw-emp-width-fashion-mnist", ["takes", "83 minutes", "14 hours", "3,417 hours"]],
  ["dw-emp-depth-fashion-mnist", ["takes", "83 minutes", "14 hours", "3,417 hours"]],
  ["dw-emp-width-cifar10", ["takes", "82 minutes", "14 hours", "12,496 hours"]],
  ["dw-emp-depth-cifar10", ["takes", "82 minutes", "14 hours", "12,496 hours"]],
  ["dw-emp-width-svhn", ["takes", "82 minutes", "14 hours", "12,496 hours"]],
  ["dw-emp-depth-svhn", ["takes", "82 minutes", "14 hours", "12,496 hours"]],
  ["k1-gap", ["249 hours", "374 hours", "933 hours", "75,860 hours"]],
  ["k4-sharp-full", ["283 hours", "439 hours", "1,567 hours", "76,187 hours"]],
  ["k4-sharp-magnitude", ["158 hours", "251 hours", "625 hours", "76,187 hours"]],
] as const;

describe("the reference interpreter", () => {
  const claims = papers.flatMap((paper) => paper.claims).filter(({ engine }) => engine !== null);

  it("is known to be feasible or not for every claim that an engine computes", () => {
    const known = ON_REFERENCE.map(([slug]) => slug).toSorted();
    expect(known).toEqual(claims.map(({ slug }) => slug).toSorted());
  });

  it.each(ON_REFERENCE)("cross-checks %s at the budgets %j", async (slug, expected) => {
    const claim = claims.find((one) => one.slug === slug);
    if (claim === undefined) throw new Error(`there is no claim ${slug}`);
    const found = await Promise.all(
      BUDGETS.map((budget) =>
        secondEngineFor(claim, budget, wishOf({})).then(
          () => "takes",
          (error: unknown) => /up to ([\d,]+ \w+)/.exec(String(error))?.[1],
        ),
      ),
    );
    expect(found).toEqual(expected);
  });
});

describe("the engine that a cross-check takes by itself", () => {
  it("is a fast one that is here", async () => {
    const here = ["onnx-cpu", "reference", "tensorflow-cpu"] as const;
    expect(await secondEngineFor(k1Gap, "quick", wishOf({ here }))).toBe("tensorflow-cpu");
  });

  it("is another than the first", async () => {
    const wish = wishOf({ first: "reference" });
    expect(await secondEngineFor(k1Gap, "quick", wish)).toBe("onnx-cpu");
  });

  it("is the slow one where the others are not here and there is little to compute", async () => {
    expect(await secondEngineFor(trained, "smoke", wishOf({}))).toBe("reference");
    expect(await secondEngineFor(dwEmpWidth, "quick", wishOf({}))).toBe("reference");
  });

  it.each([
    ["more than a quarter of an hour", dwEmpWidth, "standard"],
    ["days, if no training stops sooner", k1Gap, "smoke"],
  ] as const)("is none where the slow one would compute %s", async (_name, claim, budget) => {
    await expect(secondEngineFor(claim, budget, wishOf({}))).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message: expect.stringContaining(
        `corollary verify ${claim.slug} --budget ${budget} --cross-check=reference`,
      ) as string,
    });
  });

  it("is none, with the time that the slow one would take", async () => {
    await expect(secondEngineFor(dwEmpWidth, "standard", wishOf({}))).rejects.toThrow(
      "its own runs would take it up to 38 minutes",
    );
    await expect(secondEngineFor(k1Gap, "smoke", wishOf({}))).rejects.toThrow("up to 249 hours");
  });

  it("is never one that shares the first one's code", async () => {
    const here = ["onnx-cpu", "reference", "tensorflow-cpu", "tensorflow-gpu"] as const;
    for (const first of ["tensorflow-cpu", "tensorflow-gpu"] as const) {
      expect(await secondEngineFor(k1Gap, "smoke", wishOf({ first, here }))).toBe("onnx-cpu");
      const withoutOnnx = wishOf({ first, here: here.slice(1) });
      expect(await secondEngineFor(dwEmpWidth, "quick", withoutOnnx)).toBe("reference");
    }
  });

  it("is none where only the slow one is here and computes already", async () => {
    const wish = wishOf({ first: "reference", here: ["reference"] });
    await expect(secondEngineFor(trained, "smoke", wish)).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", message: expect.stringContaining("no engine beside") as string },
    });
  });
});

describe("an engine that was named for a cross-check", () => {
  it("is taken if it is the slow one and whoever asks can stop it", async () => {
    const wish = wishOf({ choice: "reference" });
    expect(await secondEngineFor(k1Gap, "smoke", { ...wish, isWatched: true })).toBe("reference");
    await expect(secondEngineFor(k1Gap, "smoke", wish)).rejects.toMatchObject({
      code: "BAD_INPUT",
    });
  });

  it("that is not here is refused with the reason", async () => {
    const wish = wishOf({ choice: "tensorflow-cpu" });
    await expect(secondEngineFor(k1Gap, "smoke", wish)).rejects.toMatchObject({
      code: "ENGINE_UNAVAILABLE",
      message: "engine tensorflow-cpu cannot cross-check here: tensorflow-cpu is not installed",
    });
  });

  it("must be another than the first, and the others are named", async () => {
    const wish = wishOf({ choice: "onnx-cpu" });
    await expect(secondEngineFor(k1Gap, "smoke", wish)).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining("reference, tensorflow-cpu") as string,
    });
  });

  it.each([
    ["tensorflow-gpu", "tensorflow-cpu"],
    ["tensorflow-cpu", "tensorflow-gpu"],
  ] as const)("is refused if it shares its code with the first: %s beside %s", async (...both) => {
    const [choice, first] = both;
    const wish = wishOf({ choice, first, isWatched: true, here: both });
    await expect(secondEngineFor(k1Gap, "smoke", wish)).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message:
        `${choice} is no check of ${first}, which computes it: both are TensorFlow, whose mistakes ` +
        "would be in both; a second engine is one of onnx-cpu, reference",
    });
  });

  it("has nothing to do for a claim that no engine computes", async () => {
    const wish = wishOf({ choice: "reference" });
    await expect(secondEngineFor(steady, "smoke", wish)).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message:
        "there is nothing to cross-check in scratch-steady: no engine computes it, its numbers " +
        "are exact; ask for it without a second engine",
    });
  });
});
