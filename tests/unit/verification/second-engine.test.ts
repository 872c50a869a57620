import { describe, expect, it } from "vitest";
import type { EngineChoice, EngineName } from "../../../src/domain/engine-name.ts";
import { secondEngineFor } from "../../../src/verification/second-engine.ts";
import { dwEmpWidth } from "../../../src/papers/kawaguchi2019-depth-width/dw-emp-width.claim.ts";
import { k1Gap } from "../../../src/papers/keskar2017-large-batch/k1-gap.claim.ts";
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
    ["nobody knows how much", k1Gap, "smoke"],
  ] as const)("is none where the slow one would compute %s", async (_name, claim, budget) => {
    await expect(secondEngineFor(claim, budget, wishOf({}))).rejects.toMatchObject({
      ...{ code: "BAD_INPUT", path: ["crossCheck"] },
      message: expect.stringContaining(
        `corollary verify ${claim.slug} --budget ${budget} --cross-check=reference`,
      ) as string,
    });
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
