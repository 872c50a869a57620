import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runCommandLine } from "../support/command-line.ts";

const CLAIM = "dw-emp-width";

const crossChecked = z.tuple([
  z.object({
    verdict: z.string(),
    evidence: z.object({
      uncappedVerdict: z.string(),
      environment: z.object({ engine: z.string() }),
      controls: z.array(z.object({ outcome: z.string() })),
      crossCheck: z.object({
        agrees: z.boolean(),
        environment: z.object({ engine: z.string(), precision: z.string() }),
        ...{ first: z.object({ verdict: z.string() }), second: z.object({ verdict: z.string() }) },
        checks: z.array(z.object({ role: z.string() })),
        disagreements: z.array(z.object({ quantity: z.string(), relative: z.number().nullable() })),
      }),
    }),
  }),
]);

/** A home without installed engines. */
function verify(...args: readonly string[]) {
  const env = { COROLLARY_HOME: mkdtempSync(join(tmpdir(), "corollary-cross-check-")) };
  return runCommandLine(["verify", ...args, "--budget", "smoke"], { env });
}

describe("verify --cross-check", () => {
  it("trains the networks of a claim on a second engine, and shows where they differ", async () => {
    const { code, out, err } = await verify(CLAIM, "--cross-check=reference", "--json");
    expect(err).toContain("hundred times as long");
    expect(code).toBe(0);
    const [{ evidence }] = crossChecked.parse(JSON.parse(out));
    const { crossCheck, environment, uncappedVerdict } = evidence;
    expect([environment.engine, crossCheck.environment]).toMatchObject([
      "onnx-cpu",
      { engine: "reference", precision: "float32" },
    ]);
    expect(crossCheck).toMatchObject({
      ...{
        agrees: true,
        first: { verdict: uncappedVerdict },
        second: { verdict: uncappedVerdict },
      },
    });
    expect(new Set(evidence.controls.map(({ outcome }) => outcome))).toEqual(new Set(["KEPT"]));
    // Twelve students, two engines: starts are the same numbers, ends are not.
    const sizes = (quantity: string) =>
      crossCheck.disagreements
        .filter((one) => one.quantity === quantity)
        .map(({ relative }) => relative);
    expect(sizes("untrainedLoss")).toEqual(Array(24).fill(0));
    expect(Math.max(...sizes("loss").map((size) => size ?? Infinity))).toBeGreaterThan(0);
    expect(Math.max(...sizes("loss").map((size) => size ?? Infinity))).toBeLessThan(0.1);
  });

  it.each([
    [
      "a claim that no engine computes",
      ["s1-nonoverlap-upper", "--cross-check"],
      "nothing to cross-check in s1",
    ],
    [
      "a paper of such claims",
      ["sharir2018-overlaps", "--cross-check"],
      "no claim of paper sharir2018-overlaps is computed by an engine",
    ],
    ["what takes the slow engine too long", ["k1-gap", "--cross-check"], "--cross-check=reference"],
    ["an engine and itself", [CLAIM, "--cross-check=onnx-cpu"], "computes it already"],
    [
      "an engine that there is none of",
      [CLAIM, "--cross-check=abacus"],
      "an engine is one of auto",
    ],
    [
      "half of an engine's name",
      [CLAIM, "--cross-check=tensorflow"],
      "did you mean tensorflow-cpu? an engine is one of auto",
    ],
  ])("refuses %s before it computes, with what to do", async (_name, args, told) => {
    const { code, out, err } = await verify(...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^corollary: BAD_INPUT /);
    expect(err).toContain(told);
  });

  it("refuses an engine that is not installed, with how to install it", async () => {
    const { code, err } = await verify(CLAIM, "--cross-check=tensorflow-cpu");
    expect(code).toBe(4);
    expect(err).toContain("ENGINE_UNAVAILABLE engine tensorflow-cpu cannot cross-check here");
    expect(err).toContain("engine install tensorflow");
  });
});
